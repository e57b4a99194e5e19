// The manifest: what was agreed and signed before the vote opened, and the rosters it names.
import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { fields, integer, list, read, text, write } from "../belenios/canonical.js";
import { sha256Hex } from "../belenios/group.js";
import { Refused } from "../belenios/refusal.js";

const HASH = /^[0-9a-f]{64}$/;
const CODE = "manifest.form";

/** Read a manifest. Answers { value, signatures, digest }; who has signed it is another question. */
export function readManifest(source) {
  const statement = fields(read(source.trim(), CODE), ["manifest", "signatures"], CODE);
  const names = ["uuid", "fingerprint", "trustees", "tallies", "closes_at", "floor", "booth?"];
  const value = fields(statement.manifest, names, CODE);
  for (const name of ["uuid", "fingerprint"]) text(value[name], CODE);
  list(value.trustees, CODE).forEach((key) => text(key, CODE));
  if (!isInstant(value.closes_at))
    throw new Refused(CODE, {
      where: "closes_at",
      expected: "a time",
      found: String(value.closes_at),
    });
  integer(value.floor, CODE);
  hash(value.booth, "booth");
  list(value.tallies, CODE).forEach(readTally);
  const setups = new Set(value.tallies.map(({ setup }) => setup));
  if (setups.size !== value.tallies.length || setups.size === 0)
    throw new Refused(CODE, {
      where: "tallies",
      expected: "distinct archives",
      found: String(value.tallies.length),
    });
  const signatures = list(statement.signatures, CODE).map((item) =>
    fields(item, ["key", "signature"], CODE),
  );
  return { value, signatures, digest: sha256Hex(write(value)) };
}

/** Whether a text is a moment in UTC that a calendar has: of another one, no time is "before". */
function isInstant(value) {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(value)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value.replace("Z", ".000Z");
}

function readTally(value) {
  fields(value, ["name", "unit", "rounding", "credentials", "setup", "roster?"], CODE);
  for (const name of ["name", "unit", "rounding"]) text(value[name], CODE);
  for (const name of ["credentials", "setup"]) hash(text(value[name], CODE), name);
  hash(value.roster, "roster");
}

function hash(value, where) {
  if (value !== undefined && !HASH.test(value))
    throw new Refused(CODE, { where, expected: "a hash", found: String(value) });
}

function message(value) {
  return utf8ToBytes(`linli manifest 1|${write(value)}`);
}

/** Refuse unless `key` has signed the manifest. */
export function requireSigned({ value, signatures }, key) {
  const signed = signatures.some((item) => item.key === key && holds(item, message(value)));
  if (!signed) throw new Refused("manifest.signature", { expected: key, found: "none", where: "" });
}

function holds({ key, signature }, bytes) {
  try {
    return ed25519.verify(hexToBytes(signature), bytes, hexToBytes(key), { zip215: false });
  } catch {
    return false;
  }
}

/** Write the manifest with one more signature. */
export function addSignature({ value, signatures }, seed) {
  const signature = bytesToHex(ed25519.sign(message(value), seed));
  const key = bytesToHex(ed25519.getPublicKey(seed));
  return write({
    manifest: value,
    signatures: [
      ...signatures.map((item) => ({ key: item.key, signature: item.signature })),
      { key, signature },
    ],
  });
}

/** Read a published roster: the weights, which stand last on each line. */
export function readRoster(source) {
  return source
    .replace(/^\ufeff/, "")
    .split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/)
    .map((line, index) => [line.trim(), index + 1])
    .filter(([line]) => line !== "")
    .map(([line, number]) => {
      const weight = line.slice(line.lastIndexOf(",") + 1).trim();
      if (!/^(0|[1-9][0-9]{0,30})$/.test(weight))
        throw new Refused("roster.form", {
          where: String(number),
          expected: "a weight",
          found: weight,
        });
      return BigInt(weight);
    });
}

/**
 * Refuse weights that let single votes, or a few, be read off the digits of a total.
 *
 * They do where all larger weights are multiples of a number greater than the sum of all the
 * smaller ones: the total's remainder is then the smaller ones' own total. And they do where
 * everybody's weight but one is nothing.
 */
export function requireMixed(weights) {
  const ordered = weights
    .filter((weight) => weight > 0n)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  let smaller = ordered.reduce((sum, weight) => sum + weight, 0n);
  let multiple = 0n;
  for (const weight of ordered.reverse()) {
    smaller -= weight;
    multiple = greatestDivisor(multiple, weight);
    if (smaller < multiple && (smaller > 0n || ordered.length === 1))
      throw new Refused("weights.positional", {
        smaller: String(smaller),
        multiple: String(multiple),
      });
  }
}

function greatestDivisor(a, b) {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
