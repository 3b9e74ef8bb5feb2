// What of the mailbox's page is shown: one stage at a time, and in the box every answer as text.
import { all, by, find, make } from "./dom.js";
import { formElement } from "./form-seal.js";

/** @import { MailboxState, Zone } from "./types.js" */

const STAGES = ["enter", "entry", "opening", "box", "gone"];
const HOUR_MS = 3600000;

/**
 * One stage of the page at a time; the numbers to call stay, below it.
 * @param {HTMLElement} first
 * @param {HTMLElement} [last]
 */
export function stage(first, last = first) {
  for (const part of STAGES.map(by)) part.hidden = part !== first && part !== last;
  formElement().hidden = true;
  last.after(by("numbers"));
  by("numbers").hidden = false;
  scrollTo(0, 0);
  find(first, "h1").focus({ preventScroll: true });
}

export const thisHour = () => Math.floor(Date.now() / HOUR_MS);

/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/**
 * The hour of the district, whatever this phone is set to; the server knows no minute.
 * @param {number} hour since 1970
 * @param {Zone} zone
 */
function hourInWords(hour, zone) {
  const then = new Date((hour + zone.ahead) * HOUR_MS);
  return `${two(then.getUTCDate())}-${two(then.getUTCMonth() + 1)}-${then.getUTCFullYear()}, sekitar jam ${two(then.getUTCHours())} ${zone.name}`;
}

/** @param {string | null} status */
const meaning = (status) => all(by("statuses"), "dd").find(({ dataset }) => dataset.status === status);

/**
 * The newest answer stands alone, with the reply under it; below, the newest first, whatever came and went before.
 * @param {MailboxState} state
 * @param {Zone} zone
 */
export function showBox({ good, written }, zone) {
  const status = good.map((answer) => meaning(answer.status)).find(Boolean);
  by("status").hidden = !status;
  if (status) {
    find(by("status"), "b").textContent = `${status.dataset.title}.`;
    find(by("status"), "span").textContent = status.textContent;
  }
  const answers = good.map(({ hour, text, status: id }) => {
    const said = text.trim() || meaning(id)?.textContent || "";
    return { hour, shown: [make("dt", `Jawaban, ${hourInWords(hour, zone)}`), make("dd", said)] };
  });
  const letters = written.map((hour) => ({
    hour,
    shown: [
      make("dt", `Kiriman, ${hourInWords(hour, zone)}`),
      make("dd", "Isinya tidak ditampilkan di sini.", { className: "hint" }),
    ],
  }));
  const [newest, ...older] = answers;
  by("newest").replaceChildren(...(newest?.shown ?? []));
  by("none").hidden = Boolean(newest) || !by("spoilt").hidden;
  const before = [...older, ...letters].sort((a, b) => b.hour - a.hour);
  by("earlier").hidden = !before.length;
  by("letters").replaceChildren(...before.flatMap(({ shown }) => shown));
}

/** Takes every answer off the page. */
export function clearBox() {
  for (const id of ["newest", "letters"]) by(id).replaceChildren();
  by("status").hidden = true;
}
