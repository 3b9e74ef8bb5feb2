// What a page says while something is under way: one line at a time, in words, and a button where there is a choice.
// `root` holds templates/_line.html.

import { all, find } from "./dom.js";

/** @import { Tell, Voice } from "./types.js" */

/**
 * How line.js and delivery.js speak, and are spoken to.
 * @param {ParentNode} root
 * @param {(state: string) => void} also what else changes with each state
 * @returns {Voice}
 */
export function voice(root, also) {
  const nudges = new EventTarget();
  const lines = all(root, "[data-state]");
  const bar = find(root, "[data-bar]");
  const now = find(root, "[data-now]");
  now.onclick = () => {
    find(root, "h1,h2").focus(); // the button goes, and the focus must not go with it
    nudges.dispatchEvent(new Event("now"));
  };
  /** @type {Tell} */
  function tell(state, { part, ...words } = {}) {
    for (const line of lines) line.hidden = line.dataset.state !== state;
    for (const [name, text] of Object.entries(words)) {
      for (const place of root.querySelectorAll(`[data-say=${name}]`)) place.textContent = String(text);
    }
    const { sent = 0, total } = words;
    const done = part ?? (total ? sent / total : undefined);
    bar.hidden = done === undefined;
    bar.style.setProperty("--done", String(done ?? 0));
    now.hidden = !PAUSED.includes(state);
    also(state);
  }
  return { tell, nudges };
}

export const PAUSED = ["waiting", "offline", "busy"];
