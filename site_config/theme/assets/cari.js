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
const named = Object.fromEntries([...document.querySelectorAll("main li a")].map((link) => [link.pathname, link.text]));

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
  const found = await Promise.all(answer.results.slice(0, MOST).map((result) => result.data()));
  list.replaceChildren(...found.map(entry));
  status.textContent = !words ? "" : found.length
    ? `${found.length} halaman untuk “${words}”.`
    : `Tidak ada halaman untuk “${words}”. Coba satu kata saja, atau lihat daftar di bawah.`;
}

box.hidden = false;
field.value = ""; // what a browser kept for the Back button
field.addEventListener("input", () => search().catch(() => {
  status.textContent = "Pencarian tidak dapat dibuka. Pakai daftar di bawah.";
}));
