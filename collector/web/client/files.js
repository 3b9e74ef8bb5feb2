// Files, where a form allows them. What a file is, its first bytes say, never its name; a picture is drawn anew, so that
// nothing but its pixels goes on: no place, no time, no device. They stay in memory and leave in the envelope only.
import { find, make } from "./dom.js";

/** @import { Enclosed } from "./types.js" */

const KIB = 1024;
const LARGEST_PICTURE = 30 * 1024 * KIB; // before it is drawn smaller; more would not fit a cheap phone's memory
const EDGES = [1600, 1200, 800]; // pixels; the largest at which the file is small enough
const QUALITY = 0.8;
const STARTS = {
  image: [
    [0xff, 0xd8, 0xff],
    [0x89, 0x50, 0x4e, 0x47],
    [0x47, 0x49, 0x46, 0x38],
  ],
  pdf: [[0x25, 0x50, 0x44, 0x46, 0x2d]],
};

export class Unfit extends Error {}

/**
 * "image" (JPEG, PNG, GIF, WebP), "pdf", or undefined.
 * @param {Uint8Array} bytes
 */
export function kindOf(bytes) {
  /** @param {number[]} start */
  const begins = (start, at = 0) => start.every((byte, n) => bytes[at + n] === byte);
  if (begins([0x52, 0x49, 0x46, 0x46]) && begins([0x57, 0x45, 0x42, 0x50], 8)) return "image";
  return Object.entries(STARTS).find(([, starts]) => starts.some((start) => begins(start)))?.[0];
}

/** @param {HTMLCanvasElement} canvas */
function penOf(canvas) {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Unfit("perangkat ini tidak sanggup menyiapkan gambar");
  return pen;
}

/**
 * Some browsers give back noise instead of what was drawn, so that no page can recognise them by it. A picture would
 * arrive as noise.
 * @param {HTMLCanvasElement} canvas
 */
function honest(canvas) {
  const pen = penOf(canvas);
  pen.fillStyle = "#123456";
  pen.fillRect(0, 0, 8, 8);
  return [...pen.getImageData(0, 0, 8, 8).data].every((value, n) => value === [0x12, 0x34, 0x56, 0xff][n % 4]);
}

/**
 * The picture as JPEG of at most `most` bytes.
 * @param {File} file
 * @param {number} most
 */
async function redraw(file, most) {
  if (file.size > LARGEST_PICTURE) throw new Unfit("gambarnya terlalu besar untuk disiapkan di perangkat ini");
  const picture = await createImageBitmap(file).catch(() => {
    throw new Unfit("gambarnya rusak, atau jenisnya tidak dikenal");
  });
  const canvas = document.createElement("canvas");
  if (!honest(canvas)) throw new Unfit("browser ini tidak mengizinkan gambar disiapkan. Pakai browser lain");
  for (const edge of EDGES) {
    const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = penOf(canvas);
    pen.fillStyle = "white"; // JPEG has no transparency
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    /** @type {Blob | null} */
    const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (drawn && drawn.size <= most) return new Uint8Array(await drawn.arrayBuffer());
  }
  throw new Unfit("gambarnya terlalu besar, juga sesudah diperkecil");
}

/** @typedef {{most: number, kib: number, kinds: string[]}} Limits `kib` for each file */

/** @type {Record<string, string>} */
const NAMES = { image: "gambar (JPEG, PNG, GIF, WebP)", pdf: "PDF" };

/**
 * One file of the reader's, or Unfit with the reason.
 * @param {File} file
 * @param {Limits} limits
 */
export async function take(file, { kib, kinds }) {
  const kind = kindOf(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  if (!kind || !kinds.includes(kind)) {
    throw new Unfit(`jenisnya tidak diterima. Yang diterima: ${kinds.map((accepted) => NAMES[accepted]).join(", ")}`);
  }
  if (kind === "image") return { ending: "jpg", bytes: await redraw(file, kib * KIB) };
  if (file.size > kib * KIB) throw new Unfit(`lebih besar dari ${kib} KiB`);
  return { ending: kind, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** @typedef {{ending: string, bytes: Uint8Array<ArrayBuffer>, shown: string}} Taken `shown`: the reader's own name for it */

/**
 * A taken file in the list, with the way to throw it away.
 * @param {Taken} file
 * @param {() => void} drop
 */
function listed(file, drop) {
  const item = make("li", `${file.shown}, ${Math.ceil(file.bytes.length / KIB)} KiB`);
  const button = make("button", "Buang", { type: "button", className: "button quiet small" });
  button.setAttribute("aria-label", `Buang ${file.shown}`);
  button.onclick = drop;
  item.append(button);
  return item;
}

/**
 * Takes files until there are as many as the form allows; says what was not taken, and why.
 * @param {Taken[]} taken grows
 * @param {Iterable<File>} files
 * @param {Limits} limits
 */
async function takeAll(taken, files, limits) {
  const faults = [];
  for (const file of files) {
    if (taken.length >= limits.most) {
      faults.push(`Paling banyak ${limits.most} berkas. Sisanya tidak diambil.`);
      break;
    }
    try {
      taken.push({ ...(await take(file, limits)), shown: file.name });
    } catch (error) {
      faults.push(`${file.name}: ${error instanceof Unfit ? error.message : "tidak bisa dibaca"}.`);
    }
  }
  return faults;
}

/**
 * Watches the form's page for files. `files()` gives them under names of ours: a file's own name may tell who. `rows()`
 * is for the reader's own review.
 * @param {HTMLFormElement} form
 * @returns {Enclosed}
 */
export function filesOf(form) {
  const page = find(form, "[data-files-most]");
  const { filesMost, filesKib, filesKinds = "" } = page.dataset;
  const limits = { most: Number(filesMost), kib: Number(filesKib), kinds: filesKinds.split(" ") };
  const input = find(page, "input", HTMLInputElement);
  const [says, list] = [find(page, "[data-files-says]"), find(page, "[data-files-list]")];
  /** @type {Taken[]} */
  const taken = [];

  function show() {
    list.replaceChildren(
      ...taken.map((file) =>
        listed(file, () => {
          taken.splice(taken.indexOf(file), 1);
          show();
          input.focus();
        }),
      ),
    );
  }

  input.onchange = async () => {
    const faults = await takeAll(taken, input.files ?? [], limits);
    input.value = "";
    says.textContent = faults.join("\n");
    says.hidden = !faults.length;
    show();
  };

  return {
    files: () => taken.map(({ ending, bytes }, n) => ({ name: `lampiran-${n + 1}.${ending}`, bytes })),
    rows: () => (taken.length ? [["Berkas", taken.map(({ shown }) => shown)]] : []),
    forget: () => {
      taken.length = 0;
      show();
    },
  };
}
