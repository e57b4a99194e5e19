// What a camera noted in a picture: the day, and where it stood. Only JPEG, only these few entries,
// and whatever cannot be read was not noted. Format: Exif 2.32 (CIPA DC-008), chapters 4.5 and 4.6.
const START = 0xffd8, EXIF = 0xffe1, PICTURE = 0xffda;
const ENOUGH = 256 * 1024; // notes stand before the picture
const EXIF_ENTRIES = 0x8769, GPS_ENTRIES = 0x8825, TAKEN = 0x9003;
const NORTH = 1, LATITUDE = 2, EAST = 3, LONGITUDE = 4;
const ASCII = 2, LONG = 4, RATIONAL = 5;

export async function noteOf(file) {
  const nothing = { day: "", lon: null, lat: null };
  try {
    return read(new DataView(await file.slice(0, ENOUGH).arrayBuffer())) || nothing;
  } catch {
    return nothing; // cut off, or no picture
  }
}

function read(view) {
  if (view.getUint16(0) !== START) return null;
  let at = 2;
  for (;;) {
    const mark = view.getUint16(at);
    if (mark === PICTURE || mark >> 8 !== 0xff) return null;
    if (mark === EXIF && view.getUint32(at + 4) === 0x45786966) return new Notes(view, at + 10).found();
    at += 2 + view.getUint16(at + 2);
  }
}

class Notes {
  constructor(view, start) {
    this.view = view;
    this.start = start;
    this.little = view.getUint16(start) === 0x4949;
  }

  found() {
    const first = this.entries(this.long(4));
    const taken = this.entries(this.at(first, EXIF_ENTRIES));
    const gps = this.entries(this.at(first, GPS_ENTRIES));
    const lon = this.degrees(gps, LONGITUDE, EAST, "W", 180);
    const lat = this.degrees(gps, LATITUDE, NORTH, "S", 90);
    const place = lon === null || lat === null || (lon === 0 && lat === 0) ? { lon: null, lat: null } : { lon, lat };
    return { day: dayOf(this.text(taken.get(TAKEN))), ...place };
  }

  long(at) { return this.view.getUint32(this.start + at, this.little); }

  entries(at) {
    const found = new Map();
    if (at === null) return found;
    const many = this.view.getUint16(this.start + at, this.little);
    for (let number = 0; number < many; number += 1) {
      const entry = at + 2 + 12 * number;
      const tag = this.view.getUint16(this.start + entry, this.little);
      const kind = this.view.getUint16(this.start + entry + 2, this.little);
      found.set(tag, { kind, many: this.long(entry + 4), at: entry + 8 });
    }
    return found;
  }

  at(entries, tag) {
    const entry = entries.get(tag);
    return entry && entry.kind === LONG ? this.long(entry.at) : null;
  }

  text(entry) {
    if (!entry || entry.kind !== ASCII) return "";
    const at = entry.many > 4 ? this.long(entry.at) : entry.at;
    let text = "";
    for (let number = 0; number < Math.min(entry.many, 20); number += 1) {
      text += String.fromCharCode(this.view.getUint8(this.start + at + number));
    }
    return text;
  }

  degrees(entries, tag, side, minus, most) {
    const entry = entries.get(tag);
    if (!entry || entry.kind !== RATIONAL || entry.many !== 3) return null;
    const at = this.long(entry.at);
    const part = (number) => this.long(at + 8 * number) / this.long(at + 8 * number + 4);
    const size = part(0) + part(1) / 60 + part(2) / 3600;
    if (!Number.isFinite(size) || size > most) return null;
    return this.text(entries.get(side)).startsWith(minus) ? -size : size;
  }
}

function dayOf(text) {
  const found = /^(\d{4}):(\d\d):(\d\d)/.exec(text);
  return found ? found.slice(1, 4).join("-") : "";
}
