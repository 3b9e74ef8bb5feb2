// The five fields of the code: each slip is told at once, and what is pasted goes on into the next ones.
import { all, by } from "./dom.js";
import { bare, GROUP, judge, spread } from "./code.js";

/** @import { Fault } from "./code.js" */

/** @type {Record<Fault, (n: number) => string>} */
const FAULTS = {
  short: (n) => `Kelompok ${n} belum empat angka.`,
  long: (n) => `Kelompok ${n} lebih dari empat angka.`,
  letters: (n) => `Di kelompok ${n} ada yang bukan angka.`,
  slip: () => "Ada angka yang salah ketik. Cocokkan dengan catatan, mulai dari kelompok 1 sampai kelompok 5.",
};

/** @returns {HTMLInputElement[]} */
const inputs = () => all(by("entry"), "[data-group]").filter((input) => input instanceof HTMLInputElement);

/**
 * @param {Fault} [fault] nothing is wrong without one
 * @param {number} [group]
 */
export function complain(fault, group = 0) {
  // A slip may be in any of them.
  inputs().forEach((input, n) =>
    input.setAttribute("aria-invalid", String(fault === "slip" || (!!fault && n === group))),
  );
  by("entry-says").hidden = !fault;
  by("entry-says").textContent = fault ? FAULTS[fault](group + 1) : "";
}

export const focusGroup = (n = 0) => inputs()[n]?.focus();

/** @param {Event} event of one of the fields */
export function typed(event) {
  const groups = inputs();
  const from = groups.findIndex((input) => input === event.target);
  const values = spread(
    groups.map(({ value }) => value),
    from,
  );
  groups.forEach((input, n) => {
    const value = values[n] ?? "";
    if (input.value !== value) input.value = value;
  });
  const full = values.map((value) => bare(value).length >= GROUP);
  const { fault, group } = judge(values);
  complain(full.every(Boolean) ? fault : undefined, group);
  // On to the first group that is not full, once this one is; never while something is being taken out.
  const next = full.indexOf(false, from);
  const removing = event instanceof InputEvent && event.inputType.startsWith("delete");
  if (full[from] && !removing) focusGroup(next < 0 ? groups.length - 1 : next);
}

/** The code as it stands in the fields, or undefined: what is wrong was said, and its group has the focus. */
export function enteredCode() {
  const { code, fault, group } = judge(inputs().map(({ value }) => value));
  complain(fault, group);
  if (fault) focusGroup(group);
  return code;
}
