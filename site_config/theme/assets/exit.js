// The way out, on every page: blank first, because the next page may take seconds on a slow line, then replace, so
// that the Back button does not lead here. Without this script the link still leads out.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-exit]");
  if (!link) return;
  event.preventDefault();
  // form.js reads this too: no "leave this page?" dialog may stand in the way out.
  document.documentElement.hidden = true;
  location.replace(link.href);
});
