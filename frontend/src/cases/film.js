// Where a phone says that a video was taken: an entry of the index of an MP4 or MOV file. Only these
// few boxes are read, and whatever cannot be read was not noted. The place stays on the phone.
// Formats: ISO/IEC 14496-12, chapter 4 (boxes); 3GPP TS 26.244, 8.2 (udta); ISO 6709 (the place).
const NOTHING = { lon: null, lat: null };
const LARGEST_INDEX = 8e6;
const INNER = new Set(["udta", "meta", "ilst"]);
const XYZ = "\u00a9xyz";
const APPLE = "com.apple.quicktime.location.ISO6709";

export async function placeOf(file) {
  try {
    const index = await indexOf(file);
    return index ? placeIn(index) : NOTHING;
  } catch {
    return NOTHING; // cut off, or no such file
  }
}

// The index (moov) stands before the pictures or behind them: heads of boxes lead to it.
async function indexOf(file) {
  let at = 0;
  for (let boxes = 0; boxes < 64 && at + 16 <= file.size; boxes += 1) {
    const head = new DataView(await file.slice(at, at + 16).arrayBuffer());
    const name = nameAt(head, 4);
    let size = head.getUint32(0);
    if (size === 1) size = head.getUint32(8) * 2 ** 32 + head.getUint32(12);
    if (size === 0) size = file.size - at;
    if (size < 8) return null;
    if (name === "moov") {
      return size > LARGEST_INDEX ? null : new DataView(await file.slice(at + 8, at + size).arrayBuffer());
    }
    at += size;
  }
  return null;
}

function placeIn(index) {
  const text = textIn(index, 0, index.byteLength);
  const found = /([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)/.exec(text);
  if (!found) return NOTHING;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  const real = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0);
  return real ? { lon, lat } : NOTHING;
}

// Android notes it in udta/©xyz; an iPhone beside the key of its own name in meta.
function textIn(view, from, to) {
  let at = from;
  while (at + 8 <= to) {
    const size = view.getUint32(at);
    const name = nameAt(view, at + 4);
    if (size < 8 || at + size > to) return "";
    if (name === XYZ) return words(view, at + 8, at + size);
    const inner = name === "meta" ? appleText(view, at + 8, at + size) : "";
    const found = inner || (INNER.has(name) ? textIn(view, at + 8, at + size) : "");
    if (found) return found;
    at += size;
  }
  return "";
}

function appleText(view, from, to) {
  const text = words(view, from, to);
  return text.includes(APPLE) ? text.slice(text.lastIndexOf("data")) : "";
}

function words(view, from, to) {
  let text = "";
  for (let at = from; at < to; at += 1) text += String.fromCharCode(view.getUint8(at));
  return text;
}

function nameAt(view, at) {
  return words(view, at, at + 4);
}
