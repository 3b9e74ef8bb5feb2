// The search page. Pagefind and its index are fetched when somebody begins to type; the words never leave the browser
// and are kept nowhere: not in the address, which stands in the history, nor in the history's state.
const box = document.querySelector(".search");
const field = box.querySelector("input");
const status = box.querySelector("[role=status]"); // a screen reader says what is written into it
const list = box.querySelector("ol");
const MOST = 10;
let loading;

const element = (tag, text = "") => Object.assign(document.createElement(tag), { textContent: text });
const pagefind = () => (loading ??= import("../pagefind/pagefind.js"));

// A heading may be a sentence that two pages share: the list below says which page it is.
const tiles = [...document.querySelectorAll("main .tile")];
const title = (tile) => tile.querySelector("b").textContent;
const named = Object.fromEntries(tiles.map((tile) => [tile.pathname, title(tile)]));

// What the form server shows is no file that Pagefind could read: its tile carries the words that lead to it.
function beside(words) {
  const asked = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word.length > 2);
  const fits = (own) => asked.some((word) => own.startsWith(word) || word.startsWith(own));
  return tiles
    .filter(({ dataset }) => dataset.words?.split(" ").some(fits))
    .map((tile) => ({ url: tile.pathname, meta: { title: title(tile) }, excerpt: "" }));
}

function entry({ url, meta, excerpt }) {
  const item = element("li");
  const words = element("p");
  words.innerHTML = excerpt; // Pagefind escapes the text of our own pages and adds <mark>
  item.append(Object.assign(element("a", named[url] ?? meta.title), { href: url }), words);
  return item;
}

async function search() {
  const words = field.value.trim();
  const answer = words ? await (await pagefind()).debouncedSearch(words) : { results: [] };
  if (answer === null) return; // another letter was typed meanwhile
  const found = [
    ...beside(words),
    ...(await Promise.all(answer.results.slice(0, MOST).map((result) => result.data()))),
  ];
  list.replaceChildren(...found.map(entry));
  status.textContent = !words
    ? ""
    : found.length
      ? `${found.length} halaman untuk “${words}”.`
      : `Tidak ada halaman untuk “${words}”. Coba satu kata saja, atau lihat daftar di bawah.`;
}

box.hidden = false;
field.value = ""; // what a browser kept for the Back button
field.addEventListener("input", () =>
  search().catch(() => {
    status.textContent = "Pencarian tidak dapat dibuka. Pakai daftar di bawah.";
  }),
);
