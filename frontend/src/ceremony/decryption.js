// A trustee's key, and its partial decryption of a tally that has been checked before.
import { randomExponent } from "../belenios/chance.js";
import { read, write } from "../belenios/canonical.js";
import { G, NAME, decodeExponent, encode, hashToExponent, power, reduce } from "../belenios/group.js";
import { requireSameExponent } from "../belenios/proofs.js";
import { Refused } from "../belenios/refusal.js";

/** Draw a trustee's key. Answers { secret, publicKey }: the text to keep, and the text to hand in. */
export function newTrusteeKey(randomBytes, name) {
  const secret = randomExponent(randomBytes);
  const printed = encode(power(G, secret));
  const nonce = randomExponent(randomBytes);
  const challenge = hashToExponent(`pok|${NAME}|${printed}|${encode(power(G, nonce))}`);
  const pok = { challenge: String(challenge), response: String(reduce(nonce - secret * challenge)) };
  return { secret: write(String(secret)), publicKey: write({ pok, public_key: printed, ...(name ? { name } : {}) }) };
}

/** Read a trustee's secret: the key file of this page, of our program or of the reference tool. */
export function readSecret(source) {
  const value = read(source.trim(), "key.form");
  try {
    return decodeExponent(value);
  } catch {
    throw new Refused("key.form");
  }
}

/** The public half of a secret, as it stands in the list of trustees. */
export function publicHalf(secret) {
  return encode(power(G, secret));
}

/** Decrypt: one factor and one proof for each ciphertext. Answers the text to hand in. */
export function partialDecryption(ciphertexts, { election, secret, randomBytes }) {
  const printed = publicHalf(secret);
  const parts = ciphertexts.map((row) => row.map(({ alpha }) => decryptOne(alpha, { election, secret, printed, randomBytes })));
  return write({
    decryption_factors: parts.map((row) => row.map(({ factor }) => factor)),
    decryption_proofs: parts.map((row) => row.map(({ proof }) => proof)),
  });
}

function decryptOne(alpha, { election, secret, printed, randomBytes }) {
  const factor = power(alpha, secret);
  const nonce = randomExponent(randomBytes);
  const commitments = `${encode(power(G, nonce))},${encode(power(alpha, nonce))}`;
  const prefix = `decrypt|${election.hash}|${printed}|`;
  const challenge = hashToExponent(prefix + commitments);
  const response = reduce(nonce - secret * challenge);
  requireSameExponent(prefix, [power(G, secret), factor], alpha, { challenge, response }, "decryption.proof", "own");
  return { factor: encode(factor), proof: { challenge: String(challenge), response: String(response) } };
}
