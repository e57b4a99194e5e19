// Cases: the report form with its photos and drafts, and the sorting desk under the keyboard.
// Every page works without this file; it adds what a browser alone can do.
import { watchDesk } from "./desk.js";
import { showDrafts } from "./drafts.js";
import { watchPlace } from "./places.js";
import { watchReport } from "./report.js";
import { watchVoices } from "./voice.js";

// First: a note that is still recorded holds the form back before anything else sends it.
watchVoices(document);
document.addEventListener("htmx:afterSettle", () => watchVoices(document));
for (const form of document.querySelectorAll("form[data-report]")) watchReport(form);
for (const form of document.querySelectorAll("form[data-place]")) watchPlace(form);
for (const list of document.querySelectorAll("[data-drafts]")) showDrafts(list);
for (const desk of document.querySelectorAll("[data-desk]")) watchDesk(desk);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
