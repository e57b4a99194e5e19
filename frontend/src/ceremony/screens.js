// The screens of the ceremony page: make a key, sign the manifest, count.
import { systemBytes } from "../belenios/chance.js";
import { sha256Hex } from "../belenios/group.js";
import { Refused } from "../belenios/refusal.js";
import { breathe, button, el, show, title } from "../page/dom.js";
import { newBook, noteDecryptions, noteManifest, readBook, writeBook } from "./book.js";
import { partialDecryption, trusteeKey } from "./decryption.js";
import { bytesOf, errorBox, fileField, progressBar, saveLink, textField, textOf, textsOf } from "./forms.js";
import { fingerprint, newKey, openKey } from "./key.js";
import { addSignature, readManifest, readRoster, requireMixed } from "./manifest.js";
import { permits, readHeads } from "./safeguards.js";

const LEAST_PASSPHRASE = 12;

/** Where to begin. */
export function startScreen({ root, say, ...rest }) {
  const page = { root, say, ...rest };
  const choice = (key, screen) => button(say(key), () => screen(page), { "data-choice": key });
  show(root,
    title(say("start.title")),
    el("p", {}, say("start.offline")),
    el("div", { class: "page-actions" }, choice("start.key", keyScreen), choice("start.sign", signScreen), choice("start.count", countScreen)),
  );
}

function form(page, heading, rows, work, label) {
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
  show(root,
    title(say(heading)),
    el("form", { onsubmit, novalidate: true }, ...rows, box.line, progress.row,
      el("div", { class: "page-actions" }, button(say("back"), () => startScreen(page)), submit)),
  );
}

function required(...fields) {
  for (const field of fields) {
    const empty = field.type === "file" ? field.files.length === 0 : field.value.trim() === "";
    if (empty) throw new Refused("form.missing", { name: field.labels[0].textContent });
  }
}

// ---------------------------------------------------------------- the key

function keyScreen(page) {
  const { say } = page;
  const name = textField(say, "key.name");
  const first = textField(say, "key.passphrase", "password");
  const again = textField(say, "key.again", "password");
  form(page, "key.title", [name.row, first.row, again.row], async (bar) => {
    required(name.field, first.field);
    const passphrase = first.field.value;
    if (passphrase.length < LEAST_PASSPHRASE) throw new Refused("key.short", { least: LEAST_PASSPHRASE });
    if (passphrase !== again.field.value) throw new Refused("key.different");
    const onProgress = (share) => { bar.value = share; };
    const { file, key } = await newKey({ name: name.field.value.trim(), passphrase, randomBytes: systemBytes, cost: page.cost, onProgress });
    keyMade(page, file, key);
  }, "key.make");
}

function keyMade({ root, say, ...rest }, file, key) {
  show(root,
    title(say("key.made")),
    el("dl", { class: "page-box" },
      el("dt", {}, say("key.number")), el("dd", { class: "page-short" }, fingerprint(key.publicKey)),
      el("dt", {}, say("key.signing")), el("dd", { class: "page-short" }, fingerprint(key.signingKey))),
    el("p", {}, say("key.keep")),
    saveLink(say, "trustee-key.PRIVATE.json", file),
    saveLink(say, "trustee-book.json", writeBook(newBook(key.publicKey))),
    el("p", {}, say("key.hand_over")),
    saveLink(say, "trustee.json", trusteeKey(key.secret, key.name, systemBytes)),
    saveLink(say, "signing-key.json", JSON.stringify({ signing_key: key.signingKey })),
    el("div", { class: "page-actions" }, button(say("back"), () => startScreen({ root, say, ...rest }))),
  );
}

/** Fields for the key, its book and its passphrase, and the function that opens them. */
function keyFields(say) {
  const file = fileField(say, "open.key");
  const book = fileField(say, "open.book");
  const passphrase = textField(say, "open.passphrase", "password");
  const open = async (bar) => {
    required(file.field, book.field, passphrase.field);
    const onProgress = (share) => { bar.value = share; };
    const key = await openKey({ source: await textOf(file.field), passphrase: passphrase.field.value, onProgress });
    return { key, book: readBook(await textOf(book.field), key.publicKey) };
  };
  return { rows: [file.row, book.row, passphrase.row], open };
}

/** Have the new book saved, and read it back, before going on. */
function saveBook({ root, say }, book, next) {
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
  show(root,
    title(say("book.title")),
    el("p", {}, say("book.explain")),
    saveLink(say, "trustee-book.json", source),
    back.row, box.line,
    el("div", { class: "page-actions" }, button(say("next"), check, { class: "page-button page-first" })),
  );
}

// ---------------------------------------------------------------- the manifest

function signScreen(page) {
  const { say } = page;
  const manifest = fileField(say, "sign.manifest");
  const rosters = fileField(say, "files.rosters", {}, true);
  const own = keyFields(say);
  form(page, "sign.title", [manifest.row, rosters.row, ...own.rows], async (bar) => {
    required(manifest.field);
    const agreed = readManifest(await textOf(manifest.field));
    const { key, book } = await own.open(bar);
    if (!agreed.value.trustees.includes(key.publicKey)) throw new Refused("manifest.stranger", { key: key.publicKey });
    const noted = noteManifest(book, { uuid: agreed.value.uuid, digest: agreed.digest });
    const known = new Map((await textsOf(rosters.field)).map((roster) => [sha256Hex(roster), roster]));
    const weights = agreed.value.tallies.map((tally) => rosterOf(tally, known));
    agreeScreen(page, { agreed, key, noted, weights });
  }, "next");
}

