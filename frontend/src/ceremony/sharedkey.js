// A key that several trustees share, of whom some are enough for the count: three steps, and files
// that go round between them. Each step begins from files, so the page may be closed in between.
import { write } from "../belenios/canonical.js";
import { systemBytes } from "../belenios/chance.js";
import { Refused } from "../belenios/refusal.js";
import { button, el, show, title } from "../page/dom.js";
import { newBook, writeBook } from "./book.js";
import { fileField, linesOf, saveLink, textField, textOf } from "./forms.js";
import { completed, fingerprint, newMember, openMember } from "./key.js";
import { certificate, deal, readCertificates, receive } from "./pedersen.js";
import { chosenPassphrase, form, passphraseFields, required } from "./work.js";

const KEY_FILE = "trustee-key.PRIVATE.json";
const STEPS = {
  "shared.announce": announceScreen,
  "shared.deal": dealScreen,
  "shared.receive": receiveScreen,
};

/** Ask which step comes next. */
export function sharedScreen(page) {
  const { root, say } = page;
  const steps = Object.entries(STEPS).map(([key, screen]) =>
    button(say(key), () => screen(page), { "data-choice": key }),
  );
  show(
    root,
    title(say("shared.title")),
    el("p", {}, say("shared.explain")),
    el("div", { class: "page-actions" }, ...steps, homeButton(page)),
  );
}

function announceScreen(page) {
  const { say } = page;
  const name = textField(say, "key.name");
  const size = textField(say, "shared.size");
  const threshold = textField(say, "shared.threshold");
  const index = textField(say, "shared.index");
  const passphrase = passphraseFields(say);
  form(
    page,
    "shared.announce",
    [name.row, size.row, threshold.row, index.row, ...passphrase.rows],
    async (bar) => {
      required(name.field, size.field, threshold.field, index.field, passphrase.first);
      const members = numberIn(size.field, 2, 50);
      const place = {
        index: numberIn(index.field, 1, members),
        threshold: numberIn(threshold.field, 1, members),
        size: members,
      };
      const made = await newMember({
        name: name.field.value.trim(),
        place,
        passphrase: chosenPassphrase(passphrase),
        randomBytes: systemBytes,
        cost: page.cost,
        onProgress: progressOf(bar),
      });
      stepDone(page, "shared.announced", [
        keyNumber(page, "key.signing", made.signingKey),
        el("p", {}, say("shared.keep")),
        saveLink(say, KEY_FILE, write(made.file)),
        el("p", {}, say("key.hand_over")),
        saveLink(say, `certificate-${place.index}.json`, certificate(made.member, place, systemBytes)),
        saveLink(say, "signing-key.json", write({ signing_key: made.signingKey })),
      ]);
    },
    "next",
  );
}

function dealScreen(page) {
  const { say } = page;
  const own = memberFields(say);
  const certificates = fileField(say, "shared.certificates", {}, true);
  form(
    page,
    "shared.deal",
    [...own.rows, certificates.row],
    async (bar) => {
      required(certificates.field);
      const { member, place } = await own.open(bar);
      const known = readCertificates(await linesOf(certificates.field), member, place);
      const dealt = await deal(member, known, place, systemBytes);
      stepDone(page, "shared.dealt", [saveLink(say, `polynomial-${place.index}.json`, dealt)]);
    },
    "next",
  );
}

function receiveScreen(page) {
  const { say } = page;
  const own = memberFields(say);
  const certificates = fileField(say, "shared.certificates", {}, true);
  const polynomials = fileField(say, "shared.polynomials", {}, true);
  form(
    page,
    "shared.receive",
    [...own.rows, certificates.row, polynomials.row],
    async (bar) => {
      required(certificates.field, polynomials.field);
      const { file, member, place } = await own.open(bar);
      if (file.private_key !== undefined) throw new Refused("key.complete");
      const known = readCertificates(await linesOf(certificates.field), member, place);
      const deals = await linesOf(polynomials.field);
      const key = await receive(member, known, place, deals, systemBytes);
      const printed = key.publicKey.public_key;
      stepDone(page, "shared.received", [
        keyNumber(page, "key.number", printed),
        el("p", {}, say("shared.replace")),
        saveLink(say, KEY_FILE, write(completed(file, key))),
        saveLink(say, "trustee-book.json", writeBook(newBook(printed))),
        el("p", {}, say("key.hand_over")),
        saveLink(
          say,
          `voutput-${place.index}.json`,
          write({ private_key: key.privateKey, public_key: key.publicKey }),
        ),
      ]);
    },
    "next",
  );
}

/** Fields for a member's file and passphrase, and the function that opens it. */
function memberFields(say) {
  const file = fileField(say, "open.key");
  const passphrase = textField(say, "open.passphrase", "password");
  const open = async (bar) => {
    required(file.field, passphrase.field);
    return openMember({
      source: await textOf(file.field),
      passphrase: passphrase.field.value,
      onProgress: progressOf(bar),
    });
  };
  return { rows: [file.row, passphrase.row], open };
}

function stepDone(page, heading, children) {
  const { root, say } = page;
  show(
    root,
    title(say(heading)),
    ...children,
    el("div", { class: "page-actions" }, homeButton(page)),
  );
}

function keyNumber({ say }, label, key) {
  return el(
    "dl",
    { class: "page-box" },
    el("dt", {}, say(label)),
    el("dd", { class: "page-short" }, fingerprint(key)),
  );
}

function homeButton(page) {
  return button(page.say("back"), () => page.home());
}

function numberIn(field, least, most) {
  const number = Number(field.value.trim());
  if (!Number.isInteger(number) || number < least || number > most)
    throw new Refused("form.number", { name: field.labels[0].textContent, least, most });
  return number;
}

function progressOf(bar) {
  return (share) => {
    bar.value = share;
  };
}
