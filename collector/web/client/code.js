// The 20 digits as people type them. Pure, and without the cryptography, so that a slip is told at once and offline.
// tests/reporter/receipt.py reads the same; tests/vectors/check_digits.json holds both to it.
export const GROUPS = 5;
export const GROUP = 4;
const LENGTH = GROUPS * GROUP;
// What people and phones put between groups: phones turn a typed "-" into a longer dash.
const SEPARATORS = /[\s.\-‐‑‒–—]+/g;

/**
 * ISO 7064 MOD 11,10: finds every single wrong digit and nearly every swap of neighbours.
 * @param {string} digits
 */
export function checkDigit(digits) {
  let sum = 5;
  for (const digit of digits) sum = ((((sum || 10) * 2) % 11) + Number(digit)) % 10;
  return String((11 - (((sum || 10) * 2) % 11)) % 10);
}

/** @param {string} code */
export const formatCode = (code) => (code.match(/.{4}/g) ?? []).join(" ");

/** @param {string} text */
export const bare = (text) => text.replace(SEPARATORS, "");

/** @typedef {"short" | "long" | "letters" | "slip"} Fault */

/**
 * The code, or what is wrong with it and which group (from 0) to look at. A wrong check digit says that a digit is wrong,
 * never which.
 * @param {string[]} groups
 * @returns {{code: string, fault?: undefined, group?: undefined} | {code?: undefined, fault: Fault, group: number}}
 */
export function judge(groups) {
  const typed = groups.map(bare);
  const group = typed.findIndex((digits) => !/^[0-9]{4}$/.test(digits));
  const part = typed[group];
  if (part !== undefined) {
    return { group, fault: /[^0-9]/.test(part) ? "letters" : part.length > GROUP ? "long" : "short" };
  }
  const code = typed.join("");
  return checkDigit(code.slice(0, LENGTH - 1)) === code[LENGTH - 1] ? { code } : { group: 0, fault: "slip" };
}

/**
 * Where more than one group was typed or pasted into one field: the groups from there on. What is too much stays in the
 * last one, where it can be seen; and one digit too many overwrites no other group.
 * @param {string[]} groups
 * @param {number} from
 */
export function spread(groups, from) {
  const text = bare(groups[from] ?? "");
  if (text.length <= GROUP || (text.length === GROUP + 1 && groups[from + 1])) return groups;
  return groups.map((group, n) => {
    const start = (n - from) * GROUP;
    if (start < 0 || start >= text.length) return group;
    return text.slice(start, n === GROUPS - 1 ? undefined : start + GROUP);
  });
}
