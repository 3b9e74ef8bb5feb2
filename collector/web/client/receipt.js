// The 20-digit code and what grows from it. collector/core/receipt.py makes the same; tests/vectors holds both to it.
import { expand } from "@noble/hashes/hkdf.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32, hex } from "@scure/base";
import { identityToRecipient } from "age-encryption";
// @noble/hashes and @scure/base come with age-encryption; package-lock.json pins them, `overrides` keeps one copy each.

const DOMAIN = "suluh/v1/receipt";
const bytes = (text) => new TextEncoder().encode(text);

// ISO 7064 MOD 11,10: finds every single wrong digit and nearly every swap of neighbours.
export function checkDigit(digits) {
  let sum = 5;
  for (const digit of digits) sum = (((sum || 10) * 2) % 11 + Number(digit)) % 10;
  return String((11 - ((sum || 10) * 2) % 11) % 10);
}

export function newCode() {
  let digits = "";
  while (digits.length < 19) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 250) digits += byte % 10; // 250-255 would make 0-5 likelier than 6-9
  }
  return digits + checkDigit(digits);
}

export const formatCode = (code) => code.match(/.{4}/g).join(" ");

// The public half of a hybrid identity with this seed of 32 bytes.
export const recipientOf = (seed) =>
  identityToRecipient(bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase());

// {mailbox: 32 hex, secretHash: 64 hex, recipient: "age1pq1…"}. About 32 MiB and a second on a cheap phone; the async
// form gives the screen its turns.
export async function derive(code) {
  const cost = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 };
  const master = await scryptAsync(bytes(code), bytes(DOMAIN), cost);
  const part = (name, length) => expand(sha256, master, bytes(`${DOMAIN}/${name}`), length);
  return {
    mailbox: hex.encode(part("mailbox", 16)),
    secretHash: hex.encode(sha256(part("secret", 32))),
    recipient: await recipientOf(part("identity", 32)),
  };
}
