// The work that a try at a password costs (collector/web/attempts.py): done while the officer types.
import { by, find } from "../dom.js";
import { ask } from "../worker-client.js";

const form = find(document, "form[data-challenge]", HTMLFormElement);
const says = by("waits");
const work = ask("prove", JSON.parse(form.dataset.challenge ?? ""));
work.catch(() => {}); // told when the form is sent

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = find(form, "button", HTMLButtonElement);
  button.disabled = true; // one try, one proof
  says.textContent = "Sebentar, komputer ini sedang menghitung.";
  try {
    find(form, "[name=work]", HTMLInputElement).value = await work;
    form.submit();
  } catch {
    says.textContent = "Hitungan ini gagal. Muat ulang halaman, lalu coba lagi.";
    button.disabled = false;
  }
});
