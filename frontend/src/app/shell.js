// Small courtesies of the shell. Every page works without them.

// The sheet behind one's name closes on Escape and on a click beside it.
const closable = () => document.querySelectorAll("details[data-closes][open]");
document.addEventListener("click", (event) => {
  for (const sheet of closable()) if (!sheet.contains(event.target)) sheet.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of closable()) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});

// A form that came back with errors puts the summary under the cursor.
document.addEventListener("DOMContentLoaded", () => document.querySelector("[data-focus]")?.focus());

// One press sends a form once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000); // a download leaves the page open
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// A table that scrolls sideways can be reached and scrolled with the keyboard.
const reachable = () => {
  for (const wrap of document.querySelectorAll(".table-wrap")) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
  }
};
for (const event of ["load", "resize", "htmx:afterSettle"]) window.addEventListener(event, reachable);
