// From the answers on the page to an envelope. The sealing code and the keys are fetched when they are first needed.
import { all, by, find } from "./dom.js";
import { rows, settle } from "./fields.js";
import { present } from "./keys.js";
import { readers, urgency } from "./routing.js";
import { ask } from "./worker-client.js";

/** @import { Answers, Envelope, FormState, Progress } from "./types.js" */

export const formElement = () => find(document, "#form", HTMLFormElement);

/**
 * The officers who may read these answers; an empty list means that nothing may be sealed or sent.
 * @param {FormState} state
 * @param {Answers} answers
 */
export const mayRead = ({ spec }, answers) => readers(spec.routing, answers, spec.holders);

/**
 * The keys that this page names. "unready" where they did not come, "renewed" where others came: keys.js.
 * @param {FormState} state
 * @returns {Promise<string[]>}
 */
export async function announced(state) {
  const recipients =
    state.recipients ?? (await present(all(by("marks"), "code").map(({ textContent }) => String(textContent))));
  state.recipients = recipients;
  return recipients;
}

/**
 * The keys, once the sealing code is there and has found them sound; "unsound" closes the form for good.
 * @param {FormState} state
 */
export async function load(state) {
  const recipients = await announced(state);
  if (!(await ask("sound", recipients))) throw new Error("unsound");
  return recipients;
}

/**
 * The envelope of what stands in the form; "nobody" where its answers leave out everybody.
 * @param {FormState} state
 * @param {Progress} tell
 * @returns {Promise<Envelope>}
 */
export async function seal(state, tell) {
  const recipients = await load(state);
  const { spec } = state;
  const answers = settle(formElement());
  const reading = mayRead(state, answers);
  if (!reading.length) throw new Error("nobody");
  const draft = {
    form: spec.id,
    version: spec.version,
    title: spec.title,
    answers,
    rows: rows(formElement(), answers),
    urgency: urgency(spec.urgency?.levels ?? {}, answers[spec.urgency?.field ?? ""]),
    largest: spec.largest,
    files: state.enclosed.files(),
    keys: state.mailbox,
    recipients,
    reading: recipients.map((_, n) => reading.includes(spec.holders[n] ?? "")),
  };
  return ask("prepare", draft, tell);
}
