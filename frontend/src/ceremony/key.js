// A trustee's key in the browser. The key file holds no secret: the key is derived from the
// passphrase and the file's random salt with Argon2id, so that both are needed.
import { ed25519 } from "@noble/curves/ed25519.js";
import { argon2idAsync } from "@noble/hashes/argon2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { fields, integer, read, text, write } from "../belenios/canonical.js";
import { NAME, ORDER, encode, sha256Hex } from "../belenios/group.js";
import { Refused } from "../belenios/refusal.js";
import { publicHalf } from "./decryption.js";
import { memberOf, ownSecret } from "./pedersen.js";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const CODE = "sealed.form";
const FORMAT = "linli-trustee-1";
const MEMBER_FORMAT = "linli-member-1";
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

/** Open a key file, single or of a member; refuse a wrong passphrase. */
export async function openKey({ source, passphrase, onProgress }) {
  if (read(source.trim(), CODE).format === MEMBER_FORMAT)
    return openMemberKey({ source, passphrase, onProgress });
  const names = ["format", "group", "name", "passes", "memory", "salt", "public_key"];
  const file = fields(read(source.trim(), CODE), [...names, "signing_key"], CODE);
  const cost = readCost(file, FORMAT);
  const key = await derive({ passphrase, salt: file.salt, ...cost, onProgress });
  if (key.publicKey !== file.public_key || key.signingKey !== file.signing_key)
    throw new Refused("sealed.passphrase", { path: "" });
  return { ...key, name: text(file.name, CODE) };
}

/**
 * Draw a member's key file for a threshold group; `place` is { index, threshold, size }. The key
 * itself comes into being with the other members' shares: `completed` puts it into the file.
 */
export async function newMember({
  name,
  place,
  passphrase,
  randomBytes,
  cost = COST,
  onProgress,
}) {
  const salt = bytesToHex(randomBytes(SALT_BYTES));
  const { member, signingKey } = await deriveMember({ passphrase, salt, ...cost, onProgress });
  const file = {
    format: MEMBER_FORMAT,
    group: NAME,
    name,
    ...cost,
    salt,
    place,
    verification: encode(member.verification),
    signing_key: signingKey,
  };
  return { file, member, place, signingKey };
}

/** The member's file with the key that `receive` has made. */
export function completed(file, { privateKey, publicKey }) {
  return { ...file, public_key: publicKey.public_key, private_key: privateKey };
}

/** Open a member's key file at any step. Answers { file, member, place, name, seed, signingKey }. */
export async function openMember({ source, passphrase, onProgress }) {
  const names = ["format", "group", "name", "passes", "memory", "salt", "place", "verification"];
  const file = fields(
    read(source.trim(), CODE),
    [...names, "signing_key", "public_key?", "private_key?"],
    CODE,
  );
  const cost = readCost(file, MEMBER_FORMAT);
  const place = fields(file.place, ["index", "threshold", "size"], CODE);
  const derived = await deriveMember({ passphrase, salt: file.salt, ...cost, onProgress });
  if (
    encode(derived.member.verification) !== file.verification ||
    derived.signingKey !== file.signing_key
  )
    throw new Refused("sealed.passphrase", { path: "" });
  return { file, place, name: text(file.name, CODE), ...derived };
}

async function openMemberKey(given) {
  const { file, member, name, seed, signingKey } = await openMember(given);
  if (file.private_key === undefined) throw new Refused("key.unfinished", { path: "" });
  const secret = await ownSecret(member, file.private_key);
  if (publicHalf(secret) !== file.public_key) throw new Refused(CODE, { path: "" });
  return { secret, seed, publicKey: file.public_key, signingKey, name };
}

function readCost({ format, group, salt, passes, memory }, expected) {
  if (format !== expected || group !== NAME || !/^[0-9a-f]{64}$/.test(salt))
    throw new Refused(CODE, { path: "" });
  const cost = { passes: integer(passes, CODE, 1), memory: integer(memory, CODE, 8) };
  if (cost.passes > 100 || cost.memory > 2 ** 20) throw new Refused(CODE, { path: "" });
  return cost;
}

async function deriveMember(given) {
  const { wide, seed } = await stretched(given);
  return {
    member: memberOf(memberSeed(wide)),
    seed,
    signingKey: bytesToHex(ed25519.getPublicKey(seed)),
  };
}

/** The seed as the reference tool has it: 22 characters in Base58. */
function memberSeed(wide) {
  return Array.from({ length: 22 }, (_, place) => BASE58[Number((wide / 58n ** BigInt(place)) % 58n)])
    .join("");
}

async function derive(given) {
  const { wide, seed } = await stretched(given);
  const secret = wide % ORDER;
  return {
    secret,
    seed,
    publicKey: publicHalf(secret),
    signingKey: bytesToHex(ed25519.getPublicKey(seed)),
  };
}

/** What passphrase and salt give: a number of 512 bits, and the seed of the signing key. */
async function stretched({ passphrase, salt, passes, memory, onProgress }) {
  const bytes = await argon2idAsync(utf8ToBytes(passphrase.normalize("NFKC")), hexToBytes(salt), {
    t: passes,
    m: memory,
    p: 1,
    dkLen: 96,
    asyncTick: 30,
    onProgress,
  });
  return { wide: BigInt("0x" + bytesToHex(bytes.subarray(0, 64))), seed: bytes.slice(64) };
}

/** A public key's fingerprint, to write down and to compare by voice: 24 digits. */
export function fingerprint(publicKey) {
  const digits = String(BigInt("0x" + sha256Hex(publicKey)) % 10n ** 24n).padStart(24, "0");
  return digits.match(/.{4}/g).join(" ");
}
