// What was answered, shown once more before it is sealed.
import { make } from "./dom.js";

/** @import { Row } from "./types.js" */

/**
 * One page of questions: its title with a button that calls `change`, and its answers; "Dilewati" where it has none.
 * @param {{title: string | null, rows: Row[], change: () => void}} page
 * @returns {HTMLElement[]}
 */
export function review({ title, rows, change }) {
  const heading = make("h2", title);
  const button = make("button", "Ubah", { type: "button", className: "button quiet small" });
  button.setAttribute("aria-label", `Ubah: ${title}`);
  button.onclick = change;
  heading.append(" ", button);
  if (!rows.length) return [heading, make("p", "Dilewati", { className: "hint" })];
  const list = make("dl");
  list.append(...rows.flatMap(([question, lines]) => [make("dt", question), make("dd", lines.join("\n"))]));
  return [heading, list];
}
