// The way back: the code opens the mailbox here, in this browser. It is never sent, never stored and never in an address;
// what it grows into is forgotten with the page.
import { by, find } from "./dom.js";
import { prepareForm, start } from "./form.js";
import { Refused } from "./line.js";
import { complain, enteredCode, focusGroup, typed } from "./mailbox-code.js";
import { look, read } from "./mailbox-read.js";
import { createMailbox, forgetMailbox, leftOut } from "./mailbox-state.js";
import { clearBox, showBox, stage, thisHour } from "./mailbox-view.js";
import { voice } from "./sending.js";
import { ask, stop } from "./worker-client.js";

/** @import { FormState, MailboxState, Tell, Voice } from "./types.js" */

const UNDER_WAY = ["deriving", "reading", "deleting", "proving", "waiting", "offline", "busy"];

const entry = () => find(document, "#entry", HTMLFormElement);
const form = () => find(document, "#form", HTMLFormElement);

/** Shows the fields of the code, where this browser can open anything. */
export function begin() {
  if (!isSecureContext || !self.crypto?.subtle || !self.Worker) return;
  const state = createMailbox();
  const answering = prepareForm();
  const opening = voice(by("opening"), (name) => {
    by("reenter").hidden = UNDER_WAY.includes(name); // the way back to the code, once this has ended
  });
  entry().addEventListener("input", typed);
  entry().addEventListener("submit", (event) => {
    event.preventDefault();
    enter(state, answering, opening);
  });
  listen(state, answering, opening);
  entry().reset(); // what a browser kept from before a reload
  by("closed").hidden = true;
  entry().after(by("numbers")); // who comes to read is met by the fields of the code
  entry().hidden = false;
}

/**
 * @param {MailboxState} state
 * @param {FormState} answering
 * @param {Voice} opening
 */
function listen(state, answering, opening) {
  by("reenter").onclick = () => {
    stage(by("enter"), entry());
    focusGroup();
  };
  by("write").onclick = () => {
    reply(state, answering);
    find(form(), "textarea", HTMLTextAreaElement).focus();
  };
  by("ask-delete").onclick = () => sure(true);
  by("keep").onclick = () => sure(false);
  by("delete").onclick = () => remove(state, opening);
  by("leave").onclick = by("leave-gone").onclick = () => location.replace("/");
  addEventListener("pagehide", () => forget(state));
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}

/**
 * @param {MailboxState} state
 * @param {FormState} answering
 * @param {Voice} opening
 */
async function enter(state, answering, opening) {
  const code = enteredCode();
  if (!code) return;
  const { tell } = opening;
  stage(by("opening"));
  tell("deriving", { part: 0 });
  try {
    state.keys = await ask("derive", code, (done, whole = 1) => tell("deriving", { part: done / whole }));
  } catch (error) {
    tell(error instanceof Error && error.message === "unready" ? "unready" : "unable");
    return;
  }
  entry().reset();
  try {
    const spoilt = await read(state, opening);
    by("spoilt").hidden = !spoilt;
    stage(by("box"));
    showBox(state, answering.spec.zone);
    reply(state, answering);
  } catch (error) {
    refuse(state, tell, error);
  }
}

/**
 * @param {MailboxState} state
 * @param {Tell} tell
 * @param {unknown} error
 */
function refuse(state, tell, error) {
  state.keys = undefined;
  if (!(error instanceof Refused)) tell("refused", { detail: "Server menjawab dengan bentuk yang tidak dikenal." });
  else if (error.code === "mailbox") tell("unknown");
  else tell("refused", { detail: error.message });
}

/**
 * Opens the reply under the newest answer. Whoever was left out before is left out again, and the reporter sees it.
 * @param {MailboxState} state
 * @param {FormState} answering
 */
function reply(state, answering) {
  if (!("takes" in by("write").dataset)) return; // nobody to seal to: it can be read all the same
  const names = leftOut(state);
  // Somebody who was left out goes by another name now, or holds no key: the reporter looks at the list again.
  const gone = names?.some((name) => !answering.spec.holders.includes(name)) ?? false;
  by("renamed").hidden = !gone;
  find(by("renamed"), "span").textContent = gone && names ? names.join(", ") : "";
  by("done").hidden = by("write").hidden = true;
  by("newest").after(by("renamed"), form());
  start(answering, {
    mailbox: state.keys,
    filled: names ? before(names, gone) : {},
    sent: () => sent(state, answering),
  });
}

/**
 * What is ticked in a reply already.
 * @param {string[]} names left out before
 * @param {boolean} gone whether one of them goes by another name now
 * @returns {import("./types.js").Answers}
 */
function before(names, gone) {
  if (!names.length) return { concerns: "tidak" };
  return gone ? { concerns: "petugas" } : { concerns: "petugas", not_for: names };
}

/**
 * @param {MailboxState} state
 * @param {FormState} answering
 */
function sent(state, answering) {
  state.written.unshift(thisHour());
  showBox(state, answering.spec.zone);
  by("done").hidden = by("write").hidden = false;
  find(by("done"), "h2").focus();
}

/** @param {boolean} asked */
function sure(asked) {
  by("sure").hidden = !asked;
  by(asked ? "sure" : "ask-delete").focus();
}

/**
 * @param {MailboxState} state
 * @param {Voice} opening
 */
async function remove(state, opening) {
  stage(by("opening"));
  try {
    await look(state, opening, "DELETE");
  } catch (error) {
    // Not there any more: an earlier try went through, and its answer was lost on the way.
    if (!(error instanceof Refused) || error.code !== "mailbox") {
      refuse(state, opening.tell, error);
      return;
    }
  }
  forget(state);
  stage(by("gone"));
}

/** @param {MailboxState} state */
function forget(state) {
  forgetMailbox(state);
  entry().reset();
  complain();
  document.forms.namedItem("form")?.reset();
  clearBox();
  stop();
}
