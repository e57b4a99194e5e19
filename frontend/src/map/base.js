// A map without anything on it yet: canvas renderer, base map where there is one, scale.
import L from "leaflet";

export function baseMap(element) {
  const map = L.map(element, {
    preferCanvas: true,
    zoomSnap: 0.25,
    attributionControl: Boolean(element.dataset.review),
    keyboard: true,
  });
  const layers = Number(element.dataset.tileLayers || 0);
  for (let layer = 0; layer < layers; layer += 1) {
    L.tileLayer(element.dataset.tiles.replace("/0/{z}", `/${layer}/{z}`), {
      maxZoom: 18,
      attribution: element.dataset.review,
    }).addTo(map);
  }
  if (map.attributionControl) map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);
  map.getContainer().setAttribute("role", "application");
  return map;
}

export async function loadFeatures(element) {
  const answer = await fetch(element.dataset.src, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`map data: ${answer.status}`);
  return (await answer.json()).features;
}

export function fitTo(map, layer) {
  const bounds = layer.getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12], animate: false });
}

// Colours live in the style sheet, one custom property a class.
export function colourOf(element, name) {
  return getComputedStyle(element).getPropertyValue(`--map-${name.toLowerCase().replace("_", "-")}`).trim();
}

export function outlineStyle(own) {
  return { color: own ? "#51606e" : "#7b8996", weight: own ? 2.5 : 1, fill: false, dashArray: own ? null : "4 4", interactive: false };
}
