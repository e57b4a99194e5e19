// Photos are made small in the browser: an upload of 300 kB instead of 5 MB, and no metadata. The
// day a camera noted is read before and goes along; the place it noted never leaves by itself.
import { noteOf } from "./exif.js";

const LONGEST = 1600;
const QUALITY = 0.82;
const MOST = 6;

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
    for (const input of root.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => this.take(input));
    }
  }

  async take(input) {
    const room = MOST - this.photos.length;
    const chosen = [...input.files].slice(0, room);
    input.value = "";
    for (const file of chosen) {
      const { day, lon, lat } = await noteOf(file);
      this.photos.push({ file: await smaller(file), day });
      if (lon !== null) this.noted(lon, lat);
    }
    this.show();
    this.changed();
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
    this.list.replaceChildren(...this.photos.map(({ file }, index) => this.item(file, index)));
  }

  item(file, index) {
    const item = document.createElement("li");
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = `${this.root.dataset.photoWord} ${index + 1}`;
    picture.onload = () => URL.revokeObjectURL(picture.src);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-outline-secondary";
    remove.textContent = `${this.root.dataset.removeWord} ${index + 1}`;
    remove.addEventListener("click", () => {
      this.photos.splice(index, 1);
      this.show();
      this.changed();
    });
    item.append(picture, remove);
    return item;
  }
}
