// Builds elements without markup strings, so that nothing an election says can become code.

/** Make an element: properties first, then children (elements or text; null is left out). */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Read the page's block of JSON. */
export function pageData(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Sentences of the page's language: say("key", { name: value }) fills in {name}. */
export function speaker(sentences) {
  return (key, facts = {}) =>
    (sentences[key] || key).replace(/\{(\w+)\}/g, (whole, name) =>
      name in facts ? String(facts[name]) : whole,
    );
}

/** Show one screen: replace what was there and move the focus to its heading. */
export function show(root, ...children) {
  root.replaceChildren(...children);
  window.scrollTo(0, 0);
  const heading = root.querySelector("h2");
  if (heading) heading.focus();
}

/** A heading that can take the focus when its screen appears. */
export function title(text) {
  return el("h2", { tabindex: "-1" }, text);
}

/** A button of the page's main kind. */
export function button(text, onclick, properties = {}) {
  return el("button", { type: "button", class: "page-button", onclick, ...properties }, text);
}

/** Put an error beside its field, for eyes and for screen readers, and move the focus there. */
export function complain(field, message, text) {
  message.textContent = text;
  message.hidden = false;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

/** Take the error back. */
export function forgive(field, message) {
  message.hidden = true;
  message.textContent = "";
  field.removeAttribute("aria-invalid");
}

/** Let the browser paint before the next piece of work. */
export function breathe() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Copy text; the clipboard interface needs HTTPS, the older way does not. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "page-offscreen", readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
