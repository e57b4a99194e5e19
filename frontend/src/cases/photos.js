// Photos are made small in the browser: an upload of 300 kB instead of 5 MB, and no metadata.
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

// The photos of one form: the inputs only bring files in; `files` is what will be sent.
export class PhotoTray {
  constructor(root, changed) {
    this.root = root;
    this.files = [];
    this.changed = changed;
    this.list = root.querySelector("[data-photo-list]");
    for (const input of root.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => this.take(input));
    }
  }

  async take(input) {
    const room = MOST - this.files.length;
    const chosen = [...input.files].slice(0, room);
    input.value = "";
    for (const file of chosen) this.files.push(await smaller(file));
    this.show();
    this.changed();
  }

  restore(files) {
    this.files = [...files];
    this.show();
  }

  show() {
    this.list.replaceChildren(...this.files.map((file, index) => this.item(file, index)));
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
      this.files.splice(index, 1);
      this.show();
      this.changed();
    });
    item.append(picture, remove);
    return item;
  }
}
