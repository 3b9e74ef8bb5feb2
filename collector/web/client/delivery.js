// Sends a sealed envelope in parts that survive a broken line, and ends only when our server has it whole and durable.
import { ask } from "./worker-client.js";
import { call, Later, persist, Stale } from "./line.js";

const PART = 8 * 1024;
const WHOLE = 48 * 1024; // up to here it goes in one request, which nobody can displace; in parts once the line broke

/** @import { Envelope, Tell, Voice } from "./types.js" */

/**
 * The header that shows the work for one envelope or mailbox as done. What an envelope costs, and whether it would be
 * taken at all, depends on the room: `about` says its form and size.
 * @param {string} subject its id
 * @param {Tell} tell
 * @param {Record<string, string>} [about]
 * @returns {Promise<Record<string, string>>}
 */
export async function work(subject, tell, about) {
  tell("proving");
  const challenge = await call(`/api/work/${subject}${about ? `?${new URLSearchParams(about)}` : ""}`);
  return { "Suluh-Work": await ask("prove", challenge, (part) => tell("proving", { part })) };
}

/**
 * Resolves when the envelope is stored, and throws Refused when it never will be. The same bytes go under the same id
 * however often it takes, so nothing is doubled.
 * @param {string} endpoint
 * @param {Envelope} envelope
 * @param {Voice & {prove?: typeof work}} voice
 * @returns {Promise<void>}
 */
// eslint-disable-next-line max-lines-per-function -- one loop, and nobody else may touch how far it is
export function deliver(endpoint, { id, body, headers }, { tell, nudges, prove = work }) {
  const total = body.length;
  let at = 0; // so many bytes are durable over there
  let whole = total <= WHOLE; // until a request failed
  let unsure = false; // whether `at` still holds: after a break the server is asked before anything is sent again
  /** @type {Record<string, string> | undefined} */
  let proof;

  /**
   * @param {string | null} range
   * @param {Uint8Array<ArrayBuffer>} part
   */
  async function put(range, part) {
    unsure = true;
    const said = await call(endpoint + id, {
      method: "PUT",
      body: part,
      headers: { ...headers, ...proof, ...(range && { "Content-Range": `bytes ${range}/${total}` }) },
    });
    // A captive portal also answers 200, and may do so in JSON. Only the collector knows the id.
    if (said.id !== id) throw new Error("not our server");
    unsure = false;
    return said;
  }

  /** @param {() => void} moved */
  async function step(moved) {
    for (;;) {
      const asking = unsure;
      if (at === 0 && !asking) {
        proof ??= await prove(id, tell, { form: headers["Suluh-Form"] ?? "", bytes: String(total) });
      }
      if (!asking) tell("moving", { sent: Math.floor(at / PART), total: whole ? 1 : Math.ceil(total / PART) });
      const end = Math.min(at + PART, total);
      const said = await (asking
        ? put("*", new Uint8Array())
        : whole
          ? put(null, body)
          : put(`${at}-${end - 1}`, body.subarray(at, end)));
      if (["stored", "known"].includes(said.state)) return;
      if (!(said.received >= 0 && said.received < total)) throw new Error("not our server");
      if (said.received > at) moved();
      else if (!asking) {
        unsure = true; // what was here is gone, or never was: ask, instead of sending the same part for ever
        throw new Error("no way forward");
      }
      at = said.received;
    }
  }

  return persist(
    (moved) =>
      step(moved).catch((error) => {
        if (error instanceof Stale) [proof, unsure] = [undefined, false];
        else if (!(error instanceof Later)) whole = false;
        throw error;
      }),
    { tell, nudges },
  );
}
