// What an envelope's answers decide: whom it is sealed to, and how urgent it is. collector/forms/routing.py does the same;
// tests/vectors/routing.json holds both to it.

/** @import { Answers, Routing } from "./types.js" */

/**
 * The officers who may read; an empty list means that nothing may be sealed or sent.
 * @param {Routing | null} routing
 * @param {Answers} answers
 * @param {string[]} holders public names, in the order of their keys
 * @returns {string[]}
 */
export function readers(routing, answers, holders) {
  if (!routing) return holders;
  /** @param {string} field */
  const picked = (field) => [answers[field] ?? []].flat();
  const outside = Object.entries(routing.outside).some(([field, ids]) => picked(field).some((id) => ids.includes(id)));
  return outside ? [] : holders.filter((holder) => !picked(routing.leave_out).includes(holder));
}

/**
 * The first level, in the form's order, that an answer asks for.
 * @param {Record<string, string[]>} levels which options ask for which level
 * @param {string | string[]} [answer] to the question that decides
 */
export function urgency(levels, answer = []) {
  const asked = [answer].flat();
  return Object.entries(levels).find(([, ids]) => asked.some((id) => ids.includes(id)))?.[0] ?? "normal";
}
