// What the form's and the mailbox's pages know, without a page. Run by tests/unit/test_client_vectors.py.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createState, forget, sealOnce } from "../../collector/web/client/form-state.js";
import { createMailbox, forgetMailbox, leftOut } from "../../collector/web/client/mailbox-state.js";
import { heard } from "../../collector/web/client/worker-client.js";

const SPEC = {
  id: "laporan",
  version: 1,
  title: "Uji",
  home: "/",
  zone: { name: "WIB", ahead: 7 },
  first: "danger",
  rest: 1,
  largest: 64,
  holders: ["petugas 1"],
  routing: null,
  voices: null,
  urgency: null,
};
const KEYS = { mailbox: "0", secret: "1", secretHash: "2", identity: "3", recipient: "4" };

/** @param {string} id */
const envelope = (id) => ({ id, body: new Uint8Array(8), headers: {} });

/** @param {import("../../collector/web/client/types.js").Enclosed} [enclosed] */
const state = (enclosed) => createState(SPEC, ["danger", "story", "review", "sending"], enclosed);

/** @param {string[] | null} names */
const answer = (names) => ({ status: null, text: "", leftOut: names, hour: 1 });

test("a form is reviewed before it is sent, and a reply's only page is its last", () => {
  assert.deepEqual([state().review, state().last, state().sending, state().talk], [2, 2, 3, false]);
  const reply = createState(SPEC, ["story", "sending"]);
  assert.deepEqual([reply.review, reply.last, reply.sending, reply.talk], [undefined, 0, 1, true]);
});

test("whoever asks twice, at once or later, gets the one envelope", async () => {
  const form = state();
  let sealed = 0;
  const seal = async () => envelope(String((sealed += 1)));
  const [first, second] = await Promise.all([sealOnce(form, seal), sealOnce(form, seal)]);
  assert.equal(first, second);
  assert.equal(await sealOnce(form, seal), first);
  assert.equal(sealed, 1);
});

test("what could not be sealed is sealed anew, and what was let go is another envelope", async () => {
  const form = state();
  await assert.rejects(sealOnce(form, () => Promise.reject(new Error("unready"))));
  const first = await sealOnce(form, async () => envelope("1"));
  forget(form);
  assert.notEqual(await sealOnce(form, async () => envelope("2")), first);
});

test("a page that is left holds no files, no envelope and no keys", async () => {
  let files = [{ name: "lampiran-1.pdf", bytes: new Uint8Array(8) }];
  const form = state({ files: () => files, rows: () => [], forget: () => (files = []) });
  form.mailbox = KEYS;
  await sealOnce(form, async () => envelope("1"));
  forget(form);
  assert.deepEqual([form.mailbox, form.sealing, form.enclosed.files()], [undefined, undefined, []]);
});

test("a mailbox that is deleted or left holds no answer, no key and no proof", () => {
  const mailbox = createMailbox();
  Object.assign(mailbox, {
    keys: KEYS,
    proof: { "Suluh-Work": "x" },
    complete: true,
    good: [answer([])],
    written: [1],
  });
  forgetMailbox(mailbox);
  assert.deepEqual(mailbox, createMailbox());
});

test("whoever any answer leaves out stays left out, and one that cannot tell leaves the choice to the reporter", () => {
  const mailbox = createMailbox();
  const told = (/** @type {boolean} */ complete, /** @type {(string[] | null)[]} */ ...lists) =>
    leftOut(Object.assign(mailbox, { complete, good: lists.map(answer) }));
  assert.deepEqual(told(true, ["a"], ["b", "a"]), ["a", "b"]);
  assert.deepEqual(told(true, []), []);
  assert.equal(told(true, ["a"], null), undefined);
  assert.equal(told(false, ["a"]), undefined);
  assert.equal(told(true), undefined);
});

test("a worker's word reaches the question whose number it has, and no other", () => {
  /** @type {unknown[]} */
  const said = [];
  const asked = (/** @type {string} */ name) => ({
    resolve: (/** @type {unknown} */ result) => void said.push([name, result]),
    reject: (/** @type {Error} */ error) => void said.push([name, error.message]),
    tell: (/** @type {number} */ done, /** @type {number | undefined} */ whole) => void said.push([name, done, whole]),
  });
  const open = new Map([
    [1, asked("first")],
    [2, asked("second")],
  ]);
  heard(open, { id: 7, result: "nobody asked" });
  heard(open, { id: 2, progress: [1, 50] });
  heard(open, { id: 2, result: "sealed" });
  heard(open, { id: 2, result: "again" });
  heard(open, { id: 1, error: "TooLarge" });
  assert.deepEqual(said, [
    ["second", 1, 50],
    ["second", "sealed"],
    ["first", "TooLarge"],
  ]);
  assert.equal(open.size, 0);
});
