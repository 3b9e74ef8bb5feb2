// Seals with the browser's own bundle, P-256 left out as `npm run build` does. In: submissions (JSON); out: what
// `prepare` gives for each, the body in base64.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @param {string} name */
const client = (name) => fileURLToPath(new URL(`../../collector/web/client/${name}`, import.meta.url));
const {
  outputFiles: [bundle],
} = await build({
  entryPoints: [client("seal.js")],
  bundle: true,
  format: "esm",
  write: false,
  logLevel: "error",
  alias: { "@noble/curves/nist.js": client("no-p256.js") },
});
const { prepare } = await import(`data:text/javascript;base64,${Buffer.from(bundle?.text ?? "").toString("base64")}`);
const made = [];
for (const submission of JSON.parse(readFileSync(0, "utf8"))) {
  const sealed = await prepare(submission);
  made.push({ ...sealed, body: Buffer.from(sealed.body).toString("base64") });
}
console.log(JSON.stringify(made));
