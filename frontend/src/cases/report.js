// The report form: photos made small, a draft kept on the phone, sent when there is signal.
// Three plain states, always visible: on this phone, waiting for signal, sent.
import { PhotoTray } from "./photos.js";
import { Places } from "./places.js";
import { draftOf, dropDraft, keepDraft } from "./store.js";
import { voiceOf, watchVoices } from "./voice.js";

const PAUSE = 500;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "photos", "voice", "find", "walk"]);

export function watchReport(form) {
  new Report(form).begin();
}

class Report {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-draft-state]");
    this.timer = 0;
    this.done = false;
    this.places = new Places(form, () => this.keepSoon());
    this.voice = voiceOf(form);
    this.tray = new PhotoTray(
      form.querySelector("[data-photos]"),
      () => this.keepSoon(),
      (lon, lat) => this.offerPlace(lon, lat),
    );
  }

  get key() {
    return this.form.elements.key.value;
  }

  async begin() {
    const wanted = new URLSearchParams(location.search).get("draft");
    if (wanted) await this.restore(wanted);
    this.form.addEventListener("input", () => this.keepSoon());
    this.form.addEventListener("change", () => this.keepSoon());
    this.form.addEventListener("change", () => this.warn());
    this.warn();
    // Before the shell's own listener, which would let the browser send the form by itself.
    this.form.addEventListener("submit", (event) => this.submit(event), { capture: true });
    window.addEventListener("online", () => this.waiting && this.send());
    this.watchClear();
  }

  // Whoever leaves a shared phone takes their words, photos, name and number off it.
  watchClear() {
    this.line.querySelector("[data-clear]").addEventListener("click", async () => {
      this.done = true;
      clearTimeout(this.timer);
      await dropDraft(this.key).catch(() => {}); // no storage here: then nothing was kept
      location.assign(this.form.dataset.start);
    });
  }

  async restore(key) {
    const draft = await draftOf(key);
    if (!draft || draft.owner !== this.form.dataset.owner) return;
    for (const [name, value] of draft.fields) this.put(name, value);
    this.form.elements.key.value = draft.key;
    this.tray.restore(draft.photos);
    this.lostFilm = Boolean(draft.hadFilm);
    this.tray.tell("videoLost", this.lostFilm);
    this.voice?.take(draft.voice);
    this.say("kept");
  }

  put(name, value) {
    const fields = [...this.form.querySelectorAll(`[name="${name}"]`)];
    for (const field of fields) {
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else field.value = value;
    }
    const known = fields.some((field) => field.type !== "radio" || field.value === value);
    if (name === "place" && !known) this.keepSpot(value);
  }

  // The place of a draft may not be among those the page offers: it is asked for by its key.
  keepSpot(value) {
    return this.places.show({ spot_key: value });
  }

  keepSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  async keep() {
    if (this.done) return;
    const fields = [...new FormData(this.form)].filter(
      ([name, value]) => typeof value === "string" && !LEFT_OUT.has(name),
    );
    try {
      await keepDraft({
        key: this.key,
        owner: this.form.dataset.owner,
        address: this.form.dataset.address,
        category: this.form.dataset.category,
        fields,
        photos: this.tray.keepable,
        voice: this.voice?.file || null,
        hadFilm: this.tray.film || this.lostFilm,
        waiting: Boolean(this.waiting),
        savedAt: Date.now(),
      });
      this.say(this.waiting ? "waiting" : "kept");
    } catch {
      this.say("unkept"); // private mode, or no room left
    }
  }

  async submit(event) {
    if (["join", "join_for"].includes(event.submitter?.name)) return; // "me too" goes its own way
    event.preventDefault();
    event.stopPropagation();
    if (this.places.looks(event.submitter)) return; // looking for a place is no sending
    await this.keep();
    await this.send();
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    this.say("sending");
    const body = new FormData(this.form);
    this.tray.addTo(body);
    let answer;
    try {
      answer = await post(this.form.action, body, (share) => this.sayShare(share));
    } catch {
      this.waiting = true;
      this.sending = false;
      await this.keep();
      return;
    }
    this.sending = false;
    this.waiting = false;
    await this.read(answer);
  }

  async read(answer) {
    if (answer.redirected) {
      this.done = true;
      clearTimeout(this.timer);
      await dropDraft(this.key);
      this.say("sent");
      location.assign(answer.url);
      return;
    }
    if (answer.status >= 500 || answer.status === 429) {
      this.say("refused");
      return;
    }
    // The page with what is wrong: it takes the place of this one, the photos stay at hand.
    const page = new DOMParser().parseFromString(answer.text, "text/html");
    const main = page.querySelector("main");
    document.querySelector("main").replaceWith(main);
    const form = main.querySelector("form[data-report]");
    if (!form) return;
    watchVoices(main);
    const next = new Report(form);
    next.tray.restore(this.tray.photos);
    next.voice?.take(this.voice?.file);
    window.htmx?.process(main);
    await next.begin();
    main.querySelector("[data-focus]")?.focus();
  }

  // Whoever gives no name and speaks may be recognised all the same: said before it is sent.
  warn() {
    const line = this.form.querySelector("[data-voice-unnamed]");
    const unnamed = this.form.querySelector("[name=disclosure][value=ANONYMOUS]");
    if (line) line.hidden = !(this.voice?.file && unnamed?.checked);
  }

  say(state) {
    for (const part of this.line.querySelectorAll("[data-state]")) {
      part.hidden = part.dataset.state !== state;
    }
    this.line.hidden = false;
  }

  // A video takes its time: how much of it has gone is told in steps of ten.
  sayShare(share) {
    const words = share > 0 && share < 100 ? `${share} %` : "";
    const line = this.line.querySelector("[data-share]");
    if (line.textContent !== words) line.textContent = words;
  }

  // A place that a camera noted is only offered: it stays here until somebody says yes.
  offerPlace(lon, lat) {
    const offer = this.form.querySelector("[data-photo-place]");
    const [yes, no] = offer.querySelectorAll("button");
    offer.hidden = false;
    yes.onclick = () => { offer.hidden = true; this.places.point(lon.toFixed(6), lat.toFixed(6)); };
    no.onclick = () => { offer.hidden = true; };
  }
}

// Only this older way of sending tells how far it is.
function post(address, body, told) {
  return new Promise((done, failed) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", address);
    sending.upload.onprogress = ({ loaded, total }) => told(Math.floor((loaded / total) * 10) * 10);
    sending.onload = () => done({
      status: sending.status,
      url: sending.responseURL,
      redirected: pathOf(sending.responseURL) !== pathOf(address),
      text: sending.responseText,
    });
    sending.onerror = sending.ontimeout = () => failed(new Error("not sent"));
    sending.send(body);
  });
}

function pathOf(address) {
  const whole = new URL(address, location.href);
  return whole.pathname + whole.search;
}
