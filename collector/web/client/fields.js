// Reads the questions of the page. Nothing is remembered here: an answer lives in its input and nowhere else.

// All boxes in page order: questions, and notes that appear with an answer.
const boxes = (root) => [...root.querySelectorAll("[data-q],[data-when]")];

// Control characters break printouts and spreadsheets; lone surrogates (half an emoji) are not UTF-8 at all.
const clean = (text) =>
  new TextDecoder()
    .decode(new TextEncoder().encode(text))
    .replace(/\r\n?/g, "\n")
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    .replace(/[\0-\t\v-\x1f\x7f-\x9f]/g, " ")
    .trim();

const picked = (box) => [...box.querySelectorAll(":checked")].filter((input) => input.value);

const answerOf = (box) => {
  const { kind } = box.dataset;
  if (kind === "text" || kind === "longtext") return clean(box.querySelector("input,textarea").value);
  const values = picked(box).map((input) => input.value);
  return kind === "choices" || kind === "recipients" ? values : (values[0] ?? "");
};

// Shows and hides by the conditions, and returns the answers of what is shown: {id: "text" | "option" | ["option"]}.
export function settle(root) {
  const answers = {};
  for (const box of boxes(root)) {
    const { q, when } = box.dataset;
    box.hidden = Boolean(when) && ![answers[when]].flat().some((id) => box.dataset.in.split(" ").includes(id));
    const answer = q && !box.hidden ? answerOf(box) : "";
    if (answer.length) answers[q] = answer;
  }
  return answers;
}

// Answers choices ahead: {id: "option" | ["option"]}.
export function tick(root, answers) {
  for (const [id, options] of Object.entries(answers)) {
    for (const input of root.querySelectorAll(`[data-q=${id}] input`)) {
      input.checked = [options].flat().includes(input.value);
    }
  }
}

// Speaks to whoever writes: `voice` is "child", "adult", or undefined while that is not known.
export function speak(voice) {
  for (const element of document.querySelectorAll("[data-child],[data-adult]")) {
    const { dataset } = element;
    dataset.any ??= element.textContent;
    element.textContent = dataset[voice] ?? dataset.any;
  }
}

// What is wrong with the answer in a box, in words; nothing where it may be sent.
export function wrong({ dataset }, answers) {
  if (!(dataset.q in answers)) return "required" in dataset ? "Perlu dijawab" : "";
  const { pattern, says } = dataset;
  return pattern && !new RegExp(`^(?:${pattern})$`, "u").test(answers[dataset.q]) ? says : "";
}

// The boxes that keep the form from being sent.
export const missing = (root, answers) =>
  boxes(root).filter((box) => !box.hidden && box.dataset.q && wrong(box, answers));

// Takes away trainings that are over on this day (ISO 8601), and the form's own options where any lies ahead: the page is
// the same every day, and the phone knows which day it is.
export function offer(root, today) {
  for (const box of root.querySelectorAll("[data-q]")) {
    const dated = [...box.querySelectorAll("[data-until]")];
    const over = dated.filter(({ dataset }) => dataset.until < today);
    const instead = dated.length > over.length ? box.querySelectorAll("[value]:not([value='']):not([data-until])") : [];
    for (const option of [...over, ...instead]) (option.closest("label") ?? option).remove();
  }
}

export const label = (box) => box.querySelector("[data-label]").textContent;

// The answer as people read it, a line each; the same lines as collector/forms/schema.py `words`.
function words(box, answer) {
  if (box.dataset.kind.endsWith("text")) return answer.split("\n");
  if (box.dataset.kind === "confirm") return ["Ya"];
  return picked(box).map((input) => (input.text ?? input.parentNode.textContent).trim());
}

// [[question, [lines]]] of everything answered under `root`.
export const rows = (root, answers) =>
  boxes(root)
    .filter(({ dataset }) => dataset.q in answers)
    .map((box) => [label(box), words(box, answers[box.dataset.q])]);
