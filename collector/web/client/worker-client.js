// Asks the worker that the page names: worker.js, or mailbox-worker.js on the mailbox's page. There is no second way on
// the page's own thread: every browser that loads a module can start a worker, and a way that no such browser takes would
// be tried by nobody before a child needs it. Without the worker nothing is sealed and nothing is sent.
import { find } from "./dom.js";

/** @import { Progress, Reply, Tasks } from "./types.js" */

/** @typedef {{resolve: (result: any) => void, reject: (error: Error) => void, tell: Progress}} Waiting */

// Where Trusted Types are enforced (guard.py), nothing else here can turn a string into an address of script.
const policy = globalThis.trustedTypes?.createPolicy("suluh", {
  createScriptURL: (path) => {
    if (!/^\/static\/(worker|mailbox-worker)\.js$/.test(path)) throw new TypeError("not ours");
    return path;
  },
});

/** @type {Worker | undefined} */
let worker;
let last = 0;
/** @type {Map<number, Waiting>} */
const waiting = new Map();

function start() {
  const path = find(document, "script[data-worker]", HTMLScriptElement).dataset.worker ?? "";
  const started = new Worker(policy ? policy.createScriptURL(path) : path);
  started.onmessage = ({ data }) => heard(waiting, data);
  // A script that did not come has nothing to say, and the next question asks for it again; one that fails says where.
  started.onerror = ({ message }) => stop(message ? "broken" : "unready");
  return started;
}

/**
 * One message of the worker reaches the question whose number it has, and no other.
 * @param {Map<number, Waiting>} open the questions without an answer
 * @param {Reply} reply
 */
export function heard(open, { id, progress, error, result }) {
  const question = open.get(id);
  if (progress) return question?.tell(...progress);
  open.delete(id);
  return error ? question?.reject(new Error(error)) : question?.resolve(result);
}

/**
 * The result of one task of the worker; `tell(done, all)` hears how far it is.
 * @template {keyof Tasks} T
 * @param {T} task
 * @param {Parameters<Tasks[T]>[0]} given
 * @param {Progress} [tell]
 * @returns {Promise<Awaited<ReturnType<Tasks[T]>>>}
 */
export function ask(task, given, tell = () => {}) {
  return new Promise((resolve, reject) => {
    worker ??= start();
    last += 1;
    waiting.set(last, { resolve, reject, tell });
    worker.postMessage({ id: last, task, given });
  });
}

/** Ends the worker, with whatever it knows; open questions fail. */
export function stop(why = "stopped") {
  worker?.terminate();
  worker = undefined;
  for (const { reject } of waiting.values()) reject(new Error(why));
  waiting.clear();
}
