// A trustee's key, and its partial decryption of a tally that has been checked before.
import { randomExponent } from "../belenios/chance.js";
import { write } from "../belenios/canonical.js";
import { G, NAME, encode, hashToExponent, power, reduce } from "../belenios/group.js";
import { requireSameExponent } from "../belenios/proofs.js";

/**
 * A secret's public half with the proof that the secret is known, as the list of trustees has it;
 * `more` comes after: a name, or a member's signature.
 */
export function provenKey(secret, more, randomBytes) {
  const printed = publicHalf(secret);
  const nonce = randomExponent(randomBytes);
  const challenge = hashToExponent(`pok|${NAME}|${printed}|${encode(power(G, nonce))}`);
  const pok = {
    challenge: String(challenge),
    response: String(reduce(nonce - secret * challenge)),
  };
  return { pok, public_key: printed, ...more };
}

/** The public half of a secret, as it stands in the list of trustees. */
export function publicHalf(secret) {
  return encode(power(G, secret));
}

/** Decrypt: one factor and one proof for each ciphertext. Answers the text to hand in. */
export function partialDecryption(ciphertexts, { election, secret, randomBytes }) {
  const printed = publicHalf(secret);
  const parts = ciphertexts.map((row) =>
    row.map(({ alpha }) => decryptOne(alpha, { election, secret, printed, randomBytes })),
  );
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
  requireSameExponent(
    prefix,
    [power(G, secret), factor],
    alpha,
    { challenge, response },
    "decryption.proof",
    "own",
  );
  return {
    factor: encode(factor),
    proof: { challenge: String(challenge), response: String(response) },
  };
}
