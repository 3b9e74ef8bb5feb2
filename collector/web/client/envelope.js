// The plaintext of an envelope: a ZIP whose length is one of a few, so that its size says nothing about the story.
const KIB = 1024;
const SMALLEST = 8 * KIB;
const DRAW = 64 * KIB; // getRandomValues gives no more at once (Web Cryptography API 10.1.1)

/** @import { Attachment } from "./types.js" */

/** Raised where the answers outgrow the form's largest envelope; the specs are checked so that they cannot. */
export class TooLarge extends Error {
  get name() {
    return "TooLarge";
  } // what the page hears of it; a minified class has no name
}

/**
 * @param {number} length
 * @param {number} largest
 */
export function bucketFor(length, largest) {
  let bucket = SMALLEST;
  while (bucket < length) bucket *= 2;
  if (bucket > largest) throw new TooLarge();
  return bucket;
}

/**
 * Random, not zeros: should a tool on the way ever compress, the size would still say nothing.
 * @param {number} length
 */
function padding(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += DRAW) crypto.getRandomValues(bytes.subarray(at, at + DRAW));
  return bytes;
}

// --- ZIP (APPNOTE 4.3): stored, the very bytes that core/envelope.py writes with Python's zipfile ------------------

const SIGNED = 0x4b50; // "PK"
const FIRST_DAY = 0x21; // 1 January 1980, ZIP's first: the hour stands in isian.json, once
const [VERSION, BY_UNIX, PRIVATE] = [20, 0x314, 0x1800000]; // needed to open, made by, and `rw-------`

/** @param {number} number */
const wide = (number) => [number, number >>> 16];

/**
 * Halves of 32 bits, the lower first; Uint16Array cuts each to its 16 bits and is little-endian wherever a browser runs.
 * @param {(number | number[])[]} halves
 */
const record = (...halves) => new Uint8Array(Uint16Array.from(halves.flat()).buffer);

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc;
}

/** @param {[name: string, bytes: Uint8Array][]} entries */
function zip(entries) {
  /** @type {Uint8Array[]} */
  const files = [];
  /** @type {Uint8Array[]} */
  const index = [];
  let at = 0;
  for (const [name, bytes] of entries) {
    const label = utf8(name);
    const size = wide(bytes.length);
    const both = [VERSION, 0, 0, 0, FIRST_DAY, wide(crc32(bytes)), size, size, label.length, 0].flat();
    const file = [record(SIGNED, 0x403, ...both), label, bytes];
    index.push(record(SIGNED, 0x201, BY_UNIX, ...both, 0, 0, 0, wide(PRIVATE), wide(at)), label);
    files.push(...file);
    at += length(file);
  }
  const [number, size] = [entries.length, wide(length(index))];
  const end = record(SIGNED, 0x605, 0, 0, number, number, size, wide(at), 0);
  const parts = [...files, ...index, end];
  const whole = new Uint8Array(length(parts)); // not a Blob: a browser may keep one on the disk
  parts.reduce((to, part) => (whole.set(part, to), to + part.length), 0);
  return whole;
}

/** @param {Uint8Array[]} parts */
const length = (parts) => parts.reduce((sum, part) => sum + part.length, 0);
/** @param {string} text */
const utf8 = (text) => new TextEncoder().encode(text);

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {[string, Uint8Array]}
 */
const entry = (name, bytes) => [name, bytes];

/**
 * The ZIP's bytes.
 * @param {object} submission what isian.json holds
 * @param {string} readable isian.txt
 * @param {number} largest KiB
 * @param {Attachment[]} files
 */
export async function pack(submission, readable, largest, files = []) {
  /** @param {number} size of the padding */
  const filled = (size) =>
    zip([
      entry("isian.json", utf8(JSON.stringify(submission))),
      entry("isian.txt", utf8(readable)),
      ...files.map(({ name, bytes }) => entry(`lampiran/${name}`, bytes)),
      entry("bantalan.bin", padding(size)),
    ]);
  const bare = filled(0).length;
  return filled(bucketFor(bare, largest * KIB) - bare);
}
