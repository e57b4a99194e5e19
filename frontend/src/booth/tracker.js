// The tracking number of a ballot in the form people compare by eye, on paper or over the phone.
import { sha256Hex } from "../belenios/group.js";

/** Twelve digits in three groups, taken from the tracker's own hash; the full tracker decides. */
export function shortNumber(tracker) {
  const digits = String(BigInt("0x" + sha256Hex(tracker)) % 10n ** 12n).padStart(12, "0");
  return digits.match(/.{4}/g).join(" ");
}

/** The full tracker in groups of six, easier to compare. */
export function grouped(tracker) {
  return tracker.match(/.{1,6}/g).join(" ");
}
