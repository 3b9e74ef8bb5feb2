// The way back: the code opens the mailbox here, in this browser. It is never sent, never stored and never in an address;
// what it grows into is forgotten with the page.
import { ask, stop } from "./worker-client.js";
import { bare, GROUP, judge, spread } from "./code.js";
import { work } from "./delivery.js";
import { start } from "./form.js";
import { call, persist, Refused } from "./line.js";
import { voice } from "./sending.js";

const by = (id) => document.getElementById(id);
const entry = by("entry");
const groups = [...entry.querySelectorAll("[data-group]")];
const STAGES = ["enter", "entry", "opening", "box", "gone"].map(by);
const MAILBOXES = "/api/mailboxes/";
const LARGEST = 128 * 1024; // bytes of a sealed answer; the server takes no larger one
const MOST = 200; // answers; the count is the server's word
const HOUR_MS = 3600000;
const WIB_MS = 7 * HOUR_MS;
const FAULTS = {
  short: (n) => `Kelompok ${n} belum empat angka.`,
  long: (n) => `Kelompok ${n} lebih dari empat angka.`,
  letters: (n) => `Di kelompok ${n} ada yang bukan angka.`,
  slip: () => "Ada angka yang salah ketik. Cocokkan dengan catatan, mulai dari kelompok 1 sampai kelompok 5.",
};
const UNDER_WAY = ["deriving", "reading", "deleting", "proving", "waiting", "offline", "busy"];

const { tell: say, nudges } = voice(by("opening"));
const form = by("form");
const holders = JSON.parse(form.dataset.holders); // the public names of those who may read a reply
let keys;
let complete = false; // whether every answer that the server lists did open
let good = []; // the answers that opened, newest first: {hour, status, text, leftOut}
let written = []; // the hours in which the reporter's own letters came

function tell(state, words) {
  say(state, words);
  by("reenter").hidden = UNDER_WAY.includes(state);
}

// One stage of the page at a time; the numbers to call stay, below it.
function stage(...shown) {
  for (const part of STAGES) part.hidden = !shown.includes(part);
  form.hidden = true;
  shown[shown.length - 1].after(by("numbers"));
  by("numbers").hidden = false;
  scrollTo(0, 0);
  shown[0].querySelector("h1").focus({ preventScroll: true });
}

// --- the code -------------------------------------------------------------------------------------------------

function complain(fault, group) {
  // A slip may be in any of them.
  groups.forEach((input, n) => input.setAttribute("aria-invalid", fault === "slip" || (Boolean(fault) && n === group)));
  by("entry-says").hidden = !fault;
  by("entry-says").textContent = fault ? FAULTS[fault](group + 1) : "";
}

function typed({ target, inputType }) {
  const from = groups.indexOf(target);
  const values = spread(
    groups.map(({ value }) => value),
    from,
  );
  values.forEach((value, n) => {
    if (groups[n].value !== value) groups[n].value = value;
  });
  const full = values.map((value) => bare(value).length >= GROUP);
  const { fault, group } = judge(values);
  complain(full.every(Boolean) ? fault : undefined, group);
  // On to the first group that is not full, once this one is; never while something is being taken out.
  const next = full.indexOf(false, from);
  if (full[from] && !inputType?.startsWith("delete")) groups[next < 0 ? groups.length - 1 : next].focus();
}

async function enter(event) {
  event.preventDefault();
  const { code, fault, group } = judge(groups.map(({ value }) => value));
  complain(fault, group);
  if (fault) return groups[group].focus();
  stage(by("opening"));
  tell("deriving", { part: 0 });
  try {
    keys = await ask("derive", code, (done, all) => tell("deriving", { part: done / all }));
  } catch ({ message }) {
    return tell(message === "unready" ? message : "unable");
  }
  entry.reset();
  return read();
}

// --- reading --------------------------------------------------------------------------------------------------

let proof; // of the work for this mailbox; the server takes it for each answer too, as long as it is good
const secret = () => ({ "Suluh-Mailbox-Secret": keys.secret });

// One look into the mailbox; each costs its own work.
const look = (method, state) =>
  persist(
    async () => {
      proof = await work(keys.mailbox, tell);
      tell(state);
      return call(MAILBOXES + keys.mailbox, { method, headers: { ...secret(), ...proof } });
    },
    { tell, nudges },
  );

const whole = (n) => Number.isSafeInteger(n) && n >= 0;

async function read() {
  try {
    const { answers, letters } = await look("GET", "reading");
    // The newest first, as the server lists them: many old ones must not keep the last one from being read.
    const listed = answers.filter(({ id, hour }) => /^[0-9a-f]{32}$/.test(id) && whole(hour)).slice(0, MOST);
    const found = [];
    for (const one of listed) found.push({ ...one, ...(await opened(one.id)) });
    good = found.filter(({ spoilt }) => !spoilt);
    complete = good.length === answers.length;
    written = letters.filter(whole);
    by("spoilt").hidden = good.length === found.length;
    stage(by("box"));
    show();
    reply();
  } catch (error) {
    refuse(error);
  }
}

// {status, text}, or {spoilt} where it does not open or is not an answer of this mailbox.
async function opened(id) {
  const sealed = await persist(
    async () => {
      proof ??= await work(keys.mailbox, tell);
      try {
        return await call(`${MAILBOXES}${keys.mailbox}/answers/${id}`, { headers: { ...secret(), ...proof } });
      } catch (error) {
        proof = undefined;
        throw error;
      }
    },
    { tell, nudges },
  );
  try {
    if (!(sealed instanceof Uint8Array) || sealed.length > LARGEST) return { spoilt: true };
    return await ask("open", { identity: keys.identity, mailbox: keys.mailbox, id, sealed });
  } catch {
    return { spoilt: true };
  }
}

