// Sends what was sealed, says how far it is, and shows the code once it is there.
import { by, find } from "./dom.js";
import { deliver } from "./delivery.js";
import { formElement, seal } from "./form-seal.js";
import { forget, sealOnce } from "./form-state.js";
import { focus, go, heading, show, shut, turnAway } from "./form-view.js";
import { Refused } from "./line.js";
import { PAUSED, voice } from "./sending.js";
import { stop } from "./worker-client.js";

/** @import { FormState, Tell, Voice } from "./types.js" */

/**
 * What kept it from being sealed, and what is said; anything else is this device's own fault.
 * @type {Record<string, string>}
 */
const FAULTS = { unready: "unready", renewed: "renewed", TooLarge: "large" };

/**
 * The page's voice while it is sent, with the buttons that belong to each state.
 * @param {FormState} state
 */
export const sender = ({ talk }) =>
  voice(find(formElement(), "[data-page=sending]"), (state) => {
    const [under, paused] = [["making", "proving", "moving"].includes(state), PAUSED.includes(state)];
    show("stay", under || paused);
    show("numbers", talk || !under);
    show("again", state === "unready" || state === "unable");
    show("edit", !under && !paused);
  });

/**
 * Seals what stands in the form, and sends it until it is there or refused.
 * @param {FormState} state
 * @param {Voice} sending
 */
export async function send(state, sending) {
  const { tell } = sending;
  if (state.at !== state.sending) go(state, state.sending);
  tell("making");
  let envelope;
  try {
    envelope = await sealOnce(state, () => seal(state, (done, whole = 1) => tell("making", { part: done / whole })));
  } catch (error) {
    return notSealed(state, tell, error);
  }
  try {
    await deliver("/api/envelopes/", envelope, sending);
    return finish(state, envelope.code);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // Keys that this page does not name are for a new page, whose bytes can be compared: keys.js.
    return error.code === "recipients" ? tell("renewed") : tell("refused", { detail: error.message });
  }
}

/**
 * @param {FormState} state
 * @param {Tell} tell
 * @param {unknown} error
 */
function notSealed(state, tell, error) {
  const why = error instanceof Error ? error.message : "";
  if (why === "nobody") return turnAway(state);
  if (why === "unsound") return shut(state);
  return tell(FAULTS[why] ?? "unable");
}

/**
 * @param {FormState} state
 * @param {string | undefined} code
 */
function finish(state, code) {
  state.sealing = undefined;
  if (state.sent) {
    state.unsaved = false;
    show("form", false);
    return state.sent();
  }
  formElement().reset();
  formElement().remove();
  forget(state);
  by("numbers").remove();
  by("close").onclick = () => leave(state);
  if (code) showCode(state, code);
  show("done", true);
  focus(state, heading(by("done")));
  return stop();
}

/**
 * @param {FormState} state
 * @param {string} code
 */
function showCode(state, code) {
  const groups = code.split(" ");
  by("code").textContent = `${groups.slice(0, 3).join(" ")}\n${groups.slice(3).join(" ")}`;
  // Digit by digit, or a screen reader says "four thousand eight hundred …".
  by("code").setAttribute("aria-label", `Kode: ${groups.map((group) => [...group].join(" ")).join(", ")}`);
  by("address").textContent = `${location.host}/kotak`;
  const copied = find(document, "#copied", HTMLInputElement);
  copied.onchange = () => {
    state.unsaved = !copied.checked;
    find(document, "#close", HTMLButtonElement).disabled = state.unsaved;
  };
}

/**
 * Goes home, and lets go of what was written.
 * @param {FormState} state
 */
export function leave(state) {
  state.unsaved = false;
  location.replace(state.spec.home);
}
