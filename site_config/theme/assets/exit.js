// The way out, on every page. Runs before the page is drawn, so that nothing of it shows when it must not.
// It hides the page first, since the next one may take seconds on a slow line, then replaces it: Back does not lead here.
// Without this script the link still leads out by itself.
const SHIFTS = 3,
  WITHIN_MS = 5000,
  MOST_ENTRIES = 50; // Chrome drops the oldest entries behind fifty
const WEATHER = "https://www.bmkg.go.id/";
const CLEARING = "/cuaca.html"; // answered with Clear-Site-Data
/** @type {number[]} */
let pressed = []; // when Shift was pressed alone, in a row
let alone = false;
let going = false;

/** @param {{at?: number, before?: number, away?: boolean}} more what this entry of the history says */
const remember = (more) => history.replaceState({ ...history.state, ...more }, "");

function leave() {
  // form.js reads this too: no "leave this page?" dialog may stand in the way out.
  document.documentElement.hidden = true;
  document.title = "Cuaca";
  self.navigation?.updateCurrentEntry({ state: { left: true } });
  // Beside the way and not on it: a second round trip would be seconds, in which the address bar still shows ours.
  fetch(CLEARING, { keepalive: true }).catch(() => {});
  // Without a network the browser's own error page would stand there for long.
  location.replace(navigator.onLine ? WEATHER : "about:blank");
}

// Pages opened before the one that was left are still behind Back. A page that Back or Forward brings from another site
// leaves again, unless nothing foreign was opened beside our pages (a tab that was closed, discarded or restored), or a
// link of ours led there. What has to be known stands in the entry of the history: no storage, and gone with the tab.
function returned() {
  const came = self.navigation?.activation;
  if (!came) return;
  const { index } = /** @type {NavigationHistoryEntry} a page that is shown has one */ (navigation.currentEntry);
  const { at, before, away } = history.state ?? {};
  if (came.navigationType !== "traverse") {
    if (came.navigationType !== "reload") remember({ at: history.length, before: index, away: false });
  } else if (came.from) {
    if (came.from.getState()?.left) leave(); // Back while the exit was still under way
  } else {
    const ours = navigation.entries().length - 1 - index; // entries of this site after this one
    const untouched = before === index && history.length - at === ours && history.length < MOST_ENTRIES;
    if (away || untouched || document.wasDiscarded) remember({ away: false });
    else leave();
  }
}

/** @param {string} text */
function say(text) {
  const line = document.getElementById("exit-says");
  if (line) line.textContent = text;
}

document.addEventListener("click", (event) => {
  const { target } = event;
  /** @type {HTMLAnchorElement | null | false} */
  const link = target instanceof Element && target.closest("a[href]");
  if (!link) return;
  if ("exit" in link.dataset) {
    event.preventDefault();
    leave();
  } else {
    remember({ away: link.origin !== location.origin && link.protocol === "https:" });
  }
});
// A chat that opened as a program of its own: this page was never left, so nothing leads back to it.
addEventListener("pagehide", () => {
  going = true;
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !going) remember({ away: false });
});

// Shift, as in GOV.UK's "Exit this page": every keyboard has it, and it types nothing. Not Escape: that stops loading.
document.addEventListener("keydown", (event) => {
  alone = event.key === "Shift" && !event.repeat;
  if (!alone) pressed = [];
});
document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !alone) return;
  const now = Date.now();
  pressed = [...pressed.filter((then) => now - then < WITHIN_MS), now];
  const left = SHIFTS - pressed.length;
  if (left <= 0) return leave();
  say(`Tekan Shift ${left} kali lagi untuk keluar.`);
  setTimeout(() => pressed.at(-1) === now && say(""), WITHIN_MS);
});

returned();
addEventListener("pageshow", (event) => {
  going = false;
  if (event.persisted) returned();
});
