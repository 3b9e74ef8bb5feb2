// The browser's receipt, envelope and seal against the vectors that Python reads too. Run by tests/unit/test_client_vectors.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { addressOf, listening } from "./server.mjs";
import { bucketFor, pack, TooLarge } from "../../collector/web/client/envelope.js";
import { checkDigit, formatCode, judge, spread } from "../../collector/web/client/code.js";
import { call } from "../../collector/web/client/line.js";
import { derive, newCode } from "../../collector/web/client/receipt.js";
import { readers, urgency } from "../../collector/web/client/routing.js";
import { prepare, sound } from "../../collector/web/client/seal.js";

/** @param {string} name */
const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const codes = read("check_digits.json");
const receipts = read("receipt.json").cases;
const lengths = read("sealed_lengths.json").cases;
const routes = read("routing.json");
const KIB = 1024;

test("the check digit of every shared code is the written one", () => {
  for (const { digits, code } of codes.valid) {
    assert.equal(checkDigit(digits.slice(0, 19)), digits[19]);
    assert.equal(formatCode(digits), code);
  }
});

// As a person pastes it: all of it into the first of the five fields.
/** @param {string} typed */
const pasted = (typed) => judge(spread([typed, "", "", "", ""], 0));

test("a code is read, and a slip found, as Python does", () => {
  for (const { typed, digits } of codes.valid) assert.deepEqual(pasted(typed), { code: digits });
  for (const typed of codes.wrong_check_digit) assert.equal(pasted(typed).fault, "slip");
  for (const typed of codes.not_a_code) assert.match(String(pasted(typed).fault), /short|long|letters/);
});

test("the group to look at is named, and more than one group in a field goes on into the next ones", () => {
  assert.deepEqual(judge(["4827", "109", "5561", "0274", "9311"]), { group: 1, fault: "short" });
  assert.deepEqual(judge(["4827", "1093", "5561", "O274", "9311"]), { group: 3, fault: "letters" });
  assert.deepEqual(judge(["4827", "1093", "5561", "0274", "93110"]), { group: 4, fault: "long" });
  assert.deepEqual(spread(["1", "2", "5561 0274-9311", "x", "y"], 2), ["1", "2", "5561", "0274", "9311"]);
  assert.deepEqual(spread(["1", "2", "3", "4", "5"], 2), ["1", "2", "3", "4", "5"]);
  assert.deepEqual(spread(["48277", "1093", "", "", ""], 0), ["48277", "1093", "", "", ""]);
});

test("a new code has twenty digits, its check digit, and every digit in every place", () => {
  const drawn = Array.from({ length: 400 }, newCode);
  for (const code of drawn) {
    assert.match(code, /^[0-9]{20}$/);
    assert.equal(checkDigit(code.slice(0, 19)), code[19]);
  }
  for (let place = 0; place < 20; place += 1) assert.equal(new Set(drawn.map((code) => code[place])).size, 10);
});

test("a code derives the written mailbox, secret hash and recipient", async () => {
  for (const { code, secret_hash: secretHash, ...rest } of receipts) {
    assert.deepEqual(await derive(code.replaceAll(" ", "")), { ...rest, secretHash });
  }
});

test("a ZIP is exactly the smallest bucket that holds it", async () => {
  const bare = 8 * KIB - (await overhead());
  /** @type {[text: number, bucket: number][]} */
  const cases = [
    [0, 8],
    [bare, 8],
    [bare + 1, 16],
    [8 * KIB, 16],
    [40 * KIB, 64],
  ];
  for (const [text, bucket] of cases) {
    assert.equal((await pack({}, "x".repeat(text), 64)).length, bucket * KIB);
  }
});

test("the padding is random, so that nothing which compresses tells a short story from a long one", async () => {
  const tail = async () => (await pack({}, "", 64)).subarray(4 * KIB, 6 * KIB);
  const [one, other] = [await tail(), await tail()];
  assert.ok(new Set(one).size > 200); // 2,048 random bytes miss 56 values of 256 less than once in 10^100
  assert.notDeepEqual(one, other);
});

