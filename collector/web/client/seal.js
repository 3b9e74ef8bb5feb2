// Seals. What leaves this file is sealed, or is one of the marks the form openly names.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { Encrypter } from "age-encryption";
import { formatCode } from "./code.js";
import { pack } from "./envelope.js";
import { derive, newCode, recipientOf } from "./receipt.js";

/** @import { Draft, Envelope, Progress, Row } from "./types.js" */

/** @param {string[]} recipients */
function encrypter(recipients) {
  const sealing = new Encrypter();
  recipients.forEach((recipient) => sealing.addRecipient(recipient));
  return sealing;
}

/**
 * Whether every recipient is a key that can be sealed to: addRecipient checks length and checksum.
 * @param {string[]} recipients
 */
export function sound(recipients) {
  try {
    return recipients.length > 0 && Boolean(encrypter(recipients));
  } catch {
    return false;
  }
}

/**
 * Keys to seal to. In the place of an officer left out (not reading) stands a key whose secret is thrown away here: the
 * number of keys stays what it always is, so that nobody but that officer can learn that somebody was left out.
 * @param {string[]} recipients
 * @param {boolean[]} reading
 */
function everyKey(recipients, reading) {
  if (!reading.some(Boolean)) throw new Error("nobody to seal to");
  const nobody = () => recipientOf(crypto.getRandomValues(new Uint8Array(32)));
  return Promise.all(recipients.map((key, n) => (reading[n] ? key : nobody())));
}

/**
 * What the list of keys goes by, whoever of them is left out: collector/core/envelope.py `recipients_mark`.
 * @param {string[]} keys
 */
const mark = (keys) => bytesToHex(sha256(new TextEncoder().encode(keys.join(" ")))).slice(0, 32);

/**
 * Made once for each envelope, and sent unchanged however often it takes. With the `keys` of a mailbox (receipt.js) it
 * goes into that one, and there is no new code.
 * @param {Draft} draft
 * @param {Progress} [tell]
 * @returns {Promise<Envelope>}
 */
export async function prepare(draft, tell) {
  const { form, version, title, answers, rows, urgency, recipients, reading, largest, files, keys } = draft;
  const sealTo = await everyKey(recipients, reading);
  const code = newCode();
  const { mailbox, secret, secretHash, recipient } = keys ?? (await derive(code, tell));
  const id = bytesToHex(crypto.getRandomValues(new Uint8Array(16)));
  // Its SHA-256 travels outside: whoever shows the token itself has opened the envelope, and may act on it.
  const token = crypto.getRandomValues(new Uint8Array(32));
  const submission = {
    format: "suluh-isian/2",
    envelope: id,
    form,
    form_version: version,
    answers,
    mailbox,
    reply_to: recipient,
    token: bytesToHex(token),
    client_time: `${new Date().toISOString().slice(0, 16)}Z`,
    more: {},
  };
  const packed = await pack(submission, readable(submission, title, rows), largest, files);
  const sealed = await encrypter(sealTo).encrypt(packed);
  const body = /** @type {Uint8Array<ArrayBuffer>} the library shares no memory */ (sealed);
  const digest = btoa(String.fromCharCode(...sha256(body)));
  /** @type {Record<string, string>} */
  const headers = {
    "Repr-Digest": `sha-256=:${digest}:`, // RFC 9530: with every part, so that two envelopes are never mixed into one
    "Content-Type": "application/octet-stream",
    "Suluh-Form": `${form}/${version}`,
    "Suluh-Urgency": urgency,
    "Suluh-Recipients": mark(recipients),
    "Suluh-Token": bytesToHex(sha256(token)),
    "Suluh-Mailbox": mailbox,
    ...(keys ? { "Suluh-Mailbox-Secret": secret } : { "Suluh-Mailbox-Key": secretHash }),
  };
  return { code: keys ? undefined : formatCode(code), id, body, headers };
}

/**
 * isian.txt, the same text as collector/forms/schema.py `readable`.
 * @param {{form: string, form_version: number}} submission
 * @param {string} title
 * @param {Row[]} rows
 */
export function readable({ form, form_version }, title, rows) {
  const blocks = rows.map(([question, lines]) => [question, ...lines.map((line) => `  ${line}`)].join("\n"));
  return `${[`${title} (${form}/${form_version})`, ...blocks].join("\n\n")}\n`;
}
