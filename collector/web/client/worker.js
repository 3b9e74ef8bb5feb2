// Everything that needs the cryptography, in a thread of its own, so that the page answers while a cheap phone counts.
// What leaves here is sealed, or is what the page itself asked for; nothing is kept between two questions.
import { open } from "./answer.js";
import { derive } from "./receipt.js";
import { prepare, sound } from "./seal.js";
import { prove } from "./work.js";

const tasks = { derive, open, prepare, prove, sound };

onmessage = async ({ data: { id, task, given } }) => {
  try {
    postMessage({ id, result: await tasks[task](given, (...progress) => postMessage({ id, progress })) });
  } catch ({ name }) {
    postMessage({ id, error: name }); // never its words: they may hold what was typed
  }
};
