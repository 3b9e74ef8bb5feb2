// Asks worker.js, or mailbox-worker.js on the mailbox's page; the page says which. There is no second way on the page's own
// thread: every browser that loads a module can start a worker, and a way that no such browser takes would be tried by
// nobody before a child needs it. Without the worker nothing is sealed and nothing is sent.
// Where Trusted Types are enforced (guard.py), nothing else here can turn a string into an address of script.
const ours = globalThis.trustedTypes?.createPolicy("suluh", {
  createScriptURL: (path) => {
    if (!/^\/static\/(worker|mailbox-worker)\.js$/.test(path)) throw new TypeError("not ours");
    return path;
  },
});
let worker;
let last = 0;
const waiting = new Map();

function start() {
  const path = document.querySelector("script[data-worker]").dataset.worker;
  worker = new Worker(ours ? ours.createScriptURL(path) : path);
  worker.onmessage = ({ data: { id, progress, error, result } }) => {
    const asked = waiting.get(id);
    if (progress) return asked?.tell(...progress);
    waiting.delete(id);
    if (error) asked?.reject(new Error(error));
    else asked?.resolve(result);
  };
  // A script that did not come has nothing to say, and the next question asks for it again; one that fails says where.
  worker.onerror = ({ message }) => stop(message ? "broken" : "unready");
}

// The result of one task of the worker; `tell(done, all)` hears how far it is.
export function ask(task, given, tell = () => {}) {
  return new Promise((resolve, reject) => {
    if (!worker) start();
    last += 1;
    waiting.set(last, { resolve, reject, tell });
    worker.postMessage({ id: last, task, given });
  });
}

// Ends the worker, with whatever it knows; open questions fail.
export function stop(why = "stopped") {
  worker?.terminate();
  worker = undefined;
  for (const { reject } of waiting.values()) reject(new Error(why));
  waiting.clear();
}
