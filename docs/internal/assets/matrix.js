// Filters the role matrix by agency and by procedure. Without this script the page is the whole matrix.
const regions = [...document.querySelectorAll("[data-procedure]")].map((region) => ({
  region,
  heading: region.previousElementSibling,
  id: region.dataset.procedure,
  title: region.dataset.title,
  columns: [...region.querySelectorAll("thead [data-agency]")].map((each) => each.dataset.agency),
  rows: [...region.querySelectorAll("tbody tr")],
}));

const agencies = new Map();
for (const each of document.querySelectorAll("[data-procedure] thead [data-agency]")) {
  agencies.set(each.dataset.agency, each.textContent);
}

function choice(id, label, all, options) {
  const field = document.createElement("label");
  const select = document.createElement("select");
  select.id = id;
  select.add(new Option(all, ""));
  for (const [value, text] of options) select.add(new Option(text, value));
  field.append(label, select);
  return [field, select];
}

function build(place) {
  const byName = [...agencies].sort((a, b) => a[1].localeCompare(b[1], "id"));
  const [agencyField, agency] = choice("lembaga", "Lembaga", "Semua lembaga", byName);
  const titles = regions.map((each) => [each.id, each.title]);
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
  if (agencies.has(asked.get("lembaga"))) agency.value = asked.get("lembaga");
  if (regions.some((each) => each.id === asked.get("prosedur"))) procedure.value = asked.get("prosedur");
  show(agency.value, procedure.value, said);
}

function show(agency, procedure, said) {
  let steps = 0;
  let tables = 0;
  for (const { region, heading, id, columns, rows } of regions) {
    const column = columns.indexOf(agency);
    let left = 0;
    for (const row of rows) {
      // The first cell is the step itself; a dash says that the agency has no part in it.
      const holds = !agency || (column >= 0 && /[RACI]/.test(row.cells[column + 1].textContent));
      row.hidden = !holds;
      left += holds ? 1 : 0;
    }
    const shown = left > 0 && (!procedure || procedure === id);
    region.hidden = !shown;
    heading.hidden = !shown;
    for (const cell of region.querySelectorAll(".chosen")) cell.classList.remove("chosen");
    if (shown && column >= 0) choose(region, column + 1);
    steps += shown ? left : 0;
    tables += shown ? 1 : 0;
  }
  said.textContent = `Tampil ${steps} langkah dari ${tables} prosedur.`;
}

// Marks an agency's column and brings it into sight, beside the column of the steps.
function choose(region, column) {
  const found = [...region.querySelectorAll("tr")].map((row) => row.cells[column]);
  for (const cell of found) cell.classList.add("chosen");
  region.scrollLeft = found[0].offsetLeft - found[0].parentElement.cells[0].offsetWidth;
}

function remember(agency, procedure) {
  const wanted = new URLSearchParams();
  if (agency) wanted.set("lembaga", agency);
  if (procedure) wanted.set("prosedur", procedure);
  const query = wanted.toString();
  history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
}

build(document.getElementById("saring"));
