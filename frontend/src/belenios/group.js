// The group Ed25519 as Belenios writes it: an element is the number y + 2^255 (x mod 2), printed as
// 64 lower-case hexadecimal digits, which is the byte-reverse of RFC 8032's encoding.
import { mulAddUnsafe } from "@noble/curves/abstract/curve.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const { Point } = ed25519;

export const NAME = "Ed25519";
export const ORDER = Point.Fn.ORDER;
export const G = Point.BASE;
export const IDENTITY = Point.ZERO;

/** Return `number` reduced into 0..ORDER-1. */
export function reduce(number) {
  const rest = number % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

/** Write a group element. */
export function encode(element) {
  return bytesToHex(element.toBytes().reverse());
}

/** Read a group element; refuse what is not canonical, on the curve and of prime order. */
export function decode(text) {
  if (typeof text !== "string" || !/^[0-9a-f]{64}$/.test(text))
    throw new RangeError("group.element");
  let element;
  try {
    element = Point.fromBytes(hexToBytes(text).reverse());
  } catch {
    throw new RangeError("group.element");
  }
  if (!element.isTorsionFree()) throw new RangeError("group.subgroup");
  return element;
}

/** Raise `base` to a secret exponent, with the library's constant-time multiplication. */
export function power(base, exponent) {
  return exponent === 0n ? IDENTITY : base.multiply(exponent);
}

/** Product of public elements raised to public exponents; variable time, for checking only. */
export function publicProduct(bases, exponents) {
  return mulAddUnsafe(Point, bases, exponents);
}

/** Prepare the tables that make raising `element` fast; worth it from a dozen uses on. */
export function prepare(element) {
  return element.is0() ? element : element.precompute(6, false);
}

/** Hash text to an exponent: SHA-256 read as a big-endian number, modulo the order. */
export function hashToExponent(text) {
  return BigInt("0x" + sha256Hex(text)) % ORDER;
}

/** SHA-256 of a text's UTF-8 bytes, or of bytes, as 64 hexadecimal digits. */
export function sha256Hex(data) {
  return bytesToHex(sha256(typeof data === "string" ? utf8ToBytes(data) : data));
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** SHA-256 in Base64 without padding: 43 characters. */
export function sha256Base64(data) {
  const bits = BigInt("0x" + sha256Hex(data)) << 2n;
  let text = "";
  for (let shift = 252n; shift >= 0n; shift -= 6n) text += ALPHABET[Number((bits >> shift) & 63n)];
  return text;
}

/** Read an exponent: a canonical decimal number below the order. */
export function decodeExponent(text) {
  if (typeof text !== "string" || !/^(0|[1-9][0-9]{0,76})$/.test(text))
    throw new RangeError("group.exponent");
  const number = BigInt(text);
  if (number >= ORDER) throw new RangeError("group.exponent");
  return number;
}
