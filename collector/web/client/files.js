// Files, where a form allows them. What a file is, its first bytes say, never its name; a picture is drawn anew, so that
// nothing but its pixels goes on: no place, no time, no device. They stay in memory and leave in the envelope only.
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

// "image" (JPEG, PNG, GIF, WebP), "pdf", or undefined.
export function kindOf(bytes) {
  const begins = (start, at = 0) => start.every((byte, n) => bytes[at + n] === byte);
  if (begins([0x52, 0x49, 0x46, 0x46]) && begins([0x57, 0x45, 0x42, 0x50], 8)) return "image";
  return Object.keys(STARTS).find((kind) => STARTS[kind].some((start) => begins(start)));
}

// Some browsers give back noise instead of what was drawn, so that no page can recognise them by it. A picture would
// arrive as noise.
function honest(canvas) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#123456";
  pen.fillRect(0, 0, 8, 8);
  return [...pen.getImageData(0, 0, 8, 8).data].every((value, n) => value === [0x12, 0x34, 0x56, 0xff][n % 4]);
}

// The picture as JPEG of at most `most` bytes.
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
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white"; // JPEG has no transparency
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (drawn && drawn.size <= most) return new Uint8Array(await drawn.arrayBuffer());
  }
  throw new Unfit("gambarnya terlalu besar, juga sesudah diperkecil");
}

// {ending, bytes} of one file of the reader's, or Unfit with the reason.
export async function take(file, { kib, kinds }) {
  const kind = kindOf(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  if (!kinds.includes(kind)) {
    throw new Unfit(`jenisnya tidak diterima. Yang diterima: ${kinds.map((one) => NAMES[one]).join(", ")}`);
  }
  if (kind === "image") return { ending: "jpg", bytes: await redraw(file, kib * KIB) };
  if (file.size > kib * KIB) throw new Unfit(`lebih besar dari ${kib} KiB`);
  return { ending: kind, bytes: new Uint8Array(await file.arrayBuffer()) };
}

const NAMES = { image: "gambar (JPEG, PNG, GIF, WebP)", pdf: "PDF" };

// Watches the form's page for files. `files()` gives [{name, bytes}] under names of ours: a file's own name may tell who.
// `rows()` is for the reader's own review.
export function filesOf(form) {
  const page = form.querySelector("[data-files-most]");
  let taken = [];
  const { filesMost, filesKib, filesKinds } = page.dataset;
  const limits = { most: Number(filesMost), kib: Number(filesKib), kinds: filesKinds.split(" ") };
  const [input, says, list] = ["input", "[data-files-says]", "[data-files-list]"].map((at) => page.querySelector(at));

  function show() {
    list.replaceChildren(
      ...taken.map((file) => {
        const item = document.createElement("li");
        const drop = Object.assign(document.createElement("button"), {
          type: "button",
          className: "button quiet small",
          textContent: "Buang",
        });
        drop.setAttribute("aria-label", `Buang ${file.shown}`);
        drop.onclick = () => {
          taken = taken.filter((one) => one !== file);
          show();
          input.focus();
        };
        item.append(`${file.shown}, ${Math.ceil(file.bytes.length / KIB)} KiB`, drop);
        return item;
      }),
    );
  }

  input.onchange = async () => {
    const faults = [];
    for (const file of input.files) {
      if (taken.length >= limits.most) {
        faults.push(`Paling banyak ${limits.most} berkas. Sisanya tidak diambil.`);
        break;
      }
      try {
        taken = [...taken, { ...(await take(file, limits)), shown: file.name }];
      } catch (error) {
        faults.push(`${file.name}: ${error instanceof Unfit ? error.message : "tidak bisa dibaca"}.`);
      }
    }
    input.value = "";
    says.textContent = faults.join("\n");
    says.hidden = !faults.length;
    show();
  };

  return {
    files: () => taken.map(({ ending, bytes }, n) => ({ name: `lampiran-${n + 1}.${ending}`, bytes })),
    rows: () => (taken.length ? [["Berkas", taken.map(({ shown }) => shown)]] : []),
    forget: () => {
      taken = [];
      show();
    },
  };
}
