// Opens one answer. Whoever writes to the mailbox may write anything, so what comes out is hostile input: it is read by
// one strict rule, and the page shows it as text only. collector/core/answer.py packs it.
//
// That it opens proves that it was sealed to this reporter's recipient, which stands inside the reports alone: the server
// does not know it and can make no answer of its own.
import { Decrypter } from "age-encryption";

const ANSWER = "jawaban.json";
const NAMES = [ANSWER, "jawaban.txt", "bantalan.bin"];
const LARGEST = 64 * 1024; // collector/web/mailboxes.py takes no larger one
const KEYS = "answer,client_time,format,left_out,mailbox,status,text";
const [MOST_NAMES, LONGEST_NAME] = [20, 40]; // collector/forms/schema.py takes no more

// ZIP, as far as it is used here (APPNOTE 4.3): stored, no comment, no flag, no second disk, nothing between or behind.
const LOCAL = { mark: 0x04034b50, size: 30 };
const CENTRAL = { mark: 0x02014b50, size: 46 };
const END = { mark: 0x06054b50, size: 22 };

/** @import { Answer } from "./types.js" */

/**
 * @param {unknown} so
 * @returns {asserts so}
 */
function must(so) {
  if (!so) throw new Error("malformed answer");
}

/** @typedef {{mark: number, size: number}} Kind of a record */
/** @typedef {{method: number, flags: number, sizes: number, name: number}} Places of its fields, in bytes */

/**
 * One record's fields, at the same distance from `sizes` in both kinds of header.
 * @param {DataView} view
 * @param {number} at
 * @param {Kind} kind
 * @param {Places} places
 */
function header(view, at, kind, { method, flags, sizes, name }) {
  must(at + kind.size <= view.byteLength && view.getUint32(at, true) === kind.mark);
  must(view.getUint16(at + method, true) === 0 && view.getUint16(at + flags, true) === 0);
  const [packed, size] = [view.getUint32(at + sizes, true), view.getUint32(at + sizes + 4, true)];
  must(packed === size && view.getUint16(at + name + 2, true) === 0); // no extra field
  return { size, length: view.getUint16(at + name, true) };
}

/**
 * The entries of an archive that holds exactly NAMES, in this order.
 * @param {Uint8Array} bytes
 */
export function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - END.size;
  must(bytes.length <= LARGEST && end >= 0 && view.getUint32(end, true) === END.mark);
  must(view.getUint32(end + 4, true) === 0 && view.getUint16(end + 8, true) === NAMES.length);
  must(view.getUint16(end + 10, true) === NAMES.length && view.getUint16(end + 20, true) === 0);
  let central = view.getUint32(end + 16, true);
  must(central + view.getUint32(end + 12, true) === end);
  const first = central;
  let at = 0;
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  for (const name of NAMES) {
    const outer = header(view, central, CENTRAL, { method: 10, flags: 8, sizes: 20, name: 28 });
    must(view.getUint16(central + 32, true) === 0 && view.getUint32(central + 42, true) === at);
    const inner = header(view, at, LOCAL, { method: 8, flags: 6, sizes: 18, name: 26 });
    must(inner.size === outer.size && inner.length === outer.length);
    for (const start of [central + CENTRAL.size, at + LOCAL.size]) must(ascii(bytes, start, inner.length) === name);
    const start = at + LOCAL.size + inner.length;
    central += CENTRAL.size + outer.length;
    at = start + inner.size;
    must(at <= first);
    files.set(name, bytes.subarray(start, at));
  }
  must(at === first && central === end);
  return files;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} length
 */
const ascii = (bytes, start, length) => String.fromCharCode(...bytes.subarray(start, start + Math.min(length, 99)));

/**
 * @param {unknown} name
 * @returns {name is string}
 */
const isName = (name) => typeof name === "string" && name.length > 0 && name.length <= LONGEST_NAME;
/**
 * @param {unknown} names
 * @returns {names is string[]}
 */
const isNames = (names) => Array.isArray(names) && names.length <= MOST_NAMES && names.every(isName);

/**
 * One opened answer: `status` is a word or null. `leftOut` has the public names of the officers that the report was not
 * for, or is null where the desk could not tell and the reporter must be asked. An officer may read one letter of a
 * mailbox and be left out of the next, and writes such a list too: only the names of all answers together leave out
 * everybody who must be.
 * @param {Uint8Array} bytes
 * @param {{id: string, mailbox: string}} asked which answer, of which mailbox
 * @returns {Answer}
 */
export function read(bytes, { id, mailbox }) {
  const content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(unpack(bytes).get(ANSWER)));
  must(content && Object.keys(content).sort().join() === KEYS && content.format === "suluh-jawaban/2");
  must(content.answer === id && content.mailbox === mailbox); // an answer to somebody else, or an old one again
  const { status, text, left_out: leftOut } = content;
  must(status === null || (typeof status === "string" && /^[a-z_]{1,20}$/.test(status)));
  must(typeof text === "string");
  must(leftOut === null || isNames(leftOut));
  return { status, text, leftOut };
}

/**
 * @param {{identity: string, sealed: Uint8Array, id: string, mailbox: string}} given
 * @returns {Promise<Answer>}
 */
export async function open({ identity, sealed, id, mailbox }) {
  const opening = new Decrypter();
  opening.addIdentity(identity);
  return read(await opening.decrypt(sealed), { id, mailbox });
}
