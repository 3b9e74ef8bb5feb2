// The worker's side of worker-client.js: a question in, its answer or the kind of its fault out; nothing is kept between.

/** @import { Progress, Question, Tasks } from "./types.js" */

/** @param {Partial<Tasks>} tasks what this worker does */
export function serve(tasks) {
  onmessage = async ({ data }) => {
    /** @type {Question} */
    const { id, task, given } = data;
    /** @type {Progress} */
    const tell = (...progress) => postMessage({ id, progress });
    try {
      // Whoever asks is typed (worker-client.js `ask`); in here one line calls every task.
      const work = /** @type {(given: unknown, tell: Progress) => unknown} */ (tasks[task]);
      postMessage({ id, result: await work(given, tell) });
    } catch (error) {
      postMessage({ id, error: error instanceof Error ? error.name : "Error" }); // no words: they may hold what was typed
    }
  };
}
