// One question to the server, and the patience to ask it again while the page is open.
const PATIENCE_MS = 60000; // a part of 8 KiB on a bad 2G line takes a third of that
const SHORTEST_S = 2;
const LONGEST_S = 60;

/** @import { Voice } from "./types.js" */

/** @typedef {{code: string, detail: string}} Problem what our server says (RFC 9457) */

/** Our own server's "no": `code` for programs, the message for people. Anything else that goes wrong is the line's fault. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor({ code, detail }) {
    super(detail);
    this.code = code;
  }
}

/** Our own server's "not now". */
export class Later extends Error {
  /**
   * @param {Problem} problem
   * @param {number} [seconds]
   */
  constructor({ detail }, seconds) {
    super(detail);
    this.seconds = seconds || 0;
  }
}

/** The work was done too long ago, or the load has grown since; it is done anew with the next try. */
export class Stale extends Later {}

/**
 * The answer: an object, bytes where the server gives sealed bytes, or null where there is nothing to say. Its shape is
 * the server's word alone: whoever asked looks at each field before it is used.
 * @param {string} url
 * @param {{method?: string, headers?: Record<string, string>, body?: BodyInit}} [request]
 * @returns {Promise<any>}
 */
export async function call(url, { method = "GET", headers = {}, body } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    // `mode` stays "cors": under "same-origin" with no-referrer, older browsers send "Origin: null" (Fetch 3.2) and the
    // server would take us for a stranger. CSP connect-src keeps the request at home; a redirect is an error.
    const response = await fetch(url, {
      method,
      body,
      headers,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: stop.signal,
    });
    if (response.status === 204) return null;
    if (response.ok && response.headers.get("Content-Type") === "application/octet-stream") {
      return new Uint8Array(await response.arrayBuffer());
    }
    const said = await response.json(); // a captive portal's page is none: the line is to blame
    if (response.ok) return said;
    if (typeof said.code !== "string") throw new Error("not our server");
    if (said.code === "work") throw new Stale(said);
    if (said.code === "cut") throw new Error("cut on the way");
    if (said.code === "closed") throw new Refused(said); // an operator closed the form: waiting does not help
    if (response.status === 429 || response.status >= 500) {
      throw new Later(said, Number(response.headers.get("Retry-After")));
    }
    throw new Refused(said);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Repeats `step` until it gives something or our server refuses. Between tries it waits longer and longer, each phone a
 * little differently: after a break a whole village would come back in the same second. `moved()` starts afresh.
 * @template T
 * @param {(moved: () => void) => Promise<T>} step
 * @param {Voice} voice
 */
export async function persist(step, { tell, nudges }) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await step(() => {
        failures = 0;
      });
    } catch (error) {
      if (error instanceof Refused) throw error;
      const spread = 0.5 + Math.random() / 2;
      const backOff = Math.min(LONGEST_S, SHORTEST_S * 2 ** failures) * spread;
      await pause(Math.ceil(Math.max(backOff, error instanceof Later ? error.seconds : 0)), error, { tell, nudges });
    }
  }
}

/**
 * Counts down, and ends early when the phone is back on a network or the reader asks for it.
 * @param {number} seconds
 * @param {unknown} error
 * @param {Voice} voice
 * @returns {Promise<void>}
 */
function pause(seconds, error, { tell, nudges }) {
  return new Promise((resolve) => {
    let left = seconds;
    const show = () => {
      if (error instanceof Later) tell("busy", { seconds: left, detail: error.message });
      else tell(navigator.onLine === false ? "offline" : "waiting", { seconds: left });
    };
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) show();
      else end();
    }, 1000);
    const end = () => {
      clearInterval(timer);
      nudges.removeEventListener("now", end);
      removeEventListener("online", end);
      resolve();
    };
    nudges.addEventListener("now", end);
    addEventListener("online", end);
    show();
  });
}
