// The work that an envelope, or a look into a mailbox, costs: collector/web/work.py says why. The search is altcha-lib's;
// the hash is noble's, because altcha-lib calls WebCrypto for every round, and each call waits longer than it hashes.
import { sha256 } from "@noble/hashes/sha2.js";
import { solveChallenge } from "altcha-lib";

const TELL_EVERY = 4; // tries: on a cheap phone under the heaviest load about once a second

/** @import { Progress, WorkChallenge } from "./types.js" */

/**
 * @param {WorkChallenge["parameters"]} parameters
 * @param {Uint8Array} salt
 * @param {Uint8Array} password
 */
function deriveKey({ algorithm, cost, keyLength }, salt, password) {
  if (algorithm !== "SHA-256") throw new Error("unknown work");
  let derivedKey = new Uint8Array([...salt, ...password]);
  for (let round = 0; round < cost; round += 1) derivedKey = sha256(derivedKey);
  return { derivedKey: derivedKey.slice(0, keyLength) };
}

/**
 * The header that shows a challenge of GET /api/work/<id> as done. No time limit: a heavy load may ask for minutes.
 * It is a matter of luck; `tell(part)` hears how likely it was to be done by now, so that it grows and never lies.
 * @param {WorkChallenge} challenge
 * @param {Progress} [tell]
 */
export async function prove(challenge, tell = () => {}) {
  const miss = 1 - 256 ** (-challenge.parameters.keyPrefix.length / 2);
  let tries = 0;
  /** @param {Parameters<typeof deriveKey>} given */
  const counted = async (...given) => {
    tries += 1;
    if (tries % TELL_EVERY === 0) tell(1 - miss ** tries);
    return deriveKey(...given);
  };
  const solution = await solveChallenge({ challenge, deriveKey: counted, timeout: 0 });
  const { counter, derivedKey } = /** @type {NonNullable<typeof solution>} it has no time limit */ (solution);
  return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
}
