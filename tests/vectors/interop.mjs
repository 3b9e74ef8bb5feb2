// Answers a list of questions with the `age-encryption` package and its noble libraries, in one process.
// In: [{do, ...}] as JSON on stdin. Out: one answer each, {error: true} where the library refused. Bytes are base64.
import { Decrypter, Encrypter, armor, identityToRecipient } from "age-encryption";
import { expand } from "@noble/hashes/hkdf.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { downloadZip } from "client-zip";
import { text } from "node:stream/consumers";

/** @param {string} string */
const fromBase64 = (string) => new Uint8Array(Buffer.from(string, "base64"));
/** @param {Uint8Array} bytes */
const toBase64 = (bytes) => Buffer.from(bytes).toString("base64");
/** @param {Uint8Array} bytes */
const hex = (bytes) => Buffer.from(bytes).toString("hex");

/**
 * What may be asked, each with what it needs; bytes are base64.
 * @typedef {object} Asked
 * @property {string[]} [recipients]
 * @property {string} [passphrase]
 * @property {number} logN
 * @property {boolean} [armored]
 * @property {string} plaintext
 * @property {string} identity
 * @property {string} sealed
 * @property {[name: string, data: string][]} entries
 * @property {string} code
 */

/** @type {Record<string, (asked: Asked) => unknown>} */
const answers = {
  async seal({ recipients = [], passphrase, logN, armored, plaintext }) {
    const encrypter = new Encrypter();
    recipients.forEach((recipient) => encrypter.addRecipient(recipient));
    if (passphrase !== undefined) {
      encrypter.setPassphrase(passphrase);
      encrypter.setScryptWorkFactor(logN);
    }
    const sealed = await encrypter.encrypt(fromBase64(plaintext));
    return armored ? armor.encode(sealed) : toBase64(sealed);
  },

  async open({ identity, passphrase, armored, sealed }) {
    const decrypter = new Decrypter();
    if (passphrase === undefined) decrypter.addIdentity(identity);
    else decrypter.addPassphrase(passphrase);
    return toBase64(await decrypter.decrypt(armored ? armor.decode(sealed) : fromBase64(sealed)));
  },

  async zip({ entries }) {
    const files = entries.map(([name, data]) => ({
      name,
      input: fromBase64(data),
      lastModified: new Date(2026, 0, 1),
    }));
    return toBase64(new Uint8Array(await downloadZip(files).arrayBuffer()));
  },

  recipient: ({ identity }) => identityToRecipient(identity),

  async derive({ code }) {
    const label = "suluh/v1/receipt";
    const master = scrypt(code.replaceAll(" ", ""), label, { N: 2 ** 15, r: 8, p: 1, dkLen: 32 });
    /**
     * @param {string} purpose
     * @param {number} length
     */
    const part = (purpose, length) => expand(sha256, master, Buffer.from(`${label}/${purpose}`), length);
    const secret = part("secret", 32);
    const identity = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", part("identity", 32)).toUpperCase();
    return {
      mailbox: hex(part("mailbox", 16)),
      secret: hex(secret),
      secret_hash: hex(sha256(secret)),
      identity,
      recipient: await identityToRecipient(identity),
    };
  },
};

const results = [];
for (const question of JSON.parse(await text(process.stdin))) {
  try {
    results.push(await answers[question.do]?.(question));
  } catch {
    results.push({ error: true });
  }
}
process.stdout.write(JSON.stringify(results));
