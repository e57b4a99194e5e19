// A map to look at. Each class has a colour, a dash pattern and a letter, so that it reads in
// black and white; the list beside the map says the same in words.
import L from "leaflet";
import { baseMap, colourOf, fitTo, loadFeatures, outlineStyle } from "./base.js";

const ROOM_FOR_A_LETTER = 30; // pixels a cell must measure before its letter is drawn

export async function showMap(element) {
  const map = baseMap(element);
  map.setView([35.25, 115.48], 11);
  let features;
  try {
    features = await loadFeatures(element);
  } catch {
    element.textContent = element.dataset.failed;
    return;
  }
  const whole = L.featureGroup().addTo(map);
  const cells = new Map();
  for (const feature of features) {
    const layer = L.geoJSON(feature, { style: styleOf(element, feature.properties) });
    layer.addTo(whole);
    if (feature.properties.outline) continue;
    layer.bindPopup(() => popup(element, feature.properties));
    cells.set(feature.properties.code, layer);
  }
  fitTo(map, whole);
  const letters = L.layerGroup().addTo(map);
  const drawLetters = () => letter(map, letters, features);
  map.on("zoomend moveend", drawLetters);
  drawLetters();
  linkRows(element, cells);
}

function styleOf(element, facts) {
  if (facts.outline) return outlineStyle(facts.own);
  const colour = colourOf(element, facts.class);
  return { color: "#14415d", weight: facts.group ? 1 : 1.5, dashArray: facts.dashes || null, fillColor: colour, fillOpacity: facts.group ? 0.35 : 0.6 };
}

function popup(element, facts) {
  const box = document.createElement("div");
  const name = document.createElement(facts.code ? "a" : "strong");
  name.textContent = facts.name;
  if (facts.code) name.href = element.dataset.cell.replace("CODE", facts.code);
  const words = document.createElement("div");
  words.textContent = [facts.place, facts.words].filter(Boolean).join(" · ");
  box.append(name, words);
  return box;
}

function letter(map, group, features) {
  group.clearLayers();
  const seen = map.getBounds();
  for (const { geometry, properties } of features) {
    if (!properties.letter || properties.group) continue;
    const bounds = L.geoJSON(geometry).getBounds();
    if (!seen.intersects(bounds)) continue;
    const size = map.latLngToLayerPoint(bounds.getNorthEast()).subtract(map.latLngToLayerPoint(bounds.getSouthWest()));
    if (Math.min(size.x, -size.y) < ROOM_FOR_A_LETTER) continue;
    const icon = L.divIcon({ className: "map-letter", html: label(properties), iconSize: null });
    L.marker(bounds.getCenter(), { icon, interactive: false, keyboard: false }).addTo(group);
  }
}

function label(facts) {
  const mark = document.createElement("span");
  mark.textContent = facts.letter;
  return mark;
}

// Pointing at a row of the list, or moving to it with the keyboard, shows its cell.
function linkRows(element, cells) {
  for (const row of document.querySelectorAll("[data-cell-code]")) {
    const layer = cells.get(row.dataset.cellCode);
    if (!layer) continue;
    const on = () => layer.setStyle({ weight: 4 });
    const off = () => layer.setStyle({ weight: 1.5 });
    row.addEventListener("mouseenter", on);
    row.addEventListener("mouseleave", off);
    row.addEventListener("focusin", on);
    row.addEventListener("focusout", off);
  }
}
