// A map to tap a spot on: outlines with their names, one marker, and an event that tells where.
// Whoever cannot point goes down the address tree beside it; the map changes nothing by itself.
// A bundle of its own: a third of that with the editor, for it is fetched on phones.
import L from "leaflet";
import "leaflet/dist/leaflet.css";
import "../map/map.css";
import { baseMap, fitTo, loadFeatures, outlineStyle } from "../map/base.js";

const DIGITS = 6; // of a degree: a hand's breadth

async function pickMap(element) {
  const map = baseMap(element);
  map.setView([35.25, 115.48], 11);
  // Until the outlines are there the map has not found its place yet: a tap would mean another spot.
  element.setAttribute("aria-busy", "true");
  const marker = L.circleMarker([0, 0], { radius: 11, weight: 4, color: "#a82a23", fillOpacity: 0.35, interactive: false });
  let features;
  try {
    features = await loadFeatures(element);
  } catch {
    element.removeAttribute("aria-busy");
    element.textContent = element.dataset.failed;
    return;
  }
  const whole = L.featureGroup().addTo(map);
  for (const feature of features) {
    const { name, own } = feature.properties;
    const layer = L.geoJSON(feature, { style: outlineStyle(own) }).addTo(whole);
    if (own) continue;
    const label = document.createElement("span");
    label.textContent = name;
    const icon = L.divIcon({ className: "map-place", html: label, iconSize: null });
    L.marker(layer.getBounds().getCenter(), { icon, interactive: false, keyboard: false }).addTo(map);
  }
  fitTo(map, whole);
  map.on("click", ({ latlng }) => {
    marker.setLatLng(latlng).addTo(map);
    const detail = { lon: latlng.lng.toFixed(DIGITS), lat: latlng.lat.toFixed(DIGITS) };
    element.dispatchEvent(new CustomEvent("linli:spot", { bubbles: true, detail }));
  });
  element.removeAttribute("aria-busy");
}

for (const element of document.querySelectorAll("[data-map=pick]")) pickMap(element);
