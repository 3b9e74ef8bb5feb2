// Prints every vector of the C2SP CCTV age test kit: {name: base64 of the vector file}.
import * as kit from "cctv-age";

const vectors = Object.entries(kit.default ?? kit).filter(([, file]) => file instanceof Uint8Array);
process.stdout.write(
  JSON.stringify(Object.fromEntries(vectors.map(([name, file]) => [name, Buffer.from(file).toString("base64")]))),
);
