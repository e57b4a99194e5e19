// Voice notes: an input for a recording becomes a recorder where the browser has one. Press, speak,
// press again, listen, send. Without a microphone or without this file the input stays as it is.
const KINDS = [
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
  ["audio/ogg;codecs=opus", "ogg"],
];
const BITS = 32_000;
const SHORTEST = 700; // milliseconds: less is a finger that slipped
const TICK = 200;
const known = new WeakMap();

// Makes recorders of the inputs below `root` that are none yet.
export function watchVoices(root) {
  for (const input of root.querySelectorAll("input[data-voice]")) {
    if (!known.has(input)) known.set(input, new Voice(input));
  }
}

// The recorder of a form, if it has one.
export function voiceOf(form) {
  return known.get(form.querySelector("input[data-voice]"));
}

function kindHere() {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return null;
  return KINDS.find(([type]) => MediaRecorder.isTypeSupported(type)) || null;
}

class Voice {
  constructor(input) {
    this.input = input;
    this.words = input.dataset;
    this.most = Number(input.dataset.seconds) * 1000;
    this.kind = kindHere();
    // With a recorder here, "choose" means a file; else the phone may open a recorder of its own.
    if (this.kind) input.removeAttribute("capture");
    this.build();
    input.addEventListener("change", () => this.show());
    // Before every other listener of the form: a note that still runs is not half sent.
    input.form.addEventListener("submit", (event) => this.hold(event), { capture: true });
    this.show();
  }

  build() {
    this.box = element("div", "voice");
    this.record = this.button("record", "btn btn-outline-primary voice-press", () => this.begin());
    this.stop = this.button("stop", "btn btn-danger voice-press", () => this.end());
    this.choose = this.button("choose", "btn btn-outline-secondary", () => this.input.click());
    this.time = element("span", "voice-time");
    this.player = document.createElement("audio");
    this.player.controls = true;
    this.player.setAttribute("aria-label", this.words.noteWord);
    this.remove = this.button("delete", "btn btn-outline-secondary", () => this.clear());
    this.line = element("p", "small");
    this.line.setAttribute("role", "status");
    this.box.append(this.record, this.stop, this.time, this.choose, this.player, this.remove, this.line);
    this.input.after(this.box);
  }

  button(name, look, pressed) {
    const button = element("button", look);
    button.type = "button";
    const drawn = this.input.parentElement.querySelector(`template[data-voice-icon="${name}"]`);
    if (drawn) button.append(drawn.content.cloneNode(true), " ");
    button.append(this.words[`${name}Word`]);
    button.dataset[`voice${name[0].toUpperCase()}${name.slice(1)}`] = "";
    button.addEventListener("click", pressed);
    return button;
  }

  get file() {
    return this.input.files[0] || null;
  }

  async begin() {
    if (this.recorder) return;
    this.say("");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.kind = null; // none, or not allowed: a file, or the recorder of the phone
      this.input.setAttribute("capture", "");
      this.say("denied");
      this.show();
      this.choose.focus();
      return;
    }
    const parts = [];
    this.recorder = new MediaRecorder(stream, { mimeType: this.kind[0], audioBitsPerSecond: BITS });
    this.recorder.ondataavailable = ({ data }) => data.size && parts.push(data);
    this.recorder.onstop = () => this.finish(stream, parts);
    this.recorder.start();
    this.began = performance.now();
    this.timer = setInterval(() => this.tick(), TICK);
    this.show();
    this.tick();
    this.stop.focus();
  }

  tick() {
    const gone = performance.now() - this.began;
    this.time.textContent = `${clock(gone)} / ${clock(this.most)}`;
    if (gone >= this.most) this.end();
  }

  end() {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  finish(stream, parts) {
    clearInterval(this.timer);
    for (const track of stream.getTracks()) track.stop(); // the sign of the browser goes out
    const [type, ending] = this.kind;
    const lasted = performance.now() - this.began;
    this.recorder = null;
    if (lasted < SHORTEST || !parts.length) {
      this.say("short");
      this.show();
      this.record.focus();
      return;
    }
    this.take(new File(parts, `voice.${ending}`, { type: type.split(";")[0] }));
    this.player.focus();
  }

  // Puts a file into the input, as if somebody had chosen it.
  take(file) {
    if (!file) return;
    const carried = new DataTransfer();
    carried.items.add(file);
    this.input.files = carried.files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  clear() {
    this.input.value = "";
    this.say("");
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    (this.kind ? this.record : this.choose).focus();
  }

  hold(event) {
    if (!this.recorder) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.say("running");
    this.stop.focus();
  }

  show() {
    if (this.file && this.file.size > Number(this.words.bytes)) {
      this.input.value = "";
      this.say("large");
    } else if (this.file) this.say("ready");
    const { file, recorder } = this;
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = file ? URL.createObjectURL(file) : "";
    if (file) this.player.src = this.address;
    else this.player.removeAttribute("src");
    this.input.hidden = true;
    this.record.hidden = !this.kind || Boolean(file || recorder);
    this.choose.hidden = Boolean(file || recorder);
    this.stop.hidden = this.time.hidden = !recorder;
    this.player.hidden = this.remove.hidden = !file;
  }

  say(word) {
    this.line.textContent = word ? this.words[`${word}Word`] : "";
  }
}

function element(name, look) {
  const made = document.createElement(name);
  made.className = look;
  return made;
}

function clock(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
