// The work that a try at a password costs (collector/web/attempts.py): done while the officer types.
import { ask } from "../worker-client.js";

const form = document.querySelector("form[data-challenge]");
const says = document.getElementById("waits");
const work = ask("prove", JSON.parse(form.dataset.challenge));
work.catch(() => {}); // told when the form is sent

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true; // one try, one proof
  says.textContent = "Sebentar, komputer ini sedang menghitung.";
  try {
    form.elements.work.value = await work;
    form.submit();
  } catch {
    says.textContent = "Hitungan ini gagal. Muat ulang halaman, lalu coba lagi.";
    button.disabled = false;
  }
});
