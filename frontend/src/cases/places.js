// Choosing a place in a form: by name, step by step down the address tree, or on a map.

export class Places {
  constructor(form, changed = () => {}) {
    this.form = form;
    this.changed = changed;
    this.watchPosition();
    this.watchMap();
  }

  // Tells whether a button only looks for a place, and does that.
  looks(button) {
    if (button?.name === "find") this.show({ find_text: this.form.elements.find_text.value });
    else if (button?.name === "walk") this.walk(button.value);
    else return false;
    return true;
  }

  async show(values) {
    const found = this.form.querySelector("[data-found]");
    const body = new URLSearchParams(values);
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(found.dataset.address, { method: "POST", body });
    if (!answer.ok) return;
    found.innerHTML = await answer.text();
    found.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // One step up or down the address tree; where one stands then is the place of the report.
  async walk(key) {
    const tree = this.form.querySelector("[data-tree]");
    const body = new URLSearchParams({ walk: key });
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(tree.dataset.address, { method: "POST", body });
    if (!answer.ok) return;
    const legend = tree.querySelector("legend");
    tree.innerHTML = await answer.text();
    tree.prepend(legend);
    (tree.querySelector("[data-here]") || tree.querySelector("button"))?.focus();
    this.form.querySelector("[data-found]").dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The position is asked for only when somebody presses the button, and fills two fields.
  watchPosition() {
    const button = this.form.querySelector("[data-position]");
    if (!button || !navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => this.point(coords.longitude.toFixed(6), coords.latitude.toFixed(6)),
        () => this.form.querySelector("[data-no-position]").removeAttribute("hidden"),
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    });
  }

  // The map is fetched when somebody opens it: most reports need none, and phones pay for it.
  watchMap() {
    const part = this.form.querySelector("[data-pick]");
    if (!part) return;
    part.hidden = false;
    part.addEventListener("toggle", () => showMap(part), { once: true });
    part.addEventListener("linli:spot", ({ detail }) => this.point(detail.lon, detail.lat));
  }

  point(lon, lat) {
    this.form.elements.lon.value = lon;
    this.form.elements.lat.value = lat;
    this.show({ lon, lat });
    this.changed();
  }
}

function showMap(part) {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = part.dataset.sheet;
  const script = document.createElement("script");
  script.src = part.dataset.script;
  style.addEventListener("load", () => document.head.append(script), { once: true });
  document.head.append(style);
}

// A form that asks for a place and for little else: looking for it does not send the form.
export function watchPlace(form) {
  const places = new Places(form);
  form.addEventListener("submit", (event) => {
    if (!places.looks(event.submitter)) return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });
}
