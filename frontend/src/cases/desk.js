// The sorting desk under the keyboard: j and k walk the queue, Enter opens, a letter begins an act.
// The letters stand beside the acts; everything can be done with the mouse as well.
const FIELDS = "input:not([type=hidden]), select, textarea";

export function watchDesk(desk) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return leave(desk, event);
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "j" || event.key === "k") return walk(desk, event);
    const act = /^[a-z0-9]$/.test(event.key) && desk.querySelector(`[data-key="${event.key}"]`);
    if (act) begin(act, event);
  });
  desk.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) choose(desk, row);
  });
  desk.addEventListener("htmx:afterSettle", () => {
    // Whoever types fast has begun an act before the page has settled: their focus stays.
    const pane = desk.querySelector("[data-pane]");
    if (pane?.contains(document.activeElement)) return;
    pane?.querySelector("[data-head]")?.focus({ preventScroll: true });
  });
}

function walk(desk, event) {
  const rows = [...desk.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  event.preventDefault();
  const at = rows.findIndex((row) => row === document.activeElement || row.hasAttribute("aria-current"));
  const next = at < 0 ? 0 : at + (event.key === "j" ? 1 : -1);
  const row = rows[Math.min(rows.length - 1, Math.max(0, next))];
  row.focus();
  choose(desk, row);
}

function choose(desk, row) {
  for (const other of desk.querySelectorAll("[data-row][aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

function begin(act, event) {
  event.preventDefault();
  if (act.tagName !== "DETAILS") return act.click();
  for (const other of act.parentElement.querySelectorAll("details[open]")) other.open = false;
  act.open = true;
  (act.querySelector(FIELDS) || act.querySelector("button"))?.focus();
}

function leave(desk, event) {
  const open = event.target.closest("details[open][data-key]");
  if (!open || !desk.contains(open)) return;
  open.open = false;
  open.querySelector("summary").focus();
}
