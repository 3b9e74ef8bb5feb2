// What a form's page knows beside its inputs: one object, made here, and handed to whoever needs it. No page is needed.

/** @import { Enclosed, Envelope, FormState, MailboxKeys, Spec } from "./types.js" */

/** @type {Enclosed} */
const NO_FILES = { files: () => [], rows: () => [], forget: () => {} };

/**
 * A page that was just opened.
 * @param {Spec} spec
 * @param {(string | undefined)[]} pages the names of its pages, in order; the last is where it is sent
 * @param {Enclosed} [enclosed] where the form takes files
 * @returns {FormState}
 */
export function createState(spec, pages, enclosed = NO_FILES) {
  const sending = pages.length - 1;
  const last = sending - 1; // from here it is sealed and sent: the review, or a reply's only page
  return {
    spec,
    review: pages[last] === "review" ? last : undefined,
    last,
    sending,
    talk: sending === 1,
    enclosed,
    at: 0,
    mending: false,
    unsaved: false,
  };
}

/**
 * The one envelope of what was written: whoever asks twice, at once or after a broken line, gets the very same bytes, so
 * that nothing is there twice. What failed is made anew.
 * @param {FormState} state
 * @param {() => Promise<Envelope>} seal
 * @returns {Promise<Envelope>}
 */
export function sealOnce(state, seal) {
  state.sealing ??= seal().catch((error) => {
    state.sealing = undefined;
    throw error;
  });
  return state.sealing;
}

/**
 * Nothing of what was written, made or opened is left: for a page that is kept for the Back button.
 * @param {FormState} state
 */
export function forget(state) {
  state.enclosed.forget();
  state.sealing = state.mailbox = undefined;
}
