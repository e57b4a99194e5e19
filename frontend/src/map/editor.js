// A map to draw on: what is drawn goes as GeoJSON into the text field of the form beside it.
import L from "leaflet";
import "@geoman-io/leaflet-geoman-free";
import "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.css";
import { baseMap, colourOf, fitTo, loadFeatures, outlineStyle } from "./base.js";

export async function editMap(element) {
  const map = baseMap(element);
  map.setView([35.25, 115.48], 11);
  const features = await loadFeatures(element);
  const whole = L.featureGroup().addTo(map);
  const cells = L.featureGroup().addTo(whole);
  for (const feature of features) {
    const isOutline = feature.properties.outline;
    L.geoJSON(feature, {
      pmIgnore: isOutline,
      style: isOutline ? outlineStyle(true) : cellStyle(element),
      onEachFeature: (_feature, layer) => layer.addTo(isOutline ? whole : cells),
    });
  }
  cells.eachLayer((layer) => nameTag(layer));
  fitTo(map, whole);

  map.pm.setLang(document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  map.pm.addControls({
    position: "topleft",
    drawMarker: false, drawCircleMarker: false, drawPolyline: false, drawCircle: false,
    drawText: false, drawRectangle: true, dragMode: false, rotateMode: false, removalMode: false,
    cutPolygon: true,
  });
  for (const button of element.querySelectorAll(".leaflet-buttons-control-button")) {
    button.setAttribute("aria-label", button.closest("[title]")?.title || button.title || button.innerText);
  }
  map.pm.setGlobalOptions({ snappable: true, snapDistance: 12, allowSelfIntersection: false });

  const target = document.getElementById(element.dataset.target);
  const newCells = document.getElementById(element.dataset.newCells);
  const store = () => { target.value = JSON.stringify(collection(cells)); };
  map.on("pm:create", ({ layer }) => {
    layer.addTo(cells);
    layer.setStyle(cellStyle(element));
    layer.feature = { type: "Feature", properties: { name: "", code: "" } };
    askName(element, newCells, cells, layer, store);
    layer.on("pm:edit", store);
    store();
  });
  map.on("pm:cut", ({ originalLayer, layer }) => {
    cells.removeLayer(originalLayer);
    layer.feature = { ...originalLayer.feature, geometry: layer.toGeoJSON().geometry };
    layer.addTo(cells);
    layer.on("pm:edit", store);
    store();
  });
  cells.eachLayer((layer) => layer.on("pm:edit", store));
}

function cellStyle(element) {
  return { color: "#14415d", weight: 2, fillColor: colourOf(element, "unit"), fillOpacity: 0.35 };
}

function nameTag(layer) {
  const name = layer.feature.properties.name;
  if (name) layer.bindTooltip(document.createTextNode(name).wholeText, { permanent: true, direction: "center", className: "map-name" });
}

function askName(element, list, cells, layer, store) {
  const line = document.createElement("li");
  const caption = document.createElement("label");
  const input = document.createElement("input");
  const remove = document.createElement("button");
  caption.textContent = element.dataset.nameLabel;
  input.className = "form-control";
  input.maxLength = 120;
  input.addEventListener("input", () => {
    layer.feature.properties.name = input.value.trim();
    store();
  });
  remove.type = "button";
  remove.className = "btn btn-outline-secondary";
  remove.textContent = element.dataset.removeLabel;
  remove.addEventListener("click", () => {
    cells.removeLayer(layer);
    line.remove();
    store();
  });
  caption.append(input);
  line.append(caption, remove);
  list.append(line);
  input.focus();
}

function collection(cells) {
  const features = [];
  cells.eachLayer((layer) => {
    const { name, code, kind, parent } = layer.feature.properties;
    features.push({ type: "Feature", properties: { name, code, kind, parent }, geometry: layer.toGeoJSON(8).geometry });
  });
  return { type: "FeatureCollection", features };
}
