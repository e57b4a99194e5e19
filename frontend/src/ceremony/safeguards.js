// What a trustee decrypts: only what was pinned, complete, and checked from its own bytes. The same
// rules, codes and order as the offline program's.
import { fields, integer, read } from "../belenios/canonical.js";
import { sha256Hex } from "../belenios/group.js";
import { Refused, requireSame } from "../belenios/refusal.js";
import { readArchive } from "./archive.js";
import { readManifest, readRoster, requireMixed, requireSigned } from "./manifest.js";
import { readSetup } from "./setup.js";
import { countBallots, requireTally } from "./tally.js";

/**
 * Check everything that a trustee was handed, in steps: yields { archive, checked, ballots } as it
 * goes, returns the tallies that may be decrypted.
 *
 * `archives` are { name, bytes }; `rosters` and `manifest` are texts, `heads` is a list.
 */
export function* permits({ manifest, archives, rosters, heads }, { signingKey, publicKey, now }) {
  const agreed = readManifest(manifest);
  requireSigned(agreed, signingKey);
  const { value } = agreed;
  const place = value.trustees.indexOf(publicKey) + 1;
  if (place === 0) throw new Refused("manifest.stranger", { key: publicKey });
  if (now < new Date(value.closes_at))
    throw new Refused("manifest.early", { closes_at: value.closes_at, now: now.toISOString() });
  const memory = new Map();
  const opened = [];
  for (const archive of archives) opened.push(yield* verified(archive, value, memory));
  const known = new Map(rosters.map((roster) => [sha256Hex(roster), roster]));
  for (const archive of opened) requirePinned(archive, value, known);
  requireAll(value.tallies, opened);
  requireTwins(opened);
  requireHeads(opened, heads);
  const waiting = opened.filter((archive) => !isDone(archive, place));
  if (waiting.length === 0) throw new Refused("archive.already", { place });
  return waiting.map((archive) => permit(archive, place));
}

/** Verify one archive from its bytes; what breaks it is told as an invalid archive. */
export function* verified({ name, bytes }, manifest, memory) {
  try {
    const events = readArchive(bytes);
    const setup = readSetup(events[0]);
    const steps = countBallots(events, setup, memory);
    const ballots = events.filter(({ type }) => type === "Ballot").length;
    let step = steps.next();
    while (!step.done) {
      yield { archive: name, checked: step.value, ballots };
      step = steps.next();
    }
    const tally = events.find(({ type }) => type === "EncryptedTally");
    if (tally) requireTally(tally, step.value);
    return { name, events, setup, tally, count: step.value, owners: ownersOf(events) };
  } catch (error) {
    const { code = "archive.form", facts = { found: error.message } } = error;
    const { expected = "", found = "", where = "" } = facts;
    throw new Refused("archive.invalid", { archive: name, check: code, expected, found, where });
  }
}

/** The places whose decryptions the archive already holds. */
function ownersOf(events) {
  return events
    .filter(({ type }) => type === "PartialDecryption")
    .map(({ data: [body, owned] }) => {
      const value = fields(
        read(owned.text, "decryption.form"),
        ["owner", "payload"],
        "decryption.form",
      );
      requireSame("archive.reference", body.hash, value.payload);
      return integer(value.owner, "decryption.form", 1);
    });
}

function requirePinned(archive, manifest, rosters) {
  const { name, events, setup, tally, count } = archive;
  const { election, trustees, credentials } = setup;
  requireSame("manifest.election", manifest.uuid, election.uuid, `${name}, uuid`);
  requireSame("manifest.election", manifest.fingerprint, election.hash, `${name}, fingerprint`);
  requireSame(
    "manifest.election",
    manifest.trustees.join(),
    trustees.places.map(({ printed }) => printed).join(),
    `${name}, trustees`,
  );
  const pinned = manifest.tallies.find((item) => item.setup === events[0].hash);
  if (!pinned) {
    const allowed = manifest.tallies.map((item) => `${item.name} ${item.setup}`).join(", ");
    throw new Refused("manifest.setup", { expected: allowed, found: events[0].hash, where: name });
  }
  requireSame("manifest.credentials", pinned.credentials, setup.credentialsHash, name);
  const last = events[events.length - 1].type;
  if (tally && count.counted < manifest.floor) {
    throw new Refused("manifest.floor", {
      expected: String(manifest.floor),
      found: String(count.counted),
      where: name,
    });
  }
  requireWeights(
    [...credentials.values()].map(({ weight }) => weight),
    pinned,
    rosters,
    name,
  );
  if (!["EncryptedTally", "PartialDecryption", "Result"].includes(last))
    throw new Refused("archive.stage", { archive: name });
  archive.pinned = pinned;
}

function requireWeights(weights, pinned, rosters, where) {
  if (pinned.roster !== undefined && !rosters.has(pinned.roster)) {
    throw new Refused("manifest.roster", {
      expected: pinned.roster,
      found: [...rosters.keys()].join(),
      where,
    });
  }
  const expected =
    pinned.roster === undefined ? weights.map(() => 1n) : readRoster(rosters.get(pinned.roster));
  const sorted = (list) => [...list].map(String).sort().join();
  const told = (list) => `${list.length}, ${list.reduce((sum, weight) => sum + weight, 0n)}`;
  if (sorted(expected) !== sorted(weights))
    throw new Refused("roster.weights", { expected: told(expected), found: told(weights), where });
  requireMixed(weights);
}

function requireAll(tallies, archives) {
  const names = (list) =>
    list
      .map(({ name }) => name)
      .sort()
      .join(", ");
  const wanted = names(tallies);
  const found = names(archives.map(({ pinned }) => pinned));
  if (wanted !== found) throw new Refused("archive.missing", { wanted, found });
}

/** Refuse unless all archives hold the same election, trustees, credentials and ballots. */
function requireTwins([first, ...others]) {
  for (const other of others) {
    const where = `${first.name}, ${other.name}`;
    const compare = (code, of) => requireSame(code, of(first), of(other), where);
    compare("twin.election", ({ events }) => events[0].data[0].hash);
    compare("twin.trustees", ({ events }) => events[0].data[1].hash);
    compare("twin.credentials", ({ setup }) =>
      sha256Hex([...setup.credentials.keys()].sort().join()),
    );
    compare("twin.ballots", ({ events }) =>
      sha256Hex(
        events
          .filter(({ type }) => type === "Ballot")
          .map(({ data }) => data[0].hash)
          .join(),
      ),
    );
  }
}

function requireHeads(archives, heads) {
  const known = new Set(archives.flatMap(({ events }) => events.map(({ hash }) => hash)));
  for (const head of heads) {
    if (!known.has(head))
      throw new Refused("heads.extend", { expected: head, found: "in no chain", where: "" });
  }
}

/** An archive with its result, or this trustee's part of it, is checked but not decrypted again. */
function isDone({ events, owners }, place) {
  return events[events.length - 1].type === "Result" || owners.includes(place);
}

function permit({ events, setup, tally, count, pinned }, place) {
  return {
    name: pinned.name,
    setup: events[0].hash,
    head: events[events.length - 1].hash,
    tally: tally.data[0].hash,
    place,
    election: setup.election,
    ciphertexts: count.ciphertexts,
  };
}

/** Read published heads: one or more on each line. */
export function readHeads(source) {
  const heads = source.split(/\s+/).filter((head) => head !== "");
  for (const head of heads)
    if (!/^[0-9a-f]{64}$/.test(head)) throw new Refused("heads.form", { line: head });
  return heads;
}
