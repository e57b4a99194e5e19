// Reads what an archive's Setup event holds: election, trustees, credentials.
import { fields, integer, list, read, text } from "../belenios/canonical.js";
import { readElection } from "../belenios/election.js";
import { IDENTITY, encode, prepare } from "../belenios/group.js";
import { readElement, readProof, requireTrusteeKey } from "../belenios/proofs.js";
import { Refused, requireSame } from "../belenios/refusal.js";
import {
  boundMessage,
  readCertificate,
  readCoefficients,
  requireSigned,
  shareOf,
} from "./threshold.js";

/** Read and check the Setup event. */
export function readSetup(event) {
  const certificate = event.data.length === 5;
  const names = [
    "election",
    "trustees",
    "credentials",
    ...(certificate ? ["credentials_certificate"] : []),
  ];
  const setup = fields(
    read(event.data[event.data.length - 1].text, "setup.form"),
    names,
    "setup.form",
  );
  for (const [index, name] of names.entries())
    requireSame("archive.reference", event.data[index].hash, setup[name], name);
  const [electionText, trusteesText, credentialsText] = event.data.map((entry) => entry.text);
  const election = readElection(electionText);
  const trustees = readTrustees(trusteesText);
  requireSame("election.key", encode(trustees.electionKey), encode(election.publicKey));
  prepare(election.publicKey);
  return {
    election,
    trustees,
    credentials: readCredentials(credentialsText),
    credentialsHash: event.data[2].hash,
  };
}

/** Read the public credentials: each element with its weight, 1 where none is written. */
function readCredentials(source) {
  const code = "credentials.form";
  const credentials = new Map();
  for (const line of list(read(source, code), code)) {
    const match = text(line, code).match(/^([0-9a-f]{64})(?:,(0|[1-9][0-9]{0,999}))?$/);
    if (!match) throw new Refused(code, { found: line.slice(0, 80) });
    const [, printed, weight] = match;
    if (credentials.has(printed)) throw new Refused("credentials.duplicate", { found: printed });
    credentials.set(printed, {
      element: readElement(printed, "credentials.element"),
      weight: weight === undefined ? 1n : BigInt(weight),
    });
  }
  return credentials;
}

/**
 * Read and check the trustees. Answers { electionKey, places }: the key of the election, and the
 * public key of each place, in order; a threshold group fills one place for each member.
 */
function readTrustees(source) {
  const items = list(read(source, "trustees.form"), "trustees.form").map((item, index) => {
    const [kind, value] = list(item, "trustees.form", 2);
    if (kind === "Single") return readSingle(value, `trustees[${index}]`);
    if (kind === "Pedersen") return readThreshold(value, `trustees[${index}]`);
    throw new Refused("trustees.form", { found: String(kind) });
  });
  if (items.length === 0) throw new Refused("trustees.form", { found: "none" });
  return {
    electionKey: items.reduce((total, { key }) => total.add(key), IDENTITY),
    places: items.flatMap(({ places }, item) =>
      places.map((printed) => ({ printed, item, threshold: items[item].threshold })),
    ),
  };
}

function readKey(value, where) {
  const key = fields(value, ["pok", "public_key", "signature?", "name?"], "trustees.form");
  const element = readElement(key.public_key, "trustees.proof");
  requireTrusteeKey(
    key.public_key,
    element,
    readProof(key.pok, "trustees.form"),
    "trustees.proof",
    where,
  );
  return { printed: key.public_key, element, signature: key.signature };
}

function readSingle(value, where) {
  const { printed, element } = readKey(value, where);
  return { key: element, places: [printed], threshold: 1 };
}

function readThreshold(value, where) {
  const code = "trustees.threshold";
  const group = fields(
    value,
    ["threshold", "certs", "coefexps", "signatures", "verification_keys"],
    code,
  );
  const size = list(group.certs, code).length;
  const threshold = integer(group.threshold, code, 1);
  if (threshold > size)
    throw new Refused(code, { expected: `at most ${size}`, found: String(threshold), where });
  const signers = group.certs.map(
    (certificate, index) =>
      readCertificate(certificate, { size, threshold, index: index + 1 }, where).verification,
  );
  const rows = list(group.coefexps, code, size).map((message, index) =>
    readCoefficients(message, signers[index], threshold, where),
  );
  list(group.signatures, code, size).forEach((signature, index) => {
    requireSigned(boundMessage(group.certs, rows[index]), signers[index], signature, where);
  });
  const places = list(group.verification_keys, code, size).map((own, index) => {
    const { printed, signature } = readKey(own, where);
    requireSame(code, encode(product(rows.map((row) => shareOf(row, index + 1)))), printed, where);
    requireSigned(printed, signers[index], signature, where);
    return printed;
  });
  return { key: product(rows.map((row) => row[0])), places, threshold };
}

function product(elements) {
  return elements.reduce((total, element) => total.add(element), IDENTITY);
}
