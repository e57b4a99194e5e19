// Photos are made small in the browser: an upload of 300 kB instead of 5 MB, and no metadata. The
// day a camera noted is read before and goes along; the place it noted never leaves by itself.
// A video cannot be made small here; only the place is taken out of it.
import { noteOf } from "./exif.js";
import { withoutPlace } from "./film.js";

const LONGEST = 1600;
const QUALITY = 0.82;
const MOST = 6;
const FILM_ENDING = /\.(mp4|m4v|mov|webm|3gp)$/i;

export function isFilm(file) {
  return file.type.startsWith("video/") || FILM_ENDING.test(file.name || "");
}

export async function smaller(file) {
  let picture;
  try {
    picture = await load(file);
  } catch {
    return file; // not readable here: the server looks at it and says so
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
}

function load(file) {
  return new Promise((done, failed) => {
    const picture = new Image();
    const address = URL.createObjectURL(file);
    picture.onload = () => { URL.revokeObjectURL(address); done(picture); };
    picture.onerror = () => { URL.revokeObjectURL(address); failed(new Error("no picture")); };
    picture.src = address;
  });
}

// The photos of one form: the inputs only bring files in; `photos` is what will be sent, each a
// file and the day it was taken. `noted` is told of a place that a camera noted.
export class PhotoTray {
  constructor(root, changed, noted) {
    this.root = root;
    this.photos = [];
    this.changed = changed;
    this.noted = noted;
    this.list = root.querySelector("[data-photo-list]");
    this.largest = Number(root.dataset.videoMost || 0);
    for (const input of root.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => this.take(input));
    }
  }

  async take(input) {
    const room = MOST - this.photos.length;
    const chosen = [...input.files].slice(0, room);
    input.value = "";
    this.tell("videoLarge", false);
    this.tell("videoSecond", false);
    for (const file of chosen) {
      const { lon, lat } = isFilm(file) ? await this.takeFilm(file) : await this.takePhoto(file);
      if (lon !== null) this.noted(lon, lat);
    }
    this.show();
    this.changed();
  }

  async takePhoto(file) {
    const note = await noteOf(file);
    this.photos.push({ file: await smaller(file), day: note.day });
    return note;
  }

  async takeFilm(file) {
    const nothing = { lon: null, lat: null };
    if (this.film) {
      this.tell("videoSecond", true);
      return nothing;
    }
    if (this.largest && file.size > this.largest) {
      this.tell("videoLarge", true);
      return nothing;
    }
    const { film, lon, lat } = await withoutPlace(file);
    this.photos.push({ file: film, day: "" });
    this.tell("videoLost", false);
    return { lon, lat };
  }

  get film() {
    return this.photos.some(({ file }) => isFilm(file));
  }

  // What a draft can hold: photos. A video of tens of megabytes is not written to the phone again
  // and again, and does not fit into what browsers set aside.
  get keepable() {
    return this.photos.filter(({ file }) => !isFilm(file));
  }

  tell(name, shown) {
    const line = this.root.querySelector(`[data-${name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}]`);
    if (line) line.hidden = !shown;
  }

  restore(photos) {
    // A draft of an older page kept files alone.
    this.photos = photos.map((one) => (one instanceof Blob ? { file: one, day: "" } : one));
    this.show();
  }

  // Adds the photos to what is sent, each with its day at the same position.
  addTo(body) {
    body.delete("photos");
    for (const { file, day } of this.photos) {
      body.append("photos", file);
      body.append("photo_days", day);
    }
  }

  show() {
    this.tell("videoUnkept", this.film);
    this.list.replaceChildren(...this.photos.map(({ file }, index) => this.item(file, index)));
  }

  item(file, index) {
    const item = document.createElement("li");
    const film = isFilm(file);
    const words = this.root.dataset;
    const shown = film ? filmTile(file, words.videoWord) : photoTile(file, `${words.photoWord} ${index + 1}`);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-outline-secondary";
    remove.textContent = film ? words.removeVideoWord : `${words.removeWord} ${index + 1}`;
    remove.addEventListener("click", () => {
      this.photos.splice(index, 1);
      this.show();
      this.changed();
    });
    item.append(shown, remove);
    return item;
  }
}

function photoTile(file, words) {
  const picture = document.createElement("img");
  picture.src = URL.createObjectURL(file);
  picture.alt = words;
  picture.onload = () => URL.revokeObjectURL(picture.src);
  return picture;
}

function filmTile(file, word) {
  const tile = document.createElement("div");
  tile.className = "film-tile";
  tile.textContent = `${word} · ${(file.size / 1e6).toFixed(1)} MB`;
  return tile;
}
