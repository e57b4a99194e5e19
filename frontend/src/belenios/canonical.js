// The one spelling of every structure: compact JSON, exact fields in order, canonical numbers.
import { Refused } from "./refusal.js";

/** Write a value the way the protocol does. */
export function write(value) {
  return JSON.stringify(value).replace(/\x7f/g, "\\u007f");
}

/** Read JSON that has exactly the spelling that `write` gives it. */
export function read(text, code) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused(code, { found: "not JSON" });
  }
  if (write(value) !== text) throw new Refused(code, { found: "another spelling" });
  return value;
}

/** The object, if its fields are exactly these, in order; a name with "?" may be absent. */
export function fields(value, names, code) {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refused(code, { found: "no object" });
  const wanted = names
    .filter((name) => !name.endsWith("?") || name.slice(0, -1) in value)
    .map((name) => name.replace("?", ""));
  if (Object.keys(value).join() !== wanted.join())
    throw new Refused(code, { found: Object.keys(value).join() });
  return value;
}

/** The list, of `length` items where that is given. */
export function list(value, code, length) {
  if (!Array.isArray(value)) throw new Refused(code, { found: "no list" });
  if (length !== undefined && value.length !== length)
    throw new Refused(code, { expected: length, found: value.length });
  return value;
}

/** The text. */
export function text(value, code) {
  if (typeof value !== "string") throw new Refused(code, { found: typeof value });
  return value;
}

/** The whole number, at least `least`. */
export function integer(value, code, least = 0) {
  if (!Number.isSafeInteger(value) || value < least)
    throw new Refused(code, { found: String(value) });
  return value;
}

/** A weight or a count: a JSON number up to 2^30 - 1, a decimal string above; as a BigInt. */
export function weight(value, code) {
  if (Number.isSafeInteger(value) && value >= 0 && value < 2 ** 30) return BigInt(value);
  if (typeof value === "string" && /^[1-9][0-9]{0,999}$/.test(value) && BigInt(value) >= 2n ** 30n)
    return BigInt(value);
  throw new Refused(code, { found: String(value) });
}

/** How a weight is written. */
export function writtenWeight(number) {
  return number < 2n ** 30n ? Number(number) : String(number);
}
