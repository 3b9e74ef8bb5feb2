// What keeps a page of questions from being left: named in one list on top, and again beside each question.
import { label, wrong } from "./fields.js";

// `list` names every box, each a link to its field; the words beside a field are part of its name when it is read out.
export function complain(list, boxes, answers) {
  list.querySelector("ul").replaceChildren(
    ...boxes.map((box) => {
      const input = box.querySelector("input,select,textarea");
      const link = Object.assign(document.createElement("a"), { textContent: label(box), href: "#" });
      // No fragment in the address: the question's name would stay in the history.
      link.onclick = (event) => {
        event.preventDefault();
        input.focus();
      };
      mark(box, input, wrong(box, answers));
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
  list.hidden = false;
}

function mark(box, input, textContent) {
  box.querySelector(".wrong")?.remove();
  input.setAttribute("aria-invalid", "true");
  const words = Object.assign(document.createElement("span"), { textContent, className: "wrong" });
  box.querySelector("[data-label]").parentNode.append(words);
}

// An answer was changed in this box: its complaint goes, and the list with the last one.
export function settled(form, list, box) {
  box?.querySelector(".wrong")?.remove();
  box?.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  if (!form.querySelector(".wrong")) list.hidden = true;
}
