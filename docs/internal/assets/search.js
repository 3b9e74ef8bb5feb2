// The search page: Pagefind's index lies beside the pages, so the words typed here never leave the browser.
// @ts-expect-error -- Pagefind makes this file when the site is built
import * as pagefind from "../pagefind/pagefind.js";

/** @typedef {{title: string, url: string, excerpt: string}} Part of a page, below a heading */
/** @typedef {{url: string, meta: {title: string}, excerpt: string, sub_results: Part[]}} Found a page */
/** @typedef {{data: () => Promise<Found>}} Result */

const AT_ONCE = 10;
const box = find(document, ".search", HTMLElement);
const form = find(box, "form", HTMLFormElement);
const field = find(box, "input", HTMLInputElement);
const status = find(box, "[role=status]", HTMLElement); // a screen reader says what is written into it
const list = find(box, "ol", HTMLElement);
const more = find(box, "button", HTMLButtonElement);
/** @type {Result[]} */
let waiting = []; // results that are found and not yet shown

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 */
function find(root, selector, kind) {
  const match = root.querySelector(selector);
  if (!(match instanceof kind)) throw new Error(`no ${selector}`);
  return match;
}

/** @param {string} tag */
const element = (tag, text = "") => Object.assign(document.createElement(tag), { textContent: text });

/**
 * A link to a page or to a heading in it.
 * @param {string} title
 * @param {string} url
 * @param {string} excerpt the words around what was found
 */
function entry(title, url, excerpt = "") {
  const item = element("li");
  item.append(Object.assign(element("a", title), { href: url }));
  // Pagefind escapes the text of our own pages and adds <mark>.
  if (excerpt) item.append(Object.assign(element("p"), { innerHTML: excerpt }));
  return item;
}

/** @param {Found} result */
function page(result) {
  const parts = result.sub_results.filter((part) => part.title !== result.meta.title).slice(0, 3);
  if (!parts.length) return entry(result.meta.title, result.url, result.excerpt);
  const item = entry(result.meta.title, result.url);
  const inside = element("ul");
  inside.append(...parts.map((part) => entry(part.title, part.url, part.excerpt)));
  item.append(inside);
  return item;
}

/** Show the next results; give the first new link, so that the keyboard can go on there. */
async function show() {
  const next = await Promise.all(waiting.splice(0, AT_ONCE).map((result) => result.data()));
  const items = next.map(page);
  list.append(...items);
  more.hidden = waiting.length === 0;
  return items[0]?.querySelector("a");
}

async function search() {
  const words = field.value.trim();
  // Kept for the Back button in this tab only; in the address it would stand in the history and the server's log.
  history.replaceState({ words }, "");
  const answer = words ? await pagefind.debouncedSearch(words) : { results: [] };
  if (answer === null) return; // another letter was typed meanwhile
  waiting = answer.results;
  const count = waiting.length;
  list.replaceChildren();
  await show();
  if (!words) status.textContent = "";
  else if (count) status.textContent = `${count} halaman ditemukan untuk “${words}”.`;
  else status.textContent = `Tidak ada halaman untuk “${words}”. Coba satu kata saja, atau kata lain yang searti.`;
}

const failed = () => {
  status.textContent = "Pencarian tidak dapat dibuka. Muat ulang halaman ini, atau pakai daftar di bawah.";
};

form.hidden = false;
status.textContent = "";
field.value = history.state?.words ?? "";
field.addEventListener("input", () => search().catch(failed));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search().catch(failed);
});
more.addEventListener("click", async () => (await show())?.focus());
field.focus();
pagefind.options({ excerptLength: 24 }).then(search).catch(failed);
