// Cases: the report form with its photos and drafts, and the sorting desk under the keyboard.
// Every page works without this file; it adds what a browser alone can do.
import { watchDesk } from "./desk.js";
import { showDrafts } from "./drafts.js";
import { watchPlace } from "./places.js";
import { watchReport } from "./report.js";

for (const form of document.querySelectorAll("form[data-report]")) watchReport(form);
for (const form of document.querySelectorAll("form[data-place]")) watchPlace(form);
for (const list of document.querySelectorAll("[data-drafts]")) showDrafts(list);
for (const desk of document.querySelectorAll("[data-desk]")) watchDesk(desk);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
