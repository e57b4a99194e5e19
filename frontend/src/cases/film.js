// Where a phone says that a video was taken: a text in the index of an MP4 or MOV file, in whatever
// box. It is read here and taken out of what is sent: the place leaves this phone only with a yes.
// Formats: ISO/IEC 14496-12, chapter 4 (boxes), and ISO 6709, annex H (the text of a place).
const LARGEST_INDEX = 8e6;
const PLACE = /([+-]\d{2}\.\d{2,8})([+-]\d{3}\.\d{2,8})/g;

// Returns the film as it is to be sent, and the place it noted, if any.
export async function withoutPlace(file) {
  const nothing = { film: file, lon: null, lat: null };
  try {
    const index = await indexOf(file);
    return index ? cleaned(file, index) : nothing;
  } catch {
    return nothing; // cut off, or no such file: the server says so
  }
}

// The index (moov) stands before the pictures or behind them: heads of boxes lead to it.
async function indexOf(file) {
  let at = 0;
  for (let boxes = 0; boxes < 64 && at + 8 <= file.size; boxes += 1) {
    const head = new DataView(await file.slice(at, at + 16).arrayBuffer());
    const name = String.fromCharCode(...[4, 5, 6, 7].map((where) => head.getUint8(where)));
    let size = head.getUint32(0);
    if (size === 1) size = head.getUint32(8) * 2 ** 32 + head.getUint32(12);
    if (size === 0) size = file.size - at;
    if (size < 8) return null;
    if (name === "moov") return size > LARGEST_INDEX ? null : { at, bytes: await file.slice(at, at + size).arrayBuffer() };
    at += size;
  }
  return null;
}

function cleaned(file, { at, bytes }) {
  const found = [...new TextDecoder("latin1").decode(bytes).matchAll(PLACE)];
  if (!found.length) return { film: file, lon: null, lat: null };
  const [lat, lon] = [Number(found[0][1]), Number(found[0][2])];
  const index = new Uint8Array(bytes);
  for (const one of found) {
    const text = one[0].replace(/\d/g, "0");
    for (let number = 0; number < text.length; number += 1) index[one.index + number] = text.charCodeAt(number);
  }
  const parts = [file.slice(0, at), index, file.slice(at + index.length)];
  const film = new File(parts, file.name, { type: file.type });
  const real = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0);
  return real ? { film, lon, lat } : { film, lon: null, lat: null };
}
