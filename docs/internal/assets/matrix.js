// Filters the role matrix by agency and by procedure. Without this script the page is the whole matrix.
/** @type {NodeListOf<HTMLElement>} */
const tables = document.querySelectorAll("[data-procedure]");

/** @param {ParentNode} region */
const agenciesOf = (region) =>
  /** @type {HTMLElement[]} */ ([...region.querySelectorAll("thead [data-agency]")]).map(
    ({ dataset, textContent }) => ({
      id: dataset.agency ?? "",
      name: String(textContent),
    }),
  );

const regions = [...tables].map((region) => ({
  region,
  heading: /** @type {HTMLElement} the generator puts one before each table */ (region.previousElementSibling),
  id: region.dataset.procedure ?? "",
  title: region.dataset.title ?? "",
  columns: agenciesOf(region).map(({ id }) => id),
  rows: [.../** @type {NodeListOf<HTMLTableRowElement>} */ (region.querySelectorAll("tbody tr"))],
}));

/** @type {Map<string, string>} */
const agencies = new Map(regions.flatMap(({ region }) => agenciesOf(region).map(({ id, name }) => [id, name])));

/**
 * @param {string} id
 * @param {string} label
 * @param {string} all
 * @param {[value: string, text: string][]} options
 * @returns {[field: HTMLElement, select: HTMLSelectElement]}
 */
function choice(id, label, all, options) {
  const field = document.createElement("label");
  const select = document.createElement("select");
  select.id = id;
  select.add(new Option(all, ""));
  for (const [value, text] of options) select.add(new Option(text, value));
  field.append(label, select);
  return [field, select];
}

/** @param {HTMLElement} place */
function build(place) {
  const byName = [...agencies].sort((a, b) => a[1].localeCompare(b[1], "id"));
  const [agencyField, agency] = choice("lembaga", "Lembaga", "Semua lembaga", byName);
  /** @type {[string, string][]} */
  const titles = regions.map(({ id, title }) => [id, title]);
  const [procedureField, procedure] = choice("prosedur", "Prosedur", "Semua prosedur", titles);
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  const form = document.createElement("form");
  form.className = "filter";
  form.setAttribute("aria-label", "Saring matriks peran");
  form.append(agencyField, procedureField, said);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    show(agency.value, procedure.value, said);
    remember(agency.value, procedure.value);
  });
  place.append(form);

  const asked = new URLSearchParams(location.search);
  const [wantedAgency, wantedProcedure] = [asked.get("lembaga") ?? "", asked.get("prosedur") ?? ""];
  if (agencies.has(wantedAgency)) agency.value = wantedAgency;
  if (regions.some(({ id }) => id === wantedProcedure)) procedure.value = wantedProcedure;
  show(agency.value, procedure.value, said);
}

/**
 * @param {string} agency
 * @param {string} procedure
 * @param {HTMLElement} said
 */
function show(agency, procedure, said) {
  let steps = 0;
  let procedures = 0;
  for (const { region, heading, id, columns, rows } of regions) {
    const column = columns.indexOf(agency);
    let left = 0;
    for (const row of rows) {
      // The first cell is the step itself; a dash says that the agency has no part in it.
      const holds = !agency || (column >= 0 && /[RACI]/.test(String(row.cells[column + 1]?.textContent)));
      row.hidden = !holds;
      left += holds ? 1 : 0;
    }
    const shown = left > 0 && (!procedure || procedure === id);
    region.hidden = !shown;
    heading.hidden = !shown;
    for (const cell of region.querySelectorAll(".chosen")) cell.classList.remove("chosen");
    if (shown && column >= 0) choose(region, column + 1);
    steps += shown ? left : 0;
    procedures += shown ? 1 : 0;
  }
  said.textContent = `Tampil ${steps} langkah dari ${procedures} prosedur.`;
}

/**
 * Marks an agency's column and brings it into sight, beside the column of the steps.
 * @param {HTMLElement} region
 * @param {number} column
 */
function choose(region, column) {
  const rows = [...region.querySelectorAll("tr")];
  for (const row of rows) row.cells[column]?.classList.add("chosen");
  const [step, chosen] = [rows[0]?.cells[0], rows[0]?.cells[column]];
  if (step && chosen) region.scrollLeft = chosen.offsetLeft - step.offsetWidth;
}

/**
 * @param {string} agency
 * @param {string} procedure
 */
function remember(agency, procedure) {
  const wanted = new URLSearchParams();
  if (agency) wanted.set("lembaga", agency);
  if (procedure) wanted.set("prosedur", procedure);
  const query = wanted.toString();
  history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
}

const place = document.getElementById("saring");
if (place) build(place);
