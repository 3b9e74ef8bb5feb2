// The search page. Pagefind and its index are fetched when somebody begins to type; the words never leave the browser
// and are kept nowhere: not in the address, which stands in the history, nor in the history's state.

/** @typedef {{url: string, meta: {title: string}, excerpt: string}} Found a page */
/** @typedef {{debouncedSearch: (words: string) => Promise<{results: {data: () => Promise<Found>}[]} | null>}} Pagefind */

const box = find(document, ".search", HTMLElement);
const field = find(box, "input", HTMLInputElement);
const status = find(box, "[role=status]", HTMLElement); // a screen reader says what is written into it
const list = find(box, "ol", HTMLElement);
const MOST = 10;
/** @type {Promise<Pagefind> | undefined} */
let loading;

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
function pagefind() {
  // @ts-expect-error -- Pagefind makes this file when the site is built
  loading ??= import("../pagefind/pagefind.js");
  return /** @type {Promise<Pagefind>} */ (loading);
}

// A heading may be a sentence that two pages share, and an excerpt may be the hidden words by which a page is found, such
// as the name of a deed: what the list below says of a page is what its author wanted to be read.
/** @type {NodeListOf<HTMLAnchorElement>} */
const links = document.querySelectorAll("main .tile");
const tiles = [...links];
/** @param {HTMLElement} tile */
const title = (tile) => String(find(tile, "b", HTMLElement).textContent);
const listed = new Map(tiles.map((tile) => [tile.pathname, tile]));

// What the form server shows is no file that Pagefind could read: its tile carries the words that lead to it.
/** @param {string} words */
function beside(words) {
  const asked = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word.length > 2);
  /** @param {string} own */
  const fits = (own) => asked.some((word) => own.startsWith(word) || word.startsWith(own));
  return tiles
    .filter(({ dataset }) => dataset.words?.split(" ").some(fits))
    .map((tile) => ({ url: tile.pathname, meta: { title: title(tile) }, excerpt: "" }));
}

/** @param {Found} found */
function entry({ url, meta, excerpt }) {
  const item = element("li");
  const words = element("p");
  const tile = listed.get(url);
  if (tile) words.textContent = find(tile, "small", HTMLElement).textContent;
  else words.innerHTML = excerpt; // Pagefind escapes the text of our own pages and adds <mark>
  item.append(Object.assign(element("a", tile ? title(tile) : meta.title), { href: url }), words);
  return item;
}

async function search() {
  const words = field.value.trim();
  const answer = words ? await (await pagefind()).debouncedSearch(words) : { results: [] };
  if (answer === null) return; // another letter was typed meanwhile
  const pages = [
    ...beside(words),
    ...(await Promise.all(answer.results.slice(0, MOST).map((result) => result.data()))),
  ];
  list.replaceChildren(...pages.map(entry));
  status.textContent = !words
    ? ""
    : pages.length
      ? `${pages.length} halaman untuk “${words}”.`
      : `Tidak ada halaman untuk “${words}”. Coba satu kata saja, atau lihat daftar di bawah.`;
}

box.hidden = false;
field.value = ""; // what a browser kept for the Back button
field.addEventListener("input", () =>
  search().catch(() => {
    status.textContent = "Pencarian tidak dapat dibuka. Pakai daftar di bawah.";
  }),
);
