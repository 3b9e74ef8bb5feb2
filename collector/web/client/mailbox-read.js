// Asks the server for a mailbox and opens its answers, each by the strict rule of answer.js.
import { work } from "./delivery.js";
import { call, persist } from "./line.js";
import { ask } from "./worker-client.js";

/** @import { Answer, MailboxKeys, MailboxState, Voice } from "./types.js" */

const MAILBOXES = "/api/mailboxes/";
const LARGEST = 128 * 1024; // bytes of a sealed answer; the server takes no larger one
const MOST = 200; // answers; the count is the server's word

/** @param {MailboxState} state */
function keysOf({ keys }) {
  if (!keys) throw new Error("the mailbox was closed meanwhile");
  return keys;
}

/** @param {MailboxKeys} keys */
const secret = (keys) => ({ "Suluh-Mailbox-Secret": keys.secret });

/** @param {unknown} n */
const isWhole = (n) => Number.isSafeInteger(n) && Number(n) >= 0;

/**
 * One look into the mailbox; each costs its own work.
 * @param {MailboxState} state
 * @param {Voice} voice
 * @param {"GET" | "DELETE"} method
 */
export function look(state, voice, method) {
  return persist(async () => {
    const keys = keysOf(state);
    state.proof = await work(keys.mailbox, voice.tell);
    voice.tell(method === "GET" ? "reading" : "deleting");
    return call(MAILBOXES + keys.mailbox, { method, headers: { ...secret(keys), ...state.proof } });
  }, voice);
}

/**
 * Fetches and opens everything that the server lists. Gives whether one of them did not open.
 * @param {MailboxState} state
 * @param {Voice} voice
 * @returns {Promise<boolean>}
 */
export async function read(state, voice) {
  const { answers, letters } = await look(state, voice, "GET");
  // The newest first, as the server lists them: many old ones must not keep the last one from being read.
  /** @type {{id: string, hour: number}[]} */
  const listed = answers
    .filter((/** @type {any} */ { id, hour }) => /^[0-9a-f]{32}$/.test(id) && isWhole(hour))
    .slice(0, MOST);
  const good = [];
  for (const { id, hour } of listed) {
    const answer = await opened(state, voice, id);
    if (answer) good.push({ ...answer, hour });
  }
  state.good = good;
  state.complete = good.length === answers.length;
  state.written = letters.filter(isWhole);
  return good.length < listed.length;
}

/**
 * One answer; null where it does not open or is not an answer of this mailbox.
 * @param {MailboxState} state
 * @param {Voice} voice
 * @param {string} id
 * @returns {Promise<Answer | null>}
 */
async function opened(state, voice, id) {
  const sealed = await persist(async () => {
    const keys = keysOf(state);
    state.proof ??= await work(keys.mailbox, voice.tell);
    try {
      return await call(`${MAILBOXES}${keys.mailbox}/answers/${id}`, { headers: { ...secret(keys), ...state.proof } });
    } catch (error) {
      state.proof = undefined;
      throw error;
    }
  }, voice);
  if (!(sealed instanceof Uint8Array) || sealed.length > LARGEST) return null;
  const { identity, mailbox } = keysOf(state);
  return ask("open", { identity, mailbox, id, sealed }).catch(() => null);
}
