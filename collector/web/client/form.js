// The form's page: what is shown, and when. Usable before the sealing code has arrived; without it nothing is sent.
// Fail closed: unless every check passes, the page stays as the server made it: numbers and places, no form.
import { ask, stop } from "./worker-client.js";
import { complain, settled } from "./complaints.js";
import { deliver } from "./delivery.js";
import { missing, offer, rows, settle, speak, tick } from "./fields.js";
import { present } from "./keys.js";
import { Refused } from "./line.js";
import { review } from "./review.js";
import { readers, urgency } from "./routing.js";
import { PAUSED, voice } from "./sending.js";

const by = (id) => document.getElementById(id);
const form = by("form");
const data = form.dataset;
const pages = [...form.querySelectorAll("[data-page]")];
const offered = JSON.parse(data.holders); // the public names of the key holders, in the order of the keys
const routing = data.routing && JSON.parse(data.routing);
const voices = data.voices && JSON.parse(data.voices); // which answer to `field` says that a child, or an adult, writes
const SENDING = pages.length - 1;
const LAST = SENDING - 1; // from here it is sealed and sent: the review, or a reply's only page
const REVIEW = pages[LAST].dataset.page === "review" ? LAST : undefined;
const TALK = SENDING === 1; // a reply, where the conversation is: the page around it stays, and nothing is shown twice
const WIB_MS = 7 * 3600000;

let at = 0;
let mending = false; // one page opened from the review: from it the way leads straight back
let listening = false;
let unsaved = false; // something here would be lost by leaving
let recipients; // the keys to seal to: those whose fingerprints this page names, and no others
let keys; // of the mailbox it goes into; without them the envelope opens a new one
let filled = {}; // the answers that a reply begins with
let sent; // what happens once a reply is stored
let envelope; // made once; a retry sends these very bytes
let enclosed = { files: () => [], rows: () => [], forget: () => {} }; // files.js, where the form takes files
const sending = voice(pages[SENDING]);

const show = (element, shown) => {
  if (element) element.hidden = !shown;
};
const heading = (root) => root.querySelector("h1,h2");

function focus(element) {
  if (!TALK) scrollTo(0, 0);
  element?.focus({ preventScroll: !TALK });
}

function open(n, mend = false) {
  at = n;
  mending = mend;
  pages.forEach((page, i) => show(page, i === n));
  show(by("outside"), false);
  show(by("intro"), n === 0);
  show(by("talk"), TALK || n === SENDING);
  show(by("numbers"), TALK || (n === 0 && data.first === "danger"));
  show(by("aid"), n > 0 && n < SENDING);
  show(by("terms"), n === 0 || n === REVIEW);
  show(by("problems"), false);
  show(by("nav"), n !== SENDING);
  show(by("back"), n > 0);
  show(by("rest"), n >= Number(data.rest) && n < LAST && !mending);
  show(by("step"), !TALK && n < SENDING);
  show(by("bar"), !TALK && n < SENDING);
  by("step").textContent = `Langkah ${n + 1} dari ${SENDING}`;
  by("bar").style.setProperty("--done", (n + 1) / SENDING);
  by("next").textContent = mending ? "Selesai mengubah" : n === LAST ? "Segel dan kirim" : "Lanjut";
  if (n === REVIEW) {
    const found = settle(form);
    const parts = pages.slice(0, REVIEW).map((page, i) => ({
      title: heading(page).textContent,
      rows: "filesMost" in page.dataset ? enclosed.rows() : rows(page, found),
      change: () => go(i, true),
    }));
    by("answers").replaceChildren(...parts.flatMap(review));
  }
}

function go(n, mend) {
  if (n === 0 && !TALK) form.before(by("numbers"));
  open(n, mend);
  if (n > 0) {
    if (!TALK) form.after(by("numbers")); // should sending fail, what happened is said first, then whom to call
    load().catch(() => {
      /* asked again when it is needed */
    });
  }
  focus(heading(n || !by("intro") ? pages[n] : by("intro")));
}

// --- checking -------------------------------------------------------------------------------------------------

// On to the page `to`, where nothing here is missing.
function next(to = at + 1) {
  const answers = settle(form);
  // Before sending, all pages once more: an answer changed on the way back may have opened another question.
  for (const n of at === LAST ? pages.keys() : [at]) {
    const boxes = missing(pages[n], answers);
    if (boxes.length) {
      if (n !== at) open(n, true);
      complain(by("problems"), boxes, answers);
      return focus(by("problems"));
    }
  }
  if (!readers(routing, answers, offered).length) return turnAway();
  return at === LAST ? send() : go(mending ? REVIEW : to);
}

// The answers say that nobody here may read them. The ways outside are shown; nothing is sealed, nothing is sent.
function turnAway() {
  pages.forEach((page) => show(page, false));
  ["nav", "aid", "terms", "step", "bar", "problems"].forEach((id) => show(by(id), false));
  show(by("outside"), true);
  focus(heading(by("outside")));
}

// --- sending --------------------------------------------------------------------------------------------------

async function announced() {
  recipients ??= await present([...by("marks").querySelectorAll("code")].map(({ textContent }) => textContent));
}

// The sealing code arrives while the second page of questions is read; what did not come is asked for again, and an
// unsound key closes the form for good.
async function load() {
  await announced();
  if (!(await ask("sound", recipients))) throw close();
}

