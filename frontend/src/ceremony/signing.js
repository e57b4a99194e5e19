// Signing the manifest: the trustee sees every fact of it, and signs once for each vote.
import { sha256Hex } from "../belenios/group.js";
import { Refused } from "../belenios/refusal.js";
import { button, el, show, title } from "../page/dom.js";
import { noteManifest } from "./book.js";
import { errorBox, fileField, saveLink, textOf, textsOf } from "./forms.js";
import { addSignature, readManifest, readRoster, requireMixed } from "./manifest.js";
import { form, keyFields, required, saveBook } from "./work.js";

/** Ask for the manifest and the rosters it names. */
export function signScreen(page) {
  const { say } = page;
  const manifest = fileField(say, "sign.manifest");
  const rosters = fileField(say, "files.rosters", {}, true);
  const own = keyFields(say);
  form(
    page,
    "sign.title",
    [manifest.row, rosters.row, ...own.rows],
    async (bar) => {
      required(manifest.field);
      const agreed = readManifest(await textOf(manifest.field));
      const { key, book } = await own.open(bar);
      if (!agreed.value.trustees.includes(key.publicKey))
        throw new Refused("manifest.stranger", { key: key.publicKey });
      const noted = noteManifest(book, { uuid: agreed.value.uuid, digest: agreed.digest });
      const known = new Map(
        (await textsOf(rosters.field)).map((roster) => [sha256Hex(roster), roster]),
      );
      const weights = agreed.value.tallies.map((tally) => rosterOf(tally, known));
      agreeScreen(page, { agreed, key, noted, weights });
    },
    "next",
  );
}

function rosterOf({ roster }, known) {
  if (roster === undefined) return null;
  if (!known.has(roster))
    throw new Refused("manifest.roster", { expected: roster, found: [...known.keys()].join() });
  const weights = readRoster(known.get(roster));
  if (weights.length === 0)
    throw new Refused("roster.form", { where: "1", expected: "an owner", found: "nothing" });
  requireMixed(weights);
  return weights;
}

function agreeScreen(page, { agreed, key, noted, weights }) {
  const { root, say } = page;
  const { value } = agreed;
  const box = errorBox(say);
  const agree = el("input", { type: "checkbox", "data-field": "agree" });
  const row = (name, fact) => [
    el("dt", {}, say(name)),
    el("dd", { class: "page-code" }, String(fact)),
  ];
  const tallies = value.tallies.map((tally, index) =>
    el(
      "dl",
      { class: "page-box" },
      row("fact.tally", `${tally.name} (${tally.unit}; ${tally.rounding})`),
      row("fact.credentials", tally.credentials),
      row("fact.setup", tally.setup),
      row("fact.roster", tally.roster || "—"),
      weights[index]
        ? row("fact.weights", say("fact.weights.value", spread(weights[index])))
        : null,
    ),
  );
  const sign = () => {
    if (!agree.checked) {
      box.refuse(agree, new Refused("sign.declined"));
      return;
    }
    saveBook(page, noted, () =>
      show(
        root,
        title(say("sign.done")),
        saveLink(say, "manifest.signed.json", addSignature(agreed, key.seed)),
        el(
          "div",
          { class: "page-actions" },
          button(say("back"), () => page.home()),
        ),
      ),
    );
  };
  show(
    root,
    title(say("sign.facts")),
    el(
      "dl",
      { class: "page-box" },
      row("fact.uuid", value.uuid),
      row("fact.fingerprint", value.fingerprint),
      row("fact.closes_at", value.closes_at),
      row("fact.floor", value.floor),
      row("fact.booth", value.booth || "—"),
      value.trustees.map((trustee, index) => row("fact.trustee", `${index + 1}: ${trustee}`)),
    ),
    ...tallies,
    el("label", { class: "page-choice" }, agree, el("span", {}, say("sign.agree"))),
    box.line,
    el(
      "div",
      { class: "page-actions" },
      button(say("back"), () => page.home()),
      button(say("sign.sign"), sign, { class: "page-button page-first" }),
    ),
  );
}

function spread(weights) {
  const sorted = [...weights].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  return { owners: weights.length, total, smallest: sorted[0], largest: sorted[sorted.length - 1] };
}
