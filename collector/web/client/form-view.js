// What of a form's page is shown, and when.
import { all, by, left } from "./dom.js";
import { rows, settle } from "./fields.js";
import { formElement, load } from "./form-seal.js";
import { review } from "./review.js";

/** @import { FormState } from "./types.js" */

/**
 * Shows or hides what has this id, where the page has it.
 * @param {string} id
 * @param {boolean} shown
 */
export function show(id, shown) {
  for (const element of left(id)) element.hidden = !shown;
}

const pages = () => all(formElement(), "[data-page]");

/** @param {ParentNode | undefined} root */
export const heading = (root) => root && all(root, "h1,h2")[0];

/**
 * @param {FormState} state
 * @param {HTMLElement | undefined} element
 */
export function focus({ talk }, element) {
  if (!talk) scrollTo(0, 0);
  element?.focus({ preventScroll: !talk });
}

/**
 * Shows page `n` and what belongs around it; `mend` where it was opened from the review.
 * @param {FormState} state
 * @param {number} n
 */
export function open(state, n, mend = false) {
  const { talk, last, sending, spec } = state;
  state.at = n;
  state.mending = mend;
  pages().forEach((page, i) => {
    page.hidden = i !== n;
  });
  show("outside", false);
  show("intro", n === 0);
  show("talk", talk || n === sending);
  show("numbers", talk || (n === 0 && spec.first === "danger"));
  show("aid", n > 0 && n < sending);
  show("terms", n === 0 || n === state.review);
  show("problems", false);
  show("nav", n !== sending);
  show("back", n > 0);
  show("rest", n >= spec.rest && n < last && !mend);
  show("step", !talk && n < sending);
  show("bar", !talk && n < sending);
  by("step").textContent = `Langkah ${n + 1} dari ${sending}`;
  by("bar").style.setProperty("--done", String((n + 1) / sending));
  by("next").textContent = mend ? "Selesai mengubah" : n === last ? "Segel dan kirim" : "Lanjut";
  if (n === state.review) showReview(state, n);
}

/**
 * Everything that was answered on the pages before page `n`.
 * @param {FormState} state
 * @param {number} n
 */
function showReview(state, n) {
  const answers = settle(formElement());
  const parts = pages()
    .slice(0, n)
    .map((page, i) => ({
      title: heading(page)?.textContent ?? "",
      rows: "filesMost" in page.dataset ? state.enclosed.rows() : rows(page, answers),
      change: () => go(state, i, true),
    }));
  by("answers").replaceChildren(...parts.flatMap(review));
}

/**
 * Opens a page for a reader: its heading is read out, and what it will need is fetched.
 * @param {FormState} state
 * @param {number} n
 * @param {boolean} [mend]
 */
export function go(state, n, mend) {
  const form = formElement();
  if (n === 0 && !state.talk) form.before(by("numbers"));
  open(state, n, mend);
  if (n > 0) {
    if (!state.talk) form.after(by("numbers")); // should sending fail, what happened is said first, then whom to call
    // The sealing code arrives while the second page of questions is read; what did not come is asked for again.
    load(state).catch(({ message }) => message === "unsound" && shut(state));
  }
  focus(state, heading((n === 0 && left("intro")[0]) || pages()[n]));
}

/**
 * The answers say that nobody here may read them. The ways outside are shown; nothing is sealed, nothing is sent.
 * @param {FormState} state
 */
export function turnAway(state) {
  for (const page of pages()) page.hidden = true;
  for (const id of ["nav", "aid", "terms", "step", "bar", "problems"]) show(id, false);
  show("outside", true);
  focus(state, heading(by("outside")));
}

/**
 * Takes the form away for good: numbers and places are left.
 * @param {FormState} state
 */
export function shut(state) {
  for (const form of left("form")) form.remove();
  for (const id of ["numbers", "closed"]) show(id, true);
  const [said] = by("closed").childNodes;
  if (said) said.textContent = "Formulir ini ditutup.";
  state.unsaved = false;
}