async function seal() {
  await load();
  const answers = settle(form);
  const reading = readers(routing, answers, offered);
  if (!reading.length) throw new Error("nobody");
  return ask(
    "prepare",
    {
      form: data.form,
      version: Number(data.version),
      title: data.title,
      answers,
      rows: rows(form, answers),
      urgency: urgency(JSON.parse(data.urgencyLevels ?? "{}"), answers[data.urgencyField]),
      largest: Number(data.largestBucket),
      files: enclosed.files(),
      keys,
      recipients,
      reading: recipients.map((_, n) => reading.includes(offered[n])),
    },
    (done, all) => tell("making", { part: done / all }),
  );
}

// What kept it from being sealed, and what is said; anything else is this device's own fault.
const FAULTS = { unready: "unready", renewed: "renewed", TooLarge: "large" };

function tell(name, words) {
  sending.tell(name, words);
  const [under, paused] = [["making", "proving", "moving"].includes(name), PAUSED.includes(name)];
  show(by("stay"), under || paused);
  show(by("numbers"), TALK || !under);
  show(by("again"), name === "unready" || name === "unable");
  show(by("edit"), !under && !paused);
}

async function send() {
  if (at !== SENDING) go(SENDING);
  tell("making");
  try {
    envelope ??= await seal();
  } catch ({ message }) {
    return message === "nobody" ? turnAway() : tell(FAULTS[message] ?? "unable");
  }
  try {
    await deliver(data.endpoint, envelope, { tell, nudges: sending.nudges });
    finish(envelope.code);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // Keys that this page does not name are for a new page, whose bytes can be compared: keys.js.
    if (error.code === "recipients") tell("renewed");
    else tell("refused", { detail: error.message });
  }
}

function finish(code) {
  envelope = undefined;
  if (sent) {
    unsaved = false;
    show(form, false);
    return sent();
  }
  form.reset();
  form.remove();
  enclosed.forget();
  by("numbers").remove();
  by("close").onclick = leave;
  showCode(code);
  show(by("done"), true);
  focus(heading(by("done")));
  stop();
}

function showCode(code) {
  const groups = code.split(" ");
  by("code").textContent = `${groups.slice(0, 3).join(" ")}\n${groups.slice(3).join(" ")}`;
  // Digit by digit, or a screen reader says "four thousand eight hundred …".
  by("code").setAttribute("aria-label", `Kode: ${groups.map((group) => [...group].join(" ")).join(", ")}`);
  by("address").textContent = `${location.host}/kotak`;
  by("copied").onchange = ({ target }) => {
    unsaved = !target.checked;
    by("close").disabled = unsaved;
  };
}

// --- opening and closing --------------------------------------------------------------------------------------

function leave() {
  unsaved = false;
  location.replace(data.home);
}

function close() {
  form.remove();
  ["numbers", "closed"].forEach((id) => show(by(id), true));
  by("closed").firstChild.textContent = "Formulir ini ditutup.";
  unsaved = false;
  return new Error("closed");
}

function listen() {
  form.addEventListener("input", ({ target }) => {
    unsaved = true;
    const shown = form.querySelectorAll("[data-when]:not([hidden])").length;
    const answers = settle(form);
    if (voices) speak(["child", "adult"].find((who) => voices[who].includes(answers[voices.field])));
    settled(form, by("problems"), target.closest("[data-q]"));
    const grown = form.querySelectorAll("[data-when]:not([hidden])").length > shown;
    by("live").textContent = grown ? "Ada tambahan di bawah jawaban ini." : "";
    // Numbers that nobody sees help nobody: on a small phone they appear below the edge of the screen.
    if (grown) form.querySelector(".danger[data-when]:not([hidden])")?.scrollIntoView({ block: "center" });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    next();
  });
  by("back").onclick = () => go(mending ? REVIEW : at - 1);
  if (by("rest")) by("rest").onclick = () => next(REVIEW);
  by("again").onclick = send;
  if (routing) {
    by("reconsider").onclick = () => go(at, mending);
    by("quit").onclick = leave;
  }
  by("edit").onclick = () => {
    envelope = undefined; // refused, or never made: nothing of it is anywhere
    go(LAST);
  };
  addEventListener("beforeunload", (event) => {
    if (!unsaved || document.documentElement.hidden) return; // hidden: on the way out by the exit link
    event.preventDefault();
    event.returnValue = ""; // older Chrome asks only with this
  });
  // A page kept for the Back button must not bring the answers back.
  addEventListener("pagehide", () => {
    form.reset();
    enclosed.forget();
    stop();
    envelope = keys = undefined;
    by("answers")?.replaceChildren(); // gone with the form once it is sent
    by("code")?.replaceChildren();
    by("code")?.removeAttribute("aria-label");
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && !document.documentElement.hidden) location.reload(); // hidden: on the way out
  });
}

// Shows the form. Where it takes files, form-with-files.js does this, with those. On the mailbox's page mailbox.js does, with
// the keys of the open mailbox, what is filled in already, and what happens once a reply is stored; for each reply anew.
export function start(given = {}) {
  ({ files: enclosed = enclosed, mailbox: keys, filled = {}, sent } = given);
  if (!isSecureContext || !crypto.subtle || !crypto.getRandomValues) {
    close();
    return;
  }
  if (!listening) listen();
  listening = true;
  form.reset(); // what a browser kept from before a reload
  tick(form, filled);
  offer(form, new Date(Date.now() + WIB_MS).toISOString().slice(0, 10));
  settle(form);
  if (!TALK) form.before(by("numbers"));
  show(by("closed"), false);
  show(form, true);
  open(0);
  // Asked again when it is needed. Of other keys than the page names it is better to hear before anything is written.
  announced().catch(({ message }) => message === "renewed" && !unsaved && close());
}
