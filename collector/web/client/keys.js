// The keys to seal to. The page names them by their fingerprints, and the page is a file that anyone can make again and
// compare (`suluh verify`). The server gives the keys themselves when they are needed; any other key than the page names
// gets nothing, so that a server which lies to one reader has to lie in the page, where it can be found.
import { formatCode } from "./code.js";
import { call } from "./line.js";

/**
 * SHA-256 of the key's text, the first 32 hex digits in groups of four: collector/core/recipients.py `fingerprint`.
 * @param {string} key
 */
export async function fingerprint(key) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)));
  const hex = [...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return formatCode(hex);
}

/**
 * The keys whose fingerprints are exactly those, in that order. "unready" where none came. A key too few is refused as
 * well: left to one officer, a report could be kept from all the others.
 * @param {string[]} announced
 */
export async function present(announced) {
  const answer = await call("/api/recipients").catch(() => ({}));
  if (!answer.recipients?.length) throw new Error("unready");
  /** @type {string[]} */
  const keys = answer.recipients.map(String);
  const marks = await Promise.all(keys.map(fingerprint));
  if (marks.join() !== announced.join()) throw new Error("renewed");
  return keys;
}
