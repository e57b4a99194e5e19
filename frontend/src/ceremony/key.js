// A trustee's key in the browser. The key file holds no secret: the key is derived from the
// passphrase and the file's random salt with Argon2id, so that both are needed.
import { ed25519 } from "@noble/curves/ed25519.js";
import { argon2idAsync } from "@noble/hashes/argon2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { fields, integer, read, text, write } from "../belenios/canonical.js";
import { NAME, ORDER, sha256Hex } from "../belenios/group.js";
import { Refused } from "../belenios/refusal.js";
import { publicHalf } from "./decryption.js";

const FORMAT = "linli-trustee-1";
const SALT_BYTES = 32;
const COST = { passes: 3, memory: 65536 };

/** Draw a new key file. Answers { file, key }. */
export async function newKey({ name, passphrase, randomBytes, cost = COST, onProgress }) {
  const salt = bytesToHex(randomBytes(SALT_BYTES));
  const key = await derive({ passphrase, salt, ...cost, onProgress });
  const file = {
    format: FORMAT,
    group: NAME,
    name,
    passes: cost.passes,
    memory: cost.memory,
    salt,
    public_key: key.publicKey,
    signing_key: key.signingKey,
  };
  return { file: write(file), key: { ...key, name } };
}

/** Open a key file; refuse a wrong passphrase. */
export async function openKey({ source, passphrase, onProgress }) {
  const code = "sealed.form";
  const names = [
    "format",
    "group",
    "name",
    "passes",
    "memory",
    "salt",
    "public_key",
    "signing_key",
  ];
  const file = fields(read(source.trim(), code), names, code);
  if (file.format !== FORMAT || file.group !== NAME || !/^[0-9a-f]{64}$/.test(file.salt))
    throw new Refused(code, { path: "" });
  const cost = { passes: integer(file.passes, code, 1), memory: integer(file.memory, code, 8) };
  if (cost.passes > 100 || cost.memory > 2 ** 20) throw new Refused(code, { path: "" });
  const key = await derive({ passphrase, salt: file.salt, ...cost, onProgress });
  if (key.publicKey !== file.public_key || key.signingKey !== file.signing_key)
    throw new Refused("sealed.passphrase", { path: "" });
  return { ...key, name: text(file.name, code) };
}

async function derive({ passphrase, salt, passes, memory, onProgress }) {
  const bytes = await argon2idAsync(utf8ToBytes(passphrase.normalize("NFKC")), hexToBytes(salt), {
    t: passes,
    m: memory,
    p: 1,
    dkLen: 96,
    asyncTick: 30,
    onProgress,
  });
  const secret = BigInt("0x" + bytesToHex(bytes.subarray(0, 64))) % ORDER;
  const seed = bytes.slice(64);
  return {
    secret,
    seed,
    publicKey: publicHalf(secret),
    signingKey: bytesToHex(ed25519.getPublicKey(seed)),
  };
}

/** A public key's fingerprint, to write down and to compare by voice: 24 digits. */
export function fingerprint(publicKey) {
  const digits = String(BigInt("0x" + sha256Hex(publicKey)) % 10n ** 24n).padStart(24, "0");
  return digits.match(/.{4}/g).join(" ");
}
