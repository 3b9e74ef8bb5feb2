// The form's page. Usable before the sealing code has arrived; without it nothing is sent.
// Fail closed: unless every check passes, the page stays as the server made it: numbers and places, no form.
import { complain, settled } from "./complaints.js";
import { all, by, left } from "./dom.js";
import { missing, offer, settle, speak, tick } from "./fields.js";
import { announced, formElement, mayRead } from "./form-seal.js";
import { leave, send, sender } from "./form-send.js";
import { createState, forget } from "./form-state.js";
import { focus, go, open, show, shut, turnAway } from "./form-view.js";
import { stop } from "./worker-client.js";

/** @import { Answers, Enclosed, FormState, MailboxKeys, Voice } from "./types.js" */

const HOUR_MS = 3600000;
const GROWN = "[data-when]:not([hidden])"; // what an answer has brought onto the page

/**
 * The page's form, listening and not yet shown; `enclosed` where it takes files.
 * @param {Enclosed} [enclosed]
 * @returns {FormState}
 */
export function prepareForm(enclosed) {
  const form = formElement();
  const names = all(form, "[data-page]").map(({ dataset }) => dataset.page);
  const state = createState(JSON.parse(form.dataset.spec ?? ""), names, enclosed);
  listenToWriter(state, form);
  listenToButtons(state, form);
  listenToPage(state);
  return state;
}

/**
 * Shows the form. On the mailbox's page it is shown for each reply anew: with the keys of the open mailbox, the answers
 * that are filled in already, and what happens once it is stored.
 * @param {FormState} state
 * @param {{mailbox?: MailboxKeys, filled?: Answers, sent?: () => void}} [reply]
 */
export function start(state, { mailbox, filled = {}, sent } = {}) {
  if (!isSecureContext || !crypto.subtle || !crypto.getRandomValues) {
    shut(state);
    return;
  }
  const form = formElement();
  Object.assign(state, { mailbox, sent });
  form.reset(); // what a browser kept from before a reload
  tick(form, filled);
  offer(form, new Date(Date.now() + state.spec.zone.ahead * HOUR_MS).toISOString().slice(0, 10));
  settle(form);
  if (!state.talk) form.before(by("numbers"));
  show("closed", false);
  show("form", true);
  open(state, 0);
  // Asked again when it is needed. Of other keys than the page names it is better to hear before anything is written.
  announced(state).catch(({ message }) => message === "renewed" && !state.unsaved && shut(state));
}

/**
 * On to the page `to`, where nothing here is missing.
 * @param {FormState} state
 * @param {Voice} sending
 */
function next(state, sending, to = state.at + 1) {
  const form = formElement();
  const answers = settle(form);
  // Before sending, all pages once more: an answer changed on the way back may have opened another question.
  for (const [n, page] of all(form, "[data-page]").entries()) {
    const boxes = n === state.at || state.at === state.last ? missing(page, answers) : [];
    if (boxes.length) {
      if (n !== state.at) open(state, n, true);
      complain(by("problems"), boxes, answers);
      return focus(state, by("problems"));
    }
  }
  if (!mayRead(state, answers).length) return turnAway(state);
  if (state.at === state.last) return send(state, sending);
  return go(state, state.mending ? (state.review ?? to) : to);
}

/**
 * @param {FormState} state
 * @param {HTMLFormElement} form
 */
function listenToWriter(state, form) {
  const { voices } = state.spec;
  form.addEventListener("input", ({ target }) => {
    state.unsaved = true;
    const shown = all(form, GROWN).length;
    const answers = settle(form);
    if (voices) {
      const said = String(answers[voices.field]);
      speak(/** @type {const} */ (["child", "adult"]).find((who) => voices[who].includes(said)));
    }
    settled(form, by("problems"), target instanceof Element ? target.closest("[data-q]") : null);
    const grown = all(form, GROWN).length > shown;
    by("live").textContent = grown ? "Ada tambahan di bawah jawaban ini." : "";
    // Numbers that nobody sees help nobody: on a small phone they appear below the edge of the screen.
    if (grown) all(form, `.danger${GROWN}`)[0]?.scrollIntoView({ block: "center" });
  });
}

/**
 * @param {FormState} state
 * @param {HTMLFormElement} form
 */
function listenToButtons(state, form) {
  const sending = sender(state);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    next(state, sending);
  });
  by("back").onclick = () => go(state, state.mending ? (state.review ?? 0) : state.at - 1);
  for (const rest of left("rest")) rest.onclick = () => next(state, sending, state.review);
  by("again").onclick = () => send(state, sending);
  if (state.spec.routing) {
    by("reconsider").onclick = () => go(state, state.at, state.mending);
    by("quit").onclick = () => leave(state);
  }
  by("edit").onclick = () => {
    state.sealing = undefined; // refused, or never made: nothing of it is anywhere
    go(state, state.last);
  };
}

/** @param {FormState} state */
function listenToPage(state) {
  addEventListener("beforeunload", (event) => {
    if (!state.unsaved || document.documentElement.hidden) return; // hidden: on the way out by the exit link
    event.preventDefault();
    event.returnValue = ""; // older Chrome asks only with this
  });
  // A page kept for the Back button must not bring the answers back.
  addEventListener("pagehide", () => {
    for (const form of document.forms) form.reset(); // none is left once it is sent
    stop();
    forget(state);
    for (const shown of left("answers", "code")) shown.replaceChildren();
    for (const code of left("code")) code.removeAttribute("aria-label");
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && !document.documentElement.hidden) location.reload(); // hidden: on the way out
  });
}
