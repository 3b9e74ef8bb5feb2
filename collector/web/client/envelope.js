// The plaintext of an envelope: a ZIP whose length is one of a few, so that its size says nothing about the story.
import { makeZip, predictLength } from "client-zip";

const KIB = 1024;
const SMALLEST = 8 * KIB;
const DRAW = 64 * KIB; // getRandomValues gives no more at once (Web Cryptography API 10.1.1)
const LONG_AGO = new Date(1980, 0, 1); // ZIP's first day; the hour stands in isian.json, once

// Raised where the answers outgrow the form's largest envelope; the specs are checked so that they cannot.
export class TooLarge extends Error {
  get name() { return "TooLarge"; } // what the page hears of it; a minified class has no name
}

export function bucketFor(length, largest) {
  let bucket = SMALLEST;
  while (bucket < length) bucket *= 2;
  if (bucket > largest) throw new TooLarge();
  return bucket;
}

// Random, not zeros: should a tool on the way ever compress, the size would still say nothing.
function padding(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += DRAW) crypto.getRandomValues(bytes.subarray(at, at + DRAW));
  return bytes;
}

// `submission`: what isian.json holds; `readable`: isian.txt; `largest`: KiB; `files`: [{name, bytes}]. Returns the ZIP's
// bytes.
export async function pack(submission, readable, largest, files = []) {
  const entries = [
    ["isian.json", JSON.stringify(submission)],
    ["isian.txt", readable],
    ...files.map(({ name, bytes }) => [`lampiran/${name}`, bytes]),
    ["bantalan.bin", new Uint8Array(0)],
  ].map(([name, input]) => ({ name, input, lastModified: LONG_AGO }));
  const bare = Number(predictLength(entries));
  entries[entries.length - 1].input = padding(bucketFor(bare, largest * KIB) - bare);
  return new Uint8Array(await new Response(makeZip(entries)).arrayBuffer());
}
