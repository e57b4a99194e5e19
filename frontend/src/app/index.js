// The one script every page loads: htmx, Alpine (its CSP build) and Bootstrap's few widgets.
import htmx from "htmx.org";
import Alpine from "@alpinejs/csp";
import "bootstrap/js/dist/collapse";
import "bootstrap/js/dist/dropdown";
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
window.Alpine = Alpine;
Alpine.start();
