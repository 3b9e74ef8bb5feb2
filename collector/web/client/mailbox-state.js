// What the mailbox's page knows: one object, made here, and handed to whoever needs it. No page is needed.

/** @import { MailboxState } from "./types.js" */

/** @returns {MailboxState} */
export const createMailbox = () => ({ keys: undefined, proof: undefined, complete: false, good: [], written: [] });

/**
 * The names left out before, or undefined where that must be asked. All answers together say it: the server picks the
 * order in which they come, and could hide the last change behind an old one, or spoil the answer that holds it.
 * @param {MailboxState} state
 * @returns {string[] | undefined}
 */
export function leftOut({ complete, good }) {
  /** @type {Set<string>} */
  const names = new Set();
  for (const answer of good) {
    if (!answer.leftOut) return undefined;
    answer.leftOut.forEach((name) => names.add(name));
  }
  return complete && good.length ? [...names] : undefined;
}

/**
 * Nothing of what was opened is left.
 * @param {MailboxState} state
 */
export const forgetMailbox = (state) => Object.assign(state, createMailbox());