function refuse(error) {
  keys = undefined;
  if (!(error instanceof Refused)) {
    return tell("refused", { detail: "Server menjawab dengan bentuk yang tidak dikenal." });
  }
  return error.code === "mailbox" ? tell("unknown") : tell("refused", { detail: error.message });
}

const two = (n) => String(n).padStart(2, "0");

// The hour of the district, whatever this phone is set to; the server knows no minute.
function hourInWords(hour) {
  const then = new Date(hour * HOUR_MS + WIB_MS);
  return `${two(then.getUTCDate())}-${two(then.getUTCMonth() + 1)}-${then.getUTCFullYear()}, sekitar jam ${two(then.getUTCHours())} WIB`;
}

const meaning = (status) => [...by("statuses").querySelectorAll("dd")].find(({ dataset }) => dataset.status === status);

// The newest answer stands alone, with the reply under it; below, the newest first, whatever came and went before.
function show() {
  const status = good.map((one) => meaning(one.status)).find(Boolean);
  by("status").hidden = !status;
  if (status) {
    by("status").querySelector("b").textContent = `${status.dataset.title}.`;
    by("status").querySelector("span").textContent = status.textContent;
  }
  const answers = good.map(({ hour, text, status: id }) => {
    const said = text.trim() || meaning(id)?.textContent || "";
    return { hour, shown: [element("dt", `Jawaban, ${hourInWords(hour)}`), element("dd", said)] };
  });
  const letters = written.map((hour) => ({
    hour,
    shown: [element("dt", `Kiriman, ${hourInWords(hour)}`), element("dd", "Isinya tidak ditampilkan di sini.", "hint")],
  }));
  const [newest, ...older] = answers;
  by("newest").replaceChildren(...(newest?.shown ?? []));
  by("none").hidden = Boolean(newest) || !by("spoilt").hidden;
  const before = [...older, ...letters].sort((one, other) => other.hour - one.hour);
  by("earlier").hidden = !before.length;
  by("letters").replaceChildren(...before.flatMap((one) => one.shown));
}

const element = (tag, textContent, className = "") =>
  Object.assign(document.createElement(tag), { textContent, className });

// --- writing again, deleting, leaving -------------------------------------------------------------------------

// The names left out before, or undefined where that must be asked. All answers together say it: the server picks the
// order in which they come, and could hide the last change behind an old one, or spoil the answer that holds it.
function leftOut() {
  const lists = good.map((one) => one.leftOut);
  return complete && lists.length && !lists.includes(null) ? [...new Set(lists.flat())] : undefined;
}

// Opens the reply under the newest answer. Whoever was left out before is left out again, and the reporter sees it.
function reply() {
  if (!("takes" in by("write").dataset)) return; // nobody to seal to: it can be read all the same
  const names = leftOut();
  // Somebody who was left out goes by another name now, or holds no key: the reporter looks at the list again.
  const gone = names?.some((name) => !holders.includes(name));
  by("renamed").hidden = !gone;
  by("renamed").querySelector("span").textContent = gone ? names.join(", ") : "";
  const officers = gone ? { concerns: "petugas" } : { concerns: "petugas", not_for: names };
  by("done").hidden = by("write").hidden = true;
  by("newest").after(by("renamed"), form);
  start({ mailbox: keys, filled: names ? (names.length ? officers : { concerns: "tidak" }) : {}, sent });
}

function sent() {
  written.unshift(Math.floor(Date.now() / HOUR_MS));
  show();
  by("done").hidden = by("write").hidden = false;
  by("done").querySelector("h2").focus();
}

function sure(asked) {
  by("sure").hidden = !asked;
  (asked ? by("sure") : by("ask-delete")).focus();
}

async function remove() {
  stage(by("opening"));
  try {
    await look("DELETE", "deleting");
  } catch (error) {
    // Not there any more: an earlier try went through, and its answer was lost on the way.
    if (error.code !== "mailbox") return refuse(error);
  }
  forget();
  return stage(by("gone"));
}

function forget() {
  keys = undefined;
  entry.reset();
  complain();
  form.reset();
  for (const id of ["newest", "letters"]) by(id).replaceChildren();
  by("status").hidden = true;
  [good, written] = [[], []];
  stop();
}

const leave = () => location.replace("/");

// Shows the fields of the code, where this browser can open anything.
export function begin() {
  if (!isSecureContext || !self.crypto?.subtle || !self.Worker) return;
  entry.addEventListener("input", typed);
  entry.addEventListener("submit", enter);
  by("reenter").onclick = () => {
    stage(by("enter"), entry);
    groups[0].focus();
  };
  by("write").onclick = () => {
    reply();
    form.querySelector("textarea").focus();
  };
  by("ask-delete").onclick = () => sure(true);
  by("keep").onclick = () => sure(false);
  by("delete").onclick = remove;
  by("leave").onclick = by("leave-gone").onclick = leave;
  addEventListener("pagehide", forget);
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  entry.reset(); // what a browser kept from before a reload
  by("closed").hidden = true;
  entry.after(by("numbers")); // who comes to read is met by the fields of the code
  entry.hidden = false;
}
