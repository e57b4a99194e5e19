// Private credentials: 22 Base58 characters written 5-6-5-6, and help for people who type them.
import { G, ORDER, encode, power, sha256Hex } from "./group.js";

const SHAPE =
  /^[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}$/;
const INSIDE =
  /[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}/;
const LENGTH = 22;
// Characters that look alike in print, or differ only in size between upper and lower case.
const ALIKE = [
  "cC",
  "kK",
  "0oO",
  "pP",
  "sS5",
  "uU",
  "vV",
  "wW",
  "xX",
  "zZ2",
  "1iIlL7",
  "jJ",
  "B8",
  "9gq",
  "6bG",
  "mn",
];
const NOT_USED = /[0OIl]/g;

/** True when the text is a credential exactly as printed. */
export function isCredential(text) {
  return SHAPE.test(text);
}

function group(characters) {
  return [
    characters.slice(0, 5),
    characters.slice(5, 11),
    characters.slice(11, 16),
    characters.slice(16),
  ].join("-");
}

/**
 * Read what somebody typed, pasted or scanned.
 *
 * Answers { credential } when the shape is right, otherwise { problem } with the facts to explain it:
 * "empty", "length" (typed, wanted) or "characters" (the characters that no credential has).
 */
export function readCredential(text) {
  const normal = String(text).normalize("NFKC");
  const inside = normal.match(INSIDE);
  if (inside) return { credential: inside[0] };
  const characters = normal.replace(/[\s\u2010-\u2015\u2212\u00ad_.,:;|'"-]/g, "");
  if (characters === "") return { problem: "empty" };
  if (characters.length !== LENGTH)
    return { problem: "length", typed: characters.length, wanted: LENGTH };
  const credential = group(characters);
  if (isCredential(credential)) return { credential };
  const strange = [...new Set(characters.match(/[^1-9A-HJ-NP-Za-km-z]/g))].join(" ");
  return { problem: "characters", characters: strange, credential };
}

/** The exponent behind a credential in one election. */
export function secretOf(credential, uuid) {
  const half = (index) => sha256Hex(`derive_credential|${uuid}|${index}|${credential}`);
  return BigInt("0x" + half(0) + half(1)) % ORDER;
}

/** The public element that stands in the list of voters. */
export function publicOf(credential, uuid) {
  return encode(power(G, secretOf(credential, uuid)));
}

function alike(character) {
  const set = ALIKE.find((characters) => characters.includes(character)) || "";
  return [...set].filter((other) => other !== character && !other.match(NOT_USED));
}

function otherCase(character) {
  const other =
    character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
  return other === character || other.match(NOT_USED) ? [] : [other];
}

/**
 * Other readings of a mistyped credential: first one character in the other case or replaced by a
 * look-alike, then two look-alikes. Characters that no credential has are replaced in every reading.
 */
function* lookAlikes(credential) {
  const characters = [...credential.replace(/-/g, "")];
  const impossible = places(characters, (character) => character.match(NOT_USED));
  if (impossible.length > 0) {
    if (impossible.length <= 3) yield* swaps(characters, impossible, alike);
    return;
  }
  const either = (character) => [...new Set([...otherCase(character), ...alike(character)])];
  for (const place of characters.keys()) yield* swaps(characters, [place], either);
  const doubtful = places(characters, (character) => alike(character).length > 0);
  for (const [position, first] of doubtful.entries()) {
    for (const second of doubtful.slice(position + 1))
      yield* swaps(characters, [first, second], alike);
  }
}

function places(characters, wanted) {
  return [...characters.keys()].filter((place) => wanted(characters[place]));
}

function* swaps(characters, chosen, others) {
  if (chosen.length === 0) {
    yield group(characters.join(""));
    return;
  }
  const [place, ...rest] = chosen;
  for (const other of others(characters[place])) {
    const changed = [...characters];
    changed[place] = other;
    yield* swaps(changed, rest, others);
  }
}

/**
 * Find the listed credential that was probably meant, or null.
 *
 * `isListed` answers whether a public element stands in the election's list. Guessing somebody
 * else's credential this way is as hopeless as guessing it outright: 128 bits must be right.
 */
export function meantCredential(credential, uuid, isListed, limit = 150) {
  let tried = 0;
  for (const candidate of lookAlikes(credential)) {
    if (!isCredential(candidate)) continue;
    if (isListed(publicOf(candidate, uuid))) return candidate;
    tried += 1;
    if (tried >= limit) return null;
  }
  return null;
}
