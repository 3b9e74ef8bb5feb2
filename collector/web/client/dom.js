// The page's elements. One that is missing or of another kind is a fault of ours: better no form than half of one.

/**
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T}
 */
export function find(root, selector, kind) {
  const element = root.querySelector(selector);
  if (!(element instanceof (kind ?? HTMLElement))) throw new Error(selector);
  return /** @type {T} without a kind it is HTMLElement, which TypeScript cannot see */ (element);
}

/**
 * The element with this id.
 * @param {string} id
 */
export const by = (id) => find(document, `#${id}`);

/**
 * Every element that has one of these ids and is still there.
 * @param {string[]} ids
 */
export const left = (...ids) => all(document, ids.map((id) => `#${id}`).join());

/**
 * All elements that a selector names.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const all = (root, selector) =>
  /** @type {HTMLElement[]} our pages ask for nothing inside an SVG */ ([...root.querySelectorAll(selector)]);

/**
 * A new element with a text.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string | null} [textContent]
 * @param {{className?: string, type?: string}} [properties]
 */
export const make = (tag, textContent = "", properties = {}) =>
  Object.assign(document.createElement(tag), { textContent, ...properties });
