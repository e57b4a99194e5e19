// Reads an archive (<uuid>.bel) strictly: every byte of it is accounted for, or it is refused.
import { fields, integer, read } from "../belenios/canonical.js";
import { sha256Hex } from "../belenios/group.js";
import { Refused, requireSame } from "../belenios/refusal.js";

const BLOCK = 512;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
// How many data entries precede each kind of event; the last of them is its payload.
const BEFORE = {
  Setup: [4, 5],
  Ballot: [1],
  EndBallots: [0],
  EncryptedTally: [2],
  PartialDecryption: [2],
  Result: [1],
};
const AFTER = {
  start: ["Setup"],
  Setup: ["Ballot", "EndBallots"],
  Ballot: ["Ballot", "EndBallots"],
  EndBallots: ["EncryptedTally"],
  EncryptedTally: ["PartialDecryption"],
  PartialDecryption: ["PartialDecryption", "Result"],
  Result: [],
};

/**
 * Read an archive's bytes. Answers the events: each has its `type`, its `hash` and the texts of the
 * data that came with it in `data`, the payload last.
 */
export function readArchive(bytes) {
  const [first, ...rest] = readEntries(bytes);
  if (!first || first.name !== "BELENIOS") throw new Refused("archive.header");
  readHeader(first);
  const events = [];
  let waiting = [];
  for (const { name, text } of rest) {
    const [, digest, kind] = name.match(/^([0-9a-f]{64})\.(data|event)\.json$/) || [];
    if (!kind) throw new Refused("archive.entry", { found: name });
    requireSame("archive.body", digest, sha256Hex(text), name);
    if (kind === "data") {
      waiting.push({ hash: digest, text });
    } else {
      events.push(readEvent(text, digest, waiting, events));
      waiting = [];
    }
  }
  if (waiting.length > 0 || events.length === 0)
    throw new Refused("archive.length", { found: "data without an event" });
  return events;
}

function readHeader({ text, time }) {
  const header = fields(read(text, "archive.header"), ["version", "timestamp"], "archive.header");
  requireSame("archive.header", 1, header.version, "version");
  const timestamp = String(header.timestamp);
  if (!/^(0|[1-9][0-9]{0,9})$/.test(timestamp))
    throw new Refused("archive.header", { found: timestamp });
  requireSame("archive.header", Number(timestamp).toString(8).padStart(11, "0"), time, "timestamp");
}

function readEvent(text, hash, data, earlier) {
  const event = fields(
    read(text, "event.form"),
    ["parent?", "height", "type", "payload?"],
    "event.form",
  );
  const last = earlier[earlier.length - 1];
  requireSame("event.chain", last ? last.hash : undefined, event.parent, "parent");
  requireSame("event.chain", earlier.length, integer(event.height, "event.form"), "height");
  const allowed = AFTER[last ? last.type : "start"];
  if (!allowed.includes(event.type))
    throw new Refused("event.order", { expected: allowed.join(), found: String(event.type) });
  const payload = data[data.length - 1];
  if (!BEFORE[event.type].includes(data.length)) {
    throw new Refused("archive.reference", {
      expected: BEFORE[event.type].join(),
      found: String(data.length),
      where: hash,
    });
  }
  requireSame("archive.reference", payload ? payload.hash : undefined, event.payload, "payload");
  return { type: event.type, hash, data };
}

function readEntries(bytes) {
  const entries = [];
  let time;
  let start = 0;
  while (start < bytes.length) {
    const block = String.fromCharCode(...bytes.subarray(start, start + BLOCK));
    const name = block.slice(0, 100).replace(/\0+$/, "");
    const size = parseInt(block.slice(124, 135), 8);
    if (time === undefined) time = block.slice(136, 147);
    if (!Number.isSafeInteger(size) || block !== headerBlock(name, size, time)) {
      throw new Refused("archive.entry", { found: name.slice(0, 80), where: String(start) });
    }
    const end = start + BLOCK + size;
    const next = start + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (next > bytes.length || bytes.subarray(end, next).some((byte) => byte !== 0))
      throw new Refused("archive.length", { where: name });
    entries.push({ name, time, text: decode(bytes.subarray(start + BLOCK, end), name) });
    start = next;
  }
  return entries;
}

/** The only header block that an entry of this name, size and time may have. */
function headerBlock(name, size, time) {
  const octal = size.toString(8).padStart(11, "0");
  const fixed = `${name.padEnd(100, "\0")}0000644\0${"0000000\0".repeat(2)}${octal}\0${time}\0`;
  const tail = "0".padEnd(BLOCK - 156, "\0");
  const sum = [...`${fixed}        ${tail}`].reduce(
    (total, character) => total + character.charCodeAt(0),
    0,
  );
  return `${fixed}${sum.toString(8).padStart(6, "0")}\0 ${tail}`;
}

function decode(bytes, name) {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Refused("archive.body", { found: "not UTF-8", where: name });
  }
}
