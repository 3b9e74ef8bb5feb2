// Sending, against a real HTTP server that plays out one line of mishaps after another. Run by
// tests/unit/test_client_vectors.py.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { addressOf, listening } from "./server.mjs";
import { deliver } from "../../collector/web/client/delivery.js";
import { Refused } from "../../collector/web/client/line.js";
import { prove } from "../../collector/web/client/work.js";

const ID = "0123456789abcdef".repeat(2);
const KIB = 1024;
const online = new EventTarget(); // a browser's window, as far as line.js listens to it
globalThis.addEventListener ??= online.addEventListener.bind(online);
globalThis.navigator ??= /** @type {Navigator} older Nodes have none; line.js asks this alone */ ({ onLine: true });
globalThis.removeEventListener ??= online.removeEventListener.bind(online);

/** @typedef {{status: number, headers?: Record<string, string>, body: unknown}} Mishap an answer of the server */

/**
 * @param {number} status
 * @param {string} code
 * @param {Record<string, string>} headers
 */
const problem = (status, code, headers = {}) => ({ status, headers, body: { code, detail: code } });
/** @param {number} received */
const part = (received) => ({ status: 202, body: { id: ID, received } });
const stored = { status: 201, body: { id: ID, state: "stored" } };

/**
 * Sends so many KiB; `script` answers each request in turn. Returns the ranges asked, the states told and the work done.
 * @param {number} kib
 * @param {Mishap[]} script
 */
async function sendAll(kib, ...script) {
  /** @type {(string | undefined)[]} */
  const ranges = [];
  const server = createServer(async (request, response) => {
    ranges.push(request.headers["content-range"]);
    for await (const chunk of request) void chunk;
    const next = script.shift();
    if (!next) return request.socket.destroy();
    response.writeHead(next.status, { "Content-Type": "application/json", ...next.headers });
    response.end(typeof next.body === "string" ? next.body : JSON.stringify(next.body));
  });
  await listening(server);
  /** @type {[state: string, seconds: number | undefined][]} */
  const states = [];
  const nudges = new EventTarget();
  let works = 0;
  /** @type {import("../../collector/web/client/types.js").Tell} */
  const tell = (state, words) => {
    states.push([state, words?.seconds]);
    if (["waiting", "busy"].includes(state)) setImmediate(() => nudges.dispatchEvent(new Event("now")));
  };
  const proven = async () => ({ "Suluh-Work": String((works += 1)) });
  const envelope = { id: ID, body: new Uint8Array(kib * KIB), headers: {} };
  try {
    await deliver(addressOf(server), envelope, { tell, nudges, prove: proven });
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return { ranges, states: states.map(([state]) => state), seconds: states.map(([, seconds]) => seconds), works };
}

/**
 * 20 KiB on a line that has broken once already, so that it goes in parts; tells what comes after that.
 * @param {Mishap[]} script
 */
async function send(...script) {
  const { works, ranges, states, seconds } = await sendAll(20, problem(400, "cut"), part(0), ...script);
  return { works, ranges: ranges.slice(2), states: states.slice(2), seconds: seconds.slice(2) };
}

const FIRST = "bytes 0-8191/20480";
const ASK = "bytes */20480";

test("parts go in order, and each acknowledgement says where to go on", async () => {
  const { ranges, works } = await send(part(8192), part(16384), stored);
  assert.deepEqual(ranges, [FIRST, "bytes 8192-16383/20480", "bytes 16384-20479/20480"]);
  assert.equal(works, 1);
});

test("a server that has forgotten what came before is asked, and gets it all again", async () => {
  const { ranges, works } = await send(part(8192), part(0), part(0), part(8192), part(16384), stored);
  const SECOND = "bytes 8192-16383/20480";
  assert.deepEqual(ranges, [FIRST, SECOND, ASK, FIRST, SECOND, "bytes 16384-20479/20480"]);
  assert.equal(works, 1);
});

test("after a break the server is asked, and its word counts, also when it has less than before", async () => {
  const { ranges, works } = await send(part(8192), problem(400, "cut"), part(0), part(5000), stored);
  assert.deepEqual(ranges, [FIRST, "bytes 8192-16383/20480", ASK, FIRST, "bytes 5000-13191/20480"]);
  assert.equal(works, 1);
});

test("an envelope that is there already is enough", async () => {
  await send(problem(500, "fault"), { status: 200, body: { id: ID, state: "known" } });
});

test("work that has grown old is done anew", async () => {
  const { works } = await send(problem(428, "work"), part(8192), part(16384), stored);
  assert.equal(works, 2);
});

test("a server that asks for time gets it", async () => {
  const { states, seconds } = await send(
    problem(503, "full", { "Retry-After": "97" }),
    part(0),
    part(8192),
    part(16384),
    stored,
  );
  assert.ok(states.includes("busy"));
  assert.ok(seconds.includes(97));
});

test("whoever is not our server neither stores nor refuses", async () => {
  const strangers = [
    { status: 200, body: "<html>" },
    { status: 200, body: {} },
    { status: 201, body: { id: "other", state: "stored" } },
    { status: 403, body: "<html>" },
    { status: 202, body: { id: ID, received: 20480 } },
    { status: 404, body: { detail: "x" } },
  ];
  const { states } = await send(...strangers, part(0), part(8192), part(16384), stored);
  assert.equal(states.filter((state) => state === "waiting").length, strangers.length);
});

test("a server that never lets it get on is not asked without end at full speed", async () => {
  const { states } = await send(part(0), part(0), part(8192), part(16384), stored);
  assert.ok(states.includes("waiting"));
});

test("our server's no is final", async () => {
  await assert.rejects(
    send(problem(409, "conflict")),
    (error) => error instanceof Refused && error.code === "conflict",
  );
});

test("a small envelope goes in one request, and in parts only once the line has broken", async () => {
  assert.deepEqual((await sendAll(20, stored)).ranges, [undefined]);
  assert.deepEqual((await sendAll(20, problem(503, "full"), part(0), stored)).ranges, [undefined, ASK, undefined]);
  const { ranges } = await sendAll(20, problem(400, "cut"), part(0), part(8192), part(16384), stored);
  assert.deepEqual(ranges.slice(0, 3), [undefined, ASK, FIRST]);
});

test("a large envelope goes in parts from the start", async () => {
  assert.deepEqual((await sendAll(60, stored)).ranges, ["bytes 0-8191/61440"]);
});

test("how far the work is grows with each word of it and never says that it is done", async () => {
  const parameters = { algorithm: "SHA-256", nonce: "00", salt: "00", cost: 1, keyLength: 32, keyPrefix: "000" };
  /** @type {number[]} */
  const told = [];
  await prove({ parameters, signature: "" }, (likely) => told.push(likely));
  assert.ok(told.length > 10);
  assert.ok(told.every((likely, at) => likely > (told[at - 1] ?? 0) && likely < 1));
});
