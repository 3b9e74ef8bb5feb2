// What was answered, shown once more before it is sealed.

/**
 * @param {string} tag
 * @param {string | null} [textContent]
 * @param {{type?: string, className?: string}} [properties]
 */
const make = (tag, textContent = "", properties = {}) =>
  Object.assign(document.createElement(tag), { textContent, ...properties });

/**
 * One page of questions: its title with a button that calls `change`, and its answers; "Dilewati" where it has none.
 * @param {{title: string | null, rows: [question: string, lines: string[]][], change: () => void}} page
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
