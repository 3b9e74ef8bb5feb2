// Reads the questions of the page. Nothing is remembered here: an answer lives in its input and nowhere else.

import { all, find } from "./dom.js";

/** @import { Answers, Row } from "./types.js" */

/**
 * All boxes in page order: questions, and notes that appear with an answer.
 * @param {ParentNode} root
 */
const boxes = (root) => all(root, "[data-q],[data-when]");

/**
 * Control characters break printouts and spreadsheets; lone surrogates (half an emoji) are not UTF-8 at all.
 * @param {string} text
 */
const clean = (text) =>
  new TextDecoder()
    .decode(new TextEncoder().encode(text))
    .replace(/\r\n?/g, "\n")
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    .replace(/[\0-\t\v-\x1f\x7f-\x9f]/g, " ")
    .trim();

/** @typedef {HTMLInputElement | HTMLOptionElement} Choice */

/**
 * What is chosen in a box.
 * @param {HTMLElement} box
 */
const picked = (box) =>
  /** @type {Choice[]} nothing else can be :checked (HTML 4.16.3) */ ([...box.querySelectorAll(":checked")]).filter(
    ({ value }) => value,
  );

/**
 * @param {HTMLElement} box
 * @returns {string | string[]}
 */
const answerOf = (box) => {
  const { kind } = box.dataset;
  if (kind === "text" || kind === "longtext") {
    const field = box.querySelector("textarea") ?? find(box, "input", HTMLInputElement);
    return clean(field.value);
  }
  const values = picked(box).map((input) => input.value);
  return kind === "choices" || kind === "recipients" ? values : (values[0] ?? "");
};

/**
 * Shows and hides by the conditions, and returns the answers of what is shown.
 * @param {ParentNode} root
 * @returns {Answers}
 */
export function settle(root) {
  /** @type {Answers} */
  const answers = {};
  for (const box of boxes(root)) {
    const { q, when } = box.dataset;
    const within = (box.dataset.in ?? "").split(" ");
    box.hidden = Boolean(when) && ![answers[when ?? ""] ?? []].flat().some((id) => within.includes(id));
    const answer = box.hidden || !q ? "" : answerOf(box);
    if (q && answer.length) answers[q] = answer;
  }
  return answers;
}

/**
 * Answers choices ahead.
 * @param {ParentNode} root
 * @param {Answers} answers
 */
export function tick(root, answers) {
  for (const [id, options] of Object.entries(answers)) {
    for (const input of all(root, `[data-q=${id}] input`)) {
      if (input instanceof HTMLInputElement) input.checked = [options].flat().includes(input.value);
    }
  }
}

/**
 * Speaks to whoever writes.
 * @param {"child" | "adult" | undefined} who undefined while that is not known
 */
export function speak(who) {
  for (const element of all(document, "[data-child],[data-adult]")) {
    const { dataset } = element;
    dataset.any ??= String(element.textContent);
    element.textContent = (who && dataset[who]) ?? dataset.any;
  }
}

/**
 * What is wrong with the answer in a box, in words; nothing where it may be sent.
 * @param {HTMLElement} box
 * @param {Answers} answers
 */
export function wrong({ dataset }, answers) {
  const answer = answers[dataset.q ?? ""];
  if (answer === undefined) return "required" in dataset ? "Perlu dijawab" : "";
  const { pattern, says = "" } = dataset;
  return pattern && !new RegExp(`^(?:${pattern})$`, "u").test(String(answer)) ? says : "";
}

/**
 * The boxes that keep the form from being sent.
 * @param {ParentNode} root
 * @param {Answers} answers
 */
export const missing = (root, answers) =>
  boxes(root).filter((box) => !box.hidden && box.dataset.q && wrong(box, answers));

/**
 * Takes away trainings that are over, and the form's own options where any lies ahead: the page is the same every day,
 * and the phone knows which day it is.
 * @param {ParentNode} root
 * @param {string} today ISO 8601
 */
export function offer(root, today) {
  for (const box of root.querySelectorAll("[data-q]")) {
    const dated = all(box, "[data-until]");
    const over = dated.filter(({ dataset }) => (dataset.until ?? "") < today);
    const instead = dated.length > over.length ? box.querySelectorAll("[value]:not([value='']):not([data-until])") : [];
    for (const option of [...over, ...instead]) (option.closest("label") ?? option).remove();
  }
}

/**
 * @param {ParentNode} box
 * @returns {string}
 */
export const label = (box) => String(find(box, "[data-label]").textContent);

/**
 * The answer as people read it, a line each; the same lines as collector/forms/schema.py `words`.
 * @param {HTMLElement} box
 * @param {string | string[]} answer
 */
function words(box, answer) {
  if (box.dataset.kind?.endsWith("text")) return String(answer).split("\n");
  if (box.dataset.kind === "confirm") return ["Ya"];
  return picked(box).map((choice) => String("text" in choice ? choice.text : choice.parentNode?.textContent).trim());
}

/**
 * Everything answered under `root`.
 * @param {ParentNode} root
 * @param {Answers} answers
 * @returns {Row[]}
 */
export const rows = (root, answers) =>
  boxes(root).flatMap((box) => {
    const answer = answers[box.dataset.q ?? ""];
    return answer === undefined ? [] : [[label(box), words(box, answer)]];
  });
