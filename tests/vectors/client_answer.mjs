// Opens answers with the browser's own code. In: a list of {identity, id, mailbox, sealed | plain} (bytes in base64); out:
// what answer.js gives for each, or {error: true} where it refuses.
import { readFileSync } from "node:fs";
import { open, read } from "../../collector/web/client/answer.js";

/** @param {string} text */
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const results = [];
for (const { identity, id, mailbox, sealed, plain } of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    results.push(
      plain ? read(bytes(plain), { id, mailbox }) : await open({ identity, id, mailbox, sealed: bytes(sealed) }),
    );
  } catch {
    results.push({ error: true });
  }
}
console.log(JSON.stringify(results));
