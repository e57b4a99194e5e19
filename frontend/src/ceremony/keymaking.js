// Making a trustee's key: what to write down, what to keep, what to hand over.
import { systemBytes } from "../belenios/chance.js";
import { write } from "../belenios/canonical.js";
import { button, el, show, title } from "../page/dom.js";
import { newBook, writeBook } from "./book.js";
import { provenKey } from "./decryption.js";
import { saveLink, textField } from "./forms.js";
import { fingerprint, newKey } from "./key.js";
import { chosenPassphrase, form, passphraseFields, required } from "./work.js";

/** Ask for a name and a passphrase. */
export function keyScreen(page) {
  const { say } = page;
  const name = textField(say, "key.name");
  const typed = passphraseFields(say);
  form(
    page,
    "key.title",
    [name.row, ...typed.rows],
    async (bar) => {
      required(name.field, typed.first);
      const passphrase = chosenPassphrase(typed);
      const onProgress = (share) => {
        bar.value = share;
      };
      const { file, key } = await newKey({
        name: name.field.value.trim(),
        passphrase,
        randomBytes: systemBytes,
        cost: page.cost,
        onProgress,
      });
      keyMade(page, file, key);
    },
    "key.make",
  );
}

function keyMade(page, file, key) {
  const { root, say } = page;
  show(
    root,
    title(say("key.made")),
    el(
      "dl",
      { class: "page-box" },
      el("dt", {}, say("key.number")),
      el("dd", { class: "page-short" }, fingerprint(key.publicKey)),
      el("dt", {}, say("key.signing")),
      el("dd", { class: "page-short" }, fingerprint(key.signingKey)),
    ),
    el("p", {}, say("key.keep")),
    saveLink(say, "trustee-key.PRIVATE.json", file),
    saveLink(say, "trustee-book.json", writeBook(newBook(key.publicKey))),
    el("p", {}, say("key.hand_over")),
    saveLink(say, "trustee.json", write(provenKey(key.secret, { name: key.name }, systemBytes))),
    saveLink(say, "signing-key.json", JSON.stringify({ signing_key: key.signingKey })),
    el(
      "div",
      { class: "page-actions" },
      button(say("back"), () => page.home()),
    ),
  );
}
