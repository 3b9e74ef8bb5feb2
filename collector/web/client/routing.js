// Whom an envelope is sealed to, by its answers. collector/forms/routing.py does the same; tests/vectors/routing.json
// holds both to it. An empty list means that nothing may be sealed or sent.
export function readers(routing, answers, holders) {
  if (!routing) return holders;
  const picked = (field) => [answers[field] ?? []].flat();
  const outside = Object.entries(routing.outside).some(([field, ids]) => picked(field).some((id) => ids.includes(id)));
  return outside ? [] : holders.filter((holder) => !picked(routing.leave_out).includes(holder));
}
