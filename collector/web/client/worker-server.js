// The worker's side of worker-client.js: a question in, its answer or the kind of its fault out; nothing is kept in between.
export function serve(tasks) {
  onmessage = async ({ data: { id, task, given } }) => {
    try {
      postMessage({ id, result: await tasks[task](given, (...progress) => postMessage({ id, progress })) });
    } catch ({ name }) {
      postMessage({ id, error: name }); // never its words: they may hold what was typed
    }
  };
}
