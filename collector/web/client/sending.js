// What a page says while something is under way: one line at a time, in words, and a button where there is a choice.
// `root` holds templates/_line.html.

// {tell(state, {seconds, detail, sent, total, part}), nudges}: how line.js and delivery.js speak and are spoken to.
export function voice(root) {
  const nudges = new EventTarget();
  const lines = [...root.querySelectorAll("[data-state]")];
  const bar = root.querySelector("[data-bar]");
  const now = root.querySelector("[data-now]");
  now.onclick = () => {
    root.querySelector("h1,h2").focus(); // the button goes, and the focus must not go with it
    nudges.dispatchEvent(new Event("now"));
  };
  function tell(state, { part, ...words } = {}) {
    for (const line of lines) line.hidden = line.dataset.state !== state;
    for (const [name, text] of Object.entries(words)) {
      for (const place of root.querySelectorAll(`[data-say=${name}]`)) place.textContent = text;
    }
    const done = part ?? (words.total ? words.sent / words.total : undefined);
    bar.hidden = done === undefined;
    bar.style.setProperty("--done", done ?? 0);
    now.hidden = !PAUSED.includes(state);
  }
  return { tell, nudges };
}

export const PAUSED = ["waiting", "offline", "busy"];
