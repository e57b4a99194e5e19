// Private messages between the members of a threshold group: signed by the sender, encrypted for
// one recipient. The browser's own AES-GCM is used; pages opened from a disk have it too.
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { fields, read, text, write } from "../belenios/canonical.js";
import { randomExponent } from "../belenios/chance.js";
import { G, encode, power, sha256Hex } from "../belenios/group.js";
import { readElement } from "../belenios/proofs.js";
import { Refused, requireSame } from "../belenios/refusal.js";
import { requireSigned, signature } from "./threshold.js";

const ALGORITHM = "AES-GCM";
const CODE = "threshold.message";

/** Encrypt a text of the member for `recipient` (an element). Answers the message as text. */
export async function sealLetter(member, recipient, message, randomBytes) {
  const letter = write({ recipient: encode(recipient), message });
  const signed = { message: letter, signature: signature(letter, member.signing, randomBytes) };
  const nonce = randomExponent(randomBytes);
  const shared = power(G, randomExponent(randomBytes));
  const alpha = encode(power(G, nonce));
  const data = await crypto.subtle.encrypt(
    vector(alpha),
    await keyOf(shared, "encrypt"),
    utf8ToBytes(write(signed)),
  );
  return write({
    algorithm: ALGORITHM,
    alpha,
    beta: encode(power(recipient, nonce).add(shared)),
    data: bytesToHex(new Uint8Array(data)),
  });
}

/** Open a message to the member; refuse one that `sender` did not sign, or for somebody else. */
export async function openLetter(member, sender, message) {
  const names = ["algorithm?", "alpha", "beta", "data"];
  const value = fields(read(text(message, CODE), CODE), names, CODE);
  if (value.algorithm !== ALGORITHM)
    throw new Refused("threshold.algorithm", { found: value.algorithm || "AES-CCM" });
  const shared = readElement(value.beta, CODE).subtract(
    power(readElement(value.alpha, CODE), member.receiving),
  );
  const signed = fields(
    read(await decrypted(value, await keyOf(shared, "decrypt")), CODE),
    ["message", "signature"],
    CODE,
  );
  requireSigned(text(signed.message, CODE), sender, signed.signature, "letter");
  const letter = fields(read(signed.message, CODE), ["recipient", "message"], CODE);
  requireSame(CODE, encode(member.encryption), letter.recipient, "recipient");
  return text(letter.message, CODE);
}

async function decrypted({ alpha, data }, key) {
  try {
    const plain = await crypto.subtle.decrypt(vector(alpha), key, hexToBytes(text(data, CODE)));
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  } catch {
    throw new Refused(CODE, { found: "an altered message" });
  }
}

function keyOf(shared, use) {
  const bytes = hexToBytes(sha256Hex(`key|${encode(shared)}`));
  return crypto.subtle.importKey("raw", bytes, ALGORITHM, false, [use]);
}

function vector(alpha) {
  return { name: ALGORITHM, iv: hexToBytes(sha256Hex(`iv|${alpha}`)), tagLength: 128 };
}
