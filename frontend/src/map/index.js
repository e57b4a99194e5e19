import "leaflet/dist/leaflet.css";
import L from "leaflet";
window.L = L;
