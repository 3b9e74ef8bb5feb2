// Asks a Pagefind index as the search page does: {index: folder, words: [...]} on stdin, word -> addresses found on stdout.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { index, words } = JSON.parse(await text(process.stdin));
// Node's own fetch opens no files; the index is one.
globalThis.fetch = async (address) => new Response(await readFile(new URL(String(address).replace(/\?.*/, ""))));
const pagefind = await import(`${pathToFileURL(index)}/pagefind.js`);
/** @type {Record<string, string[]>} */
const found = {};
for (const word of words) {
  const { results } = await pagefind.search(word);
  found[word] = (
    await Promise.all(results.map((/** @type {any} of the index itself, which has no types */ result) => result.data()))
  ).map((page) => page.raw_url ?? page.url);
}
process.stdout.write(JSON.stringify(found));
