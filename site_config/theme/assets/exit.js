// The way out, on every page. Runs before the page is drawn, so that nothing of it shows when it must not.
// It hides the page first, since the next one may take seconds on a slow line, then replaces it: Back does not lead here.
// Without this script the link still leads out by itself.
const SHIFTS = 3, WITHIN_MS = 5000;
// A hop of ours, because only an answer of ours can clear what this site left in the browser.
const OUT = new URL("../cuaca.html", document.currentScript.src);
let pressed = []; // when Shift was pressed alone, in a row
let alone = false;

function leave() {
  // form.js reads this too: no "leave this page?" dialog may stand in the way out.
  document.documentElement.hidden = true;
  document.title = "Cuaca";
  // Without a network the browser's own error page would show our address.
  location.replace(navigator.onLine ? OUT : "about:blank");
}

function say(text) {
  const line = document.getElementById("exit-says");
  if (line) line.textContent = text;
}

// Pages opened before the last one are still behind Back. Who comes to them from another site came by Back after an
// exit, unless a link of ours led there: then the entry of the history says so (it is no storage, and goes with the tab).
function returned() {
  const came = self.navigation?.activation;
  if (came?.navigationType !== "traverse" || came.from) return;
  if (history.state?.away) history.replaceState(null, "");
  else leave();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link) return;
  if ("exit" in link.dataset) {
    event.preventDefault();
    leave();
  } else if (link.origin !== location.origin && link.protocol === "https:") {
    history.replaceState({ away: true }, "");
  }
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
});

returned();
addEventListener("pageshow", (event) => event.persisted && returned());
