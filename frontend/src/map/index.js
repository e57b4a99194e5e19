// Maps of cells: one to look at, one to draw on. Everything they show stands on the page in words
// too, and everything they change goes through an ordinary form.
import "leaflet/dist/leaflet.css";
import "./map.css";
import { showMap } from "./view.js";
import { editMap } from "./editor.js";

for (const element of document.querySelectorAll("[data-map]")) {
  (element.dataset.map === "edit" ? editMap : showMap)(element);
}
