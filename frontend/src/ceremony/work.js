// Pieces that all three matters of the ceremony page share: a form that works, the key, the book.
import { Refused } from "../belenios/refusal.js";
import { button, el, show, title } from "../page/dom.js";
import { readBook, writeBook } from "./book.js";
import { errorBox, fileField, progressBar, saveLink, textField, textOf } from "./forms.js";
import { openKey } from "./key.js";

const LEAST_PASSPHRASE = 12;

/** A form whose work may take long or be refused; on success the work itself shows what follows. */
export function form(page, heading, rows, work, label) {
  const { root, say } = page;
  const box = errorBox(say);
  const progress = progressBar(say("working"));
  progress.row.hidden = true;
  const submit = el("button", { type: "submit", class: "page-button page-first" }, say(label));
  const onsubmit = async (event) => {
    event.preventDefault();
    box.clear(submit);
    submit.disabled = true;
    progress.row.hidden = false;
    try {
      await work(progress.bar);
    } catch (error) {
      submit.disabled = false;
      progress.row.hidden = true;
      box.refuse(submit, error);
    }
  };
  show(
    root,
    title(say(heading)),
    el(
      "form",
      { onsubmit, novalidate: true },
      ...rows,
      box.line,
      progress.row,
      el(
        "div",
        { class: "page-actions" },
        button(say("back"), () => page.home()),
        submit,
      ),
    ),
  );
}

/** Refuse unless something was typed or chosen in every field. */
export function required(...fields) {
  for (const field of fields) {
    const empty = field.type === "file" ? field.files.length === 0 : field.value.trim() === "";
    if (empty) throw new Refused("form.missing", { name: field.labels[0].textContent });
  }
}

/** Two fields for a new passphrase. */
export function passphraseFields(say) {
  const first = textField(say, "key.passphrase", "password");
  const again = textField(say, "key.again", "password");
  return { first: first.field, again: again.field, rows: [first.row, again.row] };
}

/** The new passphrase, if it is long enough and twice the same. */
export function chosenPassphrase({ first, again }) {
  if (first.value.length < LEAST_PASSPHRASE)
    throw new Refused("key.short", { least: LEAST_PASSPHRASE });
  if (first.value !== again.value) throw new Refused("key.different");
  return first.value;
}

/** Fields for the key, its book and its passphrase, and the function that opens them. */
export function keyFields(say) {
  const file = fileField(say, "open.key");
  const book = fileField(say, "open.book");
  const passphrase = textField(say, "open.passphrase", "password");
  const open = async (bar) => {
    required(file.field, book.field, passphrase.field);
    const onProgress = (share) => {
      bar.value = share;
    };
    const key = await openKey({
      source: await textOf(file.field),
      passphrase: passphrase.field.value,
      onProgress,
    });
    return { key, book: readBook(await textOf(book.field), key.publicKey) };
  };
  return { rows: [file.row, book.row, passphrase.row], open };
}

/** Have the new book saved, and read it back, before going on. */
export function saveBook({ root, say }, book, next) {
  const source = writeBook(book);
  const box = errorBox(say);
  const back = fileField(say, "book.back");
  const check = async () => {
    try {
      required(back.field);
      if ((await textOf(back.field)) !== source) throw new Refused("book.unsaved");
      next();
    } catch (error) {
      box.refuse(back.field, error);
    }
  };
  show(
    root,
    title(say("book.title")),
    el("p", {}, say("book.explain")),
    saveLink(say, "trustee-book.json", source),
    back.row,
    box.line,
    el(
      "div",
      { class: "page-actions" },
      button(say("next"), check, { class: "page-button page-first" }),
    ),
  );
}
