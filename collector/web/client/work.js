// The work that an envelope, or a look into a mailbox, costs: collector/web/work.py says why. The search is altcha-lib's;
// the hash is noble's, because altcha-lib calls WebCrypto for every round, and each call waits longer than it hashes.
import { sha256 } from "@noble/hashes/sha2.js";
import { solveChallenge } from "altcha-lib";

function deriveKey({ algorithm, cost, keyLength }, salt, password) {
  if (algorithm !== "SHA-256") throw new Error("unknown work");
  let derivedKey = new Uint8Array([...salt, ...password]);
  for (let round = 0; round < cost; round += 1) derivedKey = sha256(derivedKey);
  return { derivedKey: derivedKey.slice(0, keyLength) };
}

// The header that shows a challenge of GET /api/work/<id> as done. No time limit: a heavy load may ask for minutes.
export async function prove(challenge) {
  const { counter, derivedKey } = await solveChallenge({ challenge, deriveKey, timeout: 0 });
  return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
}
