// Draws flow diagrams: a JSON list of DOT texts on stdin, the list of their SVG texts on stdout. draw.py runs it.
import { text } from "node:stream/consumers";
import { instance } from "@viz-js/viz";

const viz = await instance();
/** @type {string[]} */
const dots = JSON.parse(await text(process.stdin));
const drawn = dots.map((dot) => viz.renderString(dot, { format: "svg" }));
process.stdout.write(JSON.stringify(drawn));
