// The one script every page loads: htmx, and of Bootstrap the sheet that holds the menu on phones.
import htmx from "htmx.org";
import "bootstrap/js/dist/offcanvas";
import "./app.css";
import "./shell.js";

window.htmx = htmx;
Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, // pages with personal data are not kept in the browser's storage
});
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});
