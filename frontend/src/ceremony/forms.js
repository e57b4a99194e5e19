// Small forms of the ceremony page: files to choose, a passphrase, downloads, and refusals.
import { complain, el, forgive } from "../page/dom.js";

/** A labelled file chooser; `multiple` for several files. */
export function fileField(say, key, facts = {}, multiple = false) {
  const id = `file-${key.replace(/\W/g, "-")}-${Object.values(facts).join("-")}`;
  const field = el("input", { id, type: "file", class: "page-field", multiple, "data-field": key });
  return { field, row: el("p", {}, el("label", { for: id }, say(key, facts)), field) };
}

/** A labelled line of text; `type` may be "password". */
export function textField(say, key, type = "text") {
  const id = `text-${key.replace(/\W/g, "-")}`;
  const field = el("input", {
    id,
    type,
    class: "page-field",
    autocomplete: "off",
    spellcheck: "false",
    "data-field": key,
  });
  return { field, row: el("p", {}, el("label", { for: id }, say(key)), field) };
}

/** A line for errors, and the two functions that fill and clear it. */
export function errorBox(say) {
  const line = el("p", { class: "page-error", role: "alert", hidden: true });
  return {
    line,
    refuse(field, error) {
      const code = error.code || error.message;
      complain(
        field,
        line,
        `${say("refused")} [${code}] ${say(`refused.${code}`, error.facts || {})}`,
      );
      line.dataset.code = code;
    },
    clear(field) {
      forgive(field, line);
    },
  };
}

/** The text of the chosen file, or of each of several. */
export async function textOf(field) {
  return (await textsOf(field))[0];
}

/** The texts of all chosen files. */
export function textsOf(field) {
  return Promise.all([...field.files].map((file) => file.text()));
}

/** The lines of all chosen files that hold anything: one file of many lines, or many files. */
export async function linesOf(field) {
  const texts = await textsOf(field);
  return texts
    .join("\n")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Names and bytes of all chosen files. */
export function bytesOf(field) {
  return Promise.all(
    [...field.files].map(async (file) => ({
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}

/** A link that saves a text under a name. */
export function saveLink(say, name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  return el(
    "p",
    {},
    el(
      "a",
      { class: "page-button page-link", href: url, download: name, "data-save": name },
      say("save", { name }),
    ),
  );
}

/** A progress bar with a sentence that screen readers hear. */
export function progressBar(text) {
  const bar = el("progress", { max: "1", value: "0", "aria-label": text });
  return { bar, row: el("div", {}, el("p", { "aria-live": "polite" }, text), bar) };
}