test("an answer that leads to another server is not followed, and what is sent does not go there", async () => {
  /** @type {number[]} */
  const seen = [];
  const servers = [0, 1].map((n) =>
    createServer((request, response) => {
      seen.push(n);
      response.writeHead(n ? 200 : 307, { "Content-Type": "application/json", Location: address(1) });
      response.end("{}");
    }),
  );
  /** @param {number} n */
  const address = (n) => addressOf(servers[n]);
  await Promise.all(servers.map(listening));
  const followed = await call(address(0), { method: "PUT", body: "x" }).then(
    () => true,
    () => false,
  );
  servers.forEach((server) => (server.closeAllConnections(), server.close()));
  assert.equal(followed, false);
  assert.deepEqual(seen, [0]);
});

test("what outgrows the form's largest bucket is refused, not cut", async () => {
  await assert.rejects(pack({}, "x".repeat(64 * KIB), 64), { name: "TooLarge" }); // as worker-server.js tells the page
  assert.throws(() => bucketFor(8 * KIB + 1, 8 * KIB), TooLarge);
});

test("an envelope has the written length for every number of recipients", async () => {
  for (const { recipients, length } of lengths.filter(
    (/** @type {{bucket: number}} */ { bucket }) => bucket === 8 * KIB,
  )) {
    const keys = Array.from({ length: recipients }, (_, n) => receipts[n % receipts.length].recipient);
    const { body, headers, id } = await prepare(submission(keys));
    assert.equal(body.length, length);
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.equal(headers["Suluh-Form"], "laporan/1");
  }
});

test("an envelope has the same length whoever is left out, and is for nobody only where nobody is left", async () => {
  const { recipient } = receipts[0];
  const made = await Promise.all(
    [
      [true, true],
      [false, true],
      [true, false],
    ].map((reading) => prepare(submission([recipient, recipient], reading))),
  );
  assert.equal(new Set(made.map(({ body }) => body.length)).size, 1);
  assert.equal(new Set(made.map(({ headers }) => headers["Suluh-Recipients"])).size, 1);
  await assert.rejects(prepare(submission([recipient, recipient], [false, false])));
});

test("the written key holders read what a reporter's answers allow", () => {
  for (const { note, answers, readers: written } of routes.cases) {
    assert.deepEqual(readers(routes.routing, answers, routes.holders), written, note);
  }
  assert.deepEqual(readers(null, { concerns: "office" }, routes.holders), routes.holders);
});

test("an answer asks for the first level that it stands in, and for none otherwise", () => {
  const levels = { immediate: ["now"], soon: ["now", "week"] };
  assert.equal(urgency(levels, "now"), "immediate");
  assert.equal(urgency(levels, ["other", "week"]), "soon");
  assert.equal(urgency(levels, "no"), "normal");
  assert.equal(urgency(levels), "normal");
});

test("a key that is none, or is of another kind, is not sound", () => {
  const { recipient } = receipts[0];
  const slip = recipient.slice(0, -1) + (recipient.endsWith("q") ? "p" : "q");
  assert.equal(sound([recipient]), true);
  for (const keys of [[], [""], [slip], [recipient, slip]]) assert.equal(sound(keys), false);
});

// Bytes of the ZIP beside the text itself: bisected, so that the test does not repeat the code's arithmetic.
async function overhead() {
  let [fits, grows] = [0, 8 * KIB];
  while (grows - fits > 1) {
    const middle = Math.floor((fits + grows) / 2);
    if ((await pack({}, "x".repeat(middle), 64)).length === 8 * KIB) fits = middle;
    else grows = middle;
  }
  return 8 * KIB - fits;
}

/**
 * @param {string[]} recipients
 * @returns {import("../../collector/web/client/types.js").Draft}
 */
function submission(recipients, reading = recipients.map(() => true)) {
  return {
    form: "laporan",
    version: 1,
    title: "Uji",
    answers: {},
    rows: [],
    urgency: "normal",
    recipients,
    reading,
    largest: 64,
  };
}
