// What keeps a page of questions from being left: named in one list on top, and again beside each question.
import { find, make } from "./dom.js";
import { label, wrong } from "./fields.js";

/** @import { Answers } from "./types.js" */

/**
 * `list` names every box, each a link to its field; the words beside a field are part of its name when it is read out.
 * @param {HTMLElement} list
 * @param {HTMLElement[]} boxes
 * @param {Answers} answers
 */
export function complain(list, boxes, answers) {
  find(list, "ul").replaceChildren(
    ...boxes.map((box) => {
      const input = find(box, "input,select,textarea");
      const link = Object.assign(make("a", label(box)), { href: "#" });
      // No fragment in the address: the question's name would stay in the history.
      link.onclick = (event) => {
        event.preventDefault();
        input.focus();
      };
      mark(box, input, wrong(box, answers));
      const item = make("li");
      item.append(link);
      return item;
    }),
  );
  list.hidden = false;
}

/**
 * @param {HTMLElement} box
 * @param {HTMLElement} input
 * @param {string} words
 */
function mark(box, input, words) {
  box.querySelector(".wrong")?.remove();
  input.setAttribute("aria-invalid", "true");
  find(box, "[data-label]").parentElement?.append(make("span", words, { className: "wrong" }));
}

/**
 * An answer was changed in this box: its complaint goes, and the list with the last one.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} list
 * @param {Element | null} box
 */
export function settled(form, list, box) {
  box?.querySelector(".wrong")?.remove();
  box?.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  if (!form.querySelector(".wrong")) list.hidden = true;
}
