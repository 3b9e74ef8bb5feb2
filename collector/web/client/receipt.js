// A new code, and what grows from a code. tests/reporter/receipt.py makes the same; tests/vectors holds both to it.
import { expand } from "@noble/hashes/hkdf.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { bech32 } from "@scure/base";
import { identityToRecipient } from "age-encryption";
import { checkDigit } from "./code.js";
// @noble/hashes and @scure/base come with age-encryption; package-lock.json pins them, `overrides` keeps one copy each.

const DOMAIN = "suluh/v1/receipt";
const STEPS = 50; // as often is said how far it is
/** @import { MailboxKeys, Progress } from "./types.js" */

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

export function newCode() {
  let digits = "";
  while (digits.length < 19) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 250) digits += byte % 10; // 250-255 would make 0-5 likelier than 6-9
  }
  return digits + checkDigit(digits);
}

/**
 * The public half of a hybrid identity.
 * @param {Uint8Array} seed 32 bytes
 */
export const recipientOf = (seed) => identityToRecipient(identityOf(seed));

/** @param {Uint8Array} seed */
const identityOf = (seed) => bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();

/**
 * What grows from a code. About 32 MiB and a second on a cheap phone, during which nothing else runs: worker.js keeps it
 * off the page's own thread.
 * @param {string} code 20 digits
 * @param {Progress} [tell]
 * @returns {Promise<MailboxKeys>}
 */
export async function derive(code, tell = () => {}) {
  let said = 0;
  /** @param {number} done from 0 to 1 */
  const onProgress = (done) => {
    if (done * STEPS >= said + 1 || done === 1) tell((said = Math.floor(done * STEPS)), STEPS);
  };
  const master = scrypt(bytes(code), bytes(DOMAIN), { N: 2 ** 15, r: 8, p: 1, dkLen: 32, onProgress });
  /**
   * @param {string} name
   * @param {number} length
   */
  const part = (name, length) => expand(sha256, master, bytes(`${DOMAIN}/${name}`), length);
  const seed = part("identity", 32);
  const secret = part("secret", 32);
  return {
    mailbox: bytesToHex(part("mailbox", 16)),
    secret: bytesToHex(secret),
    secretHash: bytesToHex(sha256(secret)),
    identity: identityOf(seed),
    recipient: await recipientOf(seed),
  };
}
