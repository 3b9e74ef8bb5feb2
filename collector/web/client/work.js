// The work that an envelope, or a look into a mailbox, costs: collector/web/work.py says why. An ALTCHA v2 challenge is
// solved by counting up; altcha-lib would do it too, and weighs a kilobyte on a 3G line.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

// The header that shows a challenge of GET /api/work/<id> as done. No time limit: a heavy load may ask for minutes. The hash
// is noble's, because each call of WebCrypto waits longer than it hashes.
export function prove(challenge) {
  const { algorithm, cost, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  if (algorithm !== "SHA-256") throw new Error("unknown work");
  const given = new Uint8Array([...hexToBytes(salt + nonce), 0, 0, 0, 0]);
  const counted = new DataView(given.buffer, given.length - 4);
  for (let counter = 0; ; counter += 1) {
    counted.setUint32(0, counter);
    let key = given;
    for (let round = 0; round < cost; round += 1) key = sha256(key);
    const derivedKey = bytesToHex(key.slice(0, keyLength));
    if (derivedKey.startsWith(keyPrefix)) return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
  }
}