function rosterOf({ roster }, known) {
  if (roster === undefined) return null;
  if (!known.has(roster)) throw new Refused("manifest.roster", { expected: roster, found: [...known.keys()].join() });
  const weights = readRoster(known.get(roster));
  requireMixed(weights);
  return weights;
}

function agreeScreen(page, { agreed, key, noted, weights }) {
  const { root, say } = page;
  const { value } = agreed;
  const box = errorBox(say);
  const agree = el("input", { type: "checkbox", "data-field": "agree" });
  const row = (name, fact) => [el("dt", {}, say(name)), el("dd", { class: "page-code" }, String(fact))];
  const tallies = value.tallies.map((tally, index) =>
    el("dl", { class: "page-box" },
      row("fact.tally", `${tally.name} (${tally.unit}; ${tally.rounding})`), row("fact.credentials", tally.credentials), row("fact.setup", tally.setup),
      row("fact.roster", tally.roster || "—"),
      weights[index] ? row("fact.weights", say("fact.weights.value", spread(weights[index]))) : null),
  );
  const sign = () => {
    if (!agree.checked) {
      box.refuse(agree, new Refused("sign.declined"));
      return;
    }
    saveBook(page, noted, () => show(root,
      title(say("sign.done")),
      saveLink(say, "manifest.signed.json", addSignature(agreed, key.seed)),
      el("div", { class: "page-actions" }, button(say("back"), () => startScreen(page))),
    ));
  };
  show(root,
    title(say("sign.facts")),
    el("dl", { class: "page-box" },
      row("fact.uuid", value.uuid), row("fact.fingerprint", value.fingerprint), row("fact.closes_at", value.closes_at), row("fact.floor", value.floor),
      row("fact.booth", value.booth || "—"), value.trustees.map((trustee, index) => row("fact.trustee", `${index + 1}: ${trustee}`))),
    ...tallies,
    el("label", { class: "page-choice" }, agree, el("span", {}, say("sign.agree"))), box.line,
    el("div", { class: "page-actions" }, button(say("back"), () => startScreen(page)), button(say("sign.sign"), sign, { class: "page-button page-first" })),
  );
}

function spread(weights) {
  const sorted = [...weights].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  return { owners: weights.length, total, smallest: sorted[0], largest: sorted[sorted.length - 1] };
}

// ---------------------------------------------------------------- the count

function countScreen(page) {
  const { say } = page;
  const manifest = fileField(say, "count.manifest");
  const archives = fileField(say, "files.archives", {}, true);
  const rosters = fileField(say, "files.rosters", {}, true);
  const heads = fileField(say, "files.heads");
  const own = keyFields(say);
  form(page, "count.title", [manifest.row, archives.row, rosters.row, heads.row, ...own.rows], async (bar) => {
    required(manifest.field, archives.field, heads.field);
    const { key, book } = await own.open(bar);
    const given = {
      manifest: await textOf(manifest.field),
      archives: await bytesOf(archives.field),
      rosters: await textsOf(rosters.field),
      heads: readHeads(await textOf(heads.field)),
    };
    const allowed = await checked(permits(given, { signingKey: key.signingKey, publicKey: key.publicKey, now: new Date() }), bar);
    allowedScreen(page, { allowed, key, noted: noteDecryptions(book, allowed) });
  }, "count.check");
}

/** Walk through the checks without blocking the page. */
async function checked(steps, bar) {
  let painted = performance.now();
  let step = steps.next();
  while (!step.done) {
    if (performance.now() - painted > 50) {
      bar.value = step.value.checked / Math.max(1, step.value.ballots);
      await breathe();
      painted = performance.now();
    }
    step = steps.next();
  }
  return step.value;
}

function allowedScreen(page, { allowed, key, noted }) {
  const { root, say } = page;
  const rows = allowed.map(({ name, setup, head }) =>
    el("dl", { class: "page-box" },
      el("dt", {}, say("fact.tally")), el("dd", {}, name),
      el("dt", {}, say("fact.setup")), el("dd", { class: "page-code" }, setup),
      el("dt", {}, say("fact.head")), el("dd", { class: "page-code" }, head)),
  );
  const decrypt = () => saveBook(page, noted, () => decryptedScreen(page, { allowed, key, noted }));
  show(root,
    title(say("count.allowed")),
    el("p", {}, say("count.once")),
    ...rows,
    el("div", { class: "page-actions" }, button(say("back"), () => startScreen(page)), button(say("count.decrypt"), decrypt, { class: "page-button page-first" })),
  );
}

function decryptedScreen(page, { allowed, key, noted }) {
  const { root, say } = page;
  const setups = new Set(allowed.map(({ setup }) => setup));
  const earlier = { ...noted, decryptions: noted.decryptions.filter(({ setup }) => !setups.has(setup)) };
  const finished = noteDecryptions(earlier, allowed, true);
  const links = allowed.map(({ name, place, election, ciphertexts }) =>
    saveLink(say, `partial-decryption-${name}-${place}.json`, partialDecryption(ciphertexts, { election, secret: key.secret, randomBytes: systemBytes })),
  );
  show(root,
    title(say("count.done")),
    el("p", {}, say("count.hand_over")),
    ...links,
    el("p", {}, say("book.last")),
    saveLink(say, "trustee-book.json", writeBook(finished)),
  );
}
