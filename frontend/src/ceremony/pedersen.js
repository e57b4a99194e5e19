// A member's part in making a threshold key: announce, deal, receive. Messages travel as files;
// the steps and forms are those of the offline program and of the reference tool from 3.1.
import { randomExponent } from "../belenios/chance.js";
import { fields, list, read, write } from "../belenios/canonical.js";
import { G, NAME, decodeExponent, encode, hashToExponent, power, reduce } from "../belenios/group.js";
import { Refused, requireSame } from "../belenios/refusal.js";
import { provenKey, publicHalf } from "./decryption.js";
import { openLetter, sealLetter } from "./letters.js";
import {
  boundMessage,
  readCertificate,
  readCoefficients,
  requireSigned,
  shareOf,
  signature,
} from "./threshold.js";

const CODE = "threshold.shares";

/** The member that a seed stands for: two secrets, for signing and receiving, and their halves. */
export function memberOf(seed) {
  const signing = hashToExponent(`sk|${seed}`);
  const receiving = hashToExponent(`dk|${seed}`);
  return {
    signing,
    receiving,
    verification: power(G, signing),
    encryption: power(G, receiving),
  };
}

/** Step 1: the member's announcement of its keys and its place { index, threshold, size }. */
export function certificate(member, { index, threshold, size }, randomBytes) {
  const message = write({
    context: { group: NAME, size, threshold, index },
    verification: encode(member.verification),
    encryption: encode(member.encryption),
  });
  return write({ message, signature: signature(message, member.signing, randomBytes) });
}

/**
 * Read everybody's certificates, in whatever order they come, and refuse unless they are one for
 * each place and the member's own is among them. Answers { raw, keys } in the order of the places.
 */
export function readCertificates(texts, member, place) {
  return explained("threshold.certificates", () => certificatesOf(texts, member, place));
}

function certificatesOf(texts, member, { index, threshold, size }) {
  const code = "threshold.certificates";
  const raw = [];
  for (const source of texts) {
    const value = read(source, code);
    const place = placeIn(value);
    if (raw[place] !== undefined) throw new Refused(code, { reason_code: `2 × ${place}` });
    raw[place] = value;
  }
  const keys = [];
  for (let place = 1; place <= size; place += 1) {
    if (raw[place] === undefined) throw new Refused(code, { reason_code: `${place}: —` });
    keys.push(readCertificate(raw[place], { size, threshold, index: place }, `${place}`));
  }
  if (texts.length !== size) throw new Refused(code, { reason_code: `${texts.length}` });
  const own = keys[index - 1];
  if (!own.verification.equals(member.verification) || !own.encryption.equals(member.encryption))
    throw new Refused(code, { reason_code: `${index}` });
  return { raw: raw.slice(1), keys };
}

function placeIn(value) {
  try {
    return JSON.parse(value.message).context.index;
  } catch {
    throw new Refused("threshold.certificates", { reason_code: "?" });
  }
}

/** Do the work; whatever breaks it is told as `code`, which has a sentence of its own. */
function explained(code, work) {
  try {
    return work();
  } catch (error) {
    throw retold(code, error);
  }
}

function retold(code, error) {
  const { reason_code: told, where = "", found = "" } = error.facts || {};
  if (!error.code || told !== undefined || error.code === "threshold.algorithm") return error;
  return new Refused(code, { reason_code: [error.code, where || found].join(" ").trim() });
}

/** Step 2: a random polynomial, dealt out privately and committed to publicly. */
export async function deal(member, { raw, keys }, { threshold }, randomBytes) {
  const polynomial = Array.from({ length: threshold }, () => randomExponent(randomBytes));
  const commitments = polynomial.map((coefficient) => power(G, coefficient));
  const send = (recipient, value) => sealLetter(member, recipient, write(value), randomBytes);
  const secrets = [];
  for (const [place, { encryption }] of keys.entries())
    secrets.push(await send(encryption, { secret: String(valueAt(polynomial, place + 1)) }));
  const message = write({ coefexps: commitments.map(encode) });
  return write({
    polynomial: await send(member.encryption, { polynomial: polynomial.map(String) }),
    secrets,
    coefexps: { message, signature: signature(message, member.signing, randomBytes) },
    signature: signature(boundMessage(raw, commitments), member.signing, randomBytes),
  });
}

function valueAt(polynomial, x) {
  return polynomial.reduceRight((sum, coefficient) => reduce(sum * BigInt(x) + coefficient), 0n);
}

/**
 * Step 3: the member's key, once every share fits what its dealer committed to. Answers { secret,
 * privateKey, publicKey }: the exponent, the same encrypted for the member, its proven half.
 */
export async function receive(member, certificates, place, texts, randomBytes) {
  const secret = await sumOfShares(member, certificates, place, texts).catch((error) => {
    throw retold(CODE, error);
  });
  const own = write({ decryption_key: String(secret) });
  const proof = signature(publicHalf(secret), member.signing, randomBytes);
  return {
    secret,
    privateKey: await sealLetter(member, member.encryption, own, randomBytes),
    publicKey: provenKey(secret, { signature: proof }, randomBytes),
  };
}

async function sumOfShares(member, { raw, keys }, { index, threshold }, texts) {
  if (texts.length !== keys.length) throw new Refused(CODE, { reason_code: `${texts.length}` });
  const seen = new Set();
  let sum = 0n;
  for (const source of texts) {
    const names = ["polynomial", "secrets", "coefexps", "signature"];
    const dealt = fields(read(source, CODE), names, CODE);
    const dealer = dealerOf(dealt, keys, threshold);
    if (seen.has(dealer)) throw new Refused(CODE, { reason_code: `2 × ${dealer}` });
    seen.add(dealer);
    const sender = keys[dealer - 1].verification;
    const row = readCoefficients(dealt.coefexps, sender, threshold, `${dealer}`);
    requireSigned(boundMessage(raw, row), sender, dealt.signature, `${dealer}`);
    const letters = list(dealt.secrets, CODE, keys.length);
    const share = await openSecret(member, sender, letters[index - 1], "secret");
    requireSame(CODE, encode(shareOf(row, index)), publicHalf(share), `${dealer}`);
    sum = reduce(sum + share);
  }
  return sum;
}

/** The exponent in a member's own encrypted key. */
export function ownSecret(member, privateKey) {
  return openSecret(member, member.verification, privateKey, "decryption_key");
}

async function openSecret(member, sender, message, name) {
  const value = read(await openLetter(member, sender, message), CODE);
  try {
    return decodeExponent(fields(value, [name], CODE)[name]);
  } catch {
    throw new Refused(CODE, { reason_code: name });
  }
}

/** The 1-based place of the member who signed these commitments. */
function dealerOf({ coefexps }, keys, threshold) {
  const place = keys.findIndex(({ verification }) => {
    try {
      readCoefficients(coefexps, verification, threshold, "");
      return true;
    } catch {
      return false;
    }
  });
  if (place < 0) throw new Refused(CODE, { reason_code: "?" });
  return place + 1;
}
