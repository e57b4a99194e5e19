// The count: everything is checked, the book is saved, and only then is a tally decrypted.
import { systemBytes } from "../belenios/chance.js";
import { breathe, button, el, show, title } from "../page/dom.js";
import { noteDecryptions, writeBook } from "./book.js";
import { partialDecryption } from "./decryption.js";
import { bytesOf, fileField, saveLink, textOf, textsOf } from "./forms.js";
import { permits, readHeads } from "./safeguards.js";
import { form, keyFields, required, saveBook } from "./work.js";

/** Ask for everything that a decision to decrypt needs. */
export function countScreen(page) {
  const { say } = page;
  const manifest = fileField(say, "count.manifest");
  const archives = fileField(say, "files.archives", {}, true);
  const rosters = fileField(say, "files.rosters", {}, true);
  const heads = fileField(say, "files.heads");
  const own = keyFields(say);
  form(
    page,
    "count.title",
    [manifest.row, archives.row, rosters.row, heads.row, ...own.rows],
    async (bar) => {
      required(manifest.field, archives.field, heads.field);
      const { key, book } = await own.open(bar);
      const given = {
        manifest: await textOf(manifest.field),
        archives: await bytesOf(archives.field),
        rosters: await textsOf(rosters.field),
        heads: readHeads(await textOf(heads.field)),
      };
      const allowed = await checked(
        permits(given, { signingKey: key.signingKey, publicKey: key.publicKey, now: new Date() }),
        bar,
      );
      allowedScreen(page, { allowed, key, noted: noteDecryptions(book, allowed) });
    },
    "count.check",
  );
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
    el(
      "dl",
      { class: "page-box" },
      el("dt", {}, say("fact.tally")),
      el("dd", {}, name),
      el("dt", {}, say("fact.setup")),
      el("dd", { class: "page-code" }, setup),
      el("dt", {}, say("fact.head")),
      el("dd", { class: "page-code" }, head),
    ),
  );
  const decrypt = () => saveBook(page, noted, () => decryptedScreen(page, { allowed, key, noted }));
  show(
    root,
    title(say("count.allowed")),
    el("p", {}, say("count.once")),
    ...rows,
    el(
      "div",
      { class: "page-actions" },
      button(say("back"), () => page.home()),
      button(say("count.decrypt"), decrypt, { class: "page-button page-first" }),
    ),
  );
}

function decryptedScreen(page, { allowed, key, noted }) {
  const { root, say } = page;
  const setups = new Set(allowed.map(({ setup }) => setup));
  const earlier = {
    ...noted,
    decryptions: noted.decryptions.filter(({ setup }) => !setups.has(setup)),
  };
  const finished = noteDecryptions(earlier, allowed, true);
  const links = allowed.map(({ name, place, election, ciphertexts }) =>
    saveLink(
      say,
      `partial-decryption-${name}-${place}.json`,
      partialDecryption(ciphertexts, { election, secret: key.secret, randomBytes: systemBytes }),
    ),
  );
  show(
    root,
    title(say("count.done")),
    el("p", {}, say("count.hand_over")),
    ...links,
    el("p", {}, say("book.last")),
    saveLink(say, "trustee-book.json", writeBook(finished)),
  );
}
