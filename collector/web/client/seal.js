// Arrives after the form is usable: everything that needs the cryptography. What leaves this file is sealed,
// or is one of the marks the form openly names.
import { hex } from "@scure/base";
import { Encrypter } from "age-encryption";
import { pack } from "./envelope.js";
import { derive, formatCode, newCode, recipientOf } from "./receipt.js";

function encrypter(recipients) {
  const sealing = new Encrypter();
  recipients.forEach((recipient) => sealing.addRecipient(recipient));
  return sealing;
}

// Whether every recipient is a key that can be sealed to: addRecipient checks length and checksum.
export function sound(recipients) {
  try {
    return recipients.length > 0 && Boolean(encrypter(recipients));
  } catch {
    return false;
  }
}

// Keys to seal to. In the place of an officer left out (null) stands a key whose secret is thrown away here: the number
// of keys stays what it always is, so that nobody but that officer can learn that somebody was left out.
function everyKey(recipients) {
  if (!recipients.some(Boolean)) throw new Error("nobody to seal to");
  return Promise.all(recipients.map((key) => key ?? recipientOf(crypto.getRandomValues(new Uint8Array(32)))));
}

// Returns {code, id, body, headers}: made once for each envelope, and sent unchanged however often it takes.
export async function prepare({ form, version, title, answers, rows, urgency, recipients, largest }) {
  const keys = await everyKey(recipients);
  const code = newCode();
  const { mailbox, secretHash, recipient } = await derive(code);
  const id = hex.encode(crypto.getRandomValues(new Uint8Array(16)));
  const submission = {
    format: "suluh-isian/1", envelope: id, form, form_version: version, answers, mailbox, reply_to: recipient,
    client_time: `${new Date().toISOString().slice(0, 16)}Z`,
  };
  const body = await encrypter(keys).encrypt(await pack(submission, readable(submission, title, rows), largest));
  const headers = {
    "Content-Type": "application/octet-stream", "Suluh-Form": `${form}/${version}`, "Suluh-Urgency": urgency,
    "Suluh-Mailbox": mailbox, "Suluh-Mailbox-Key": secretHash,
  };
  return { code: formatCode(code), id, body, headers };
}

// isian.txt, the same text as collector/forms/schema.py `readable`.
export function readable({ form, form_version }, title, rows) {
  const blocks = rows.map(([question, lines]) => [question, ...lines.map((line) => `  ${line}`)].join("\n"));
  return `${[`${title} (${form}/${form_version})`, ...blocks].join("\n\n")}\n`;
}
