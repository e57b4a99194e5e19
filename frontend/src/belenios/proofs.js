// Checks proofs: recomputes the commitments from challenge and response, and hashes them again.
import { fields } from "./canonical.js";
import {
  G,
  NAME,
  decode,
  decodeExponent,
  encode,
  hashToExponent,
  publicProduct,
  reduce,
} from "./group.js";
import { Refused, requireSame } from "./refusal.js";

/** Read a proof: two canonical exponents. */
export function readProof(value, code) {
  const { challenge, response } = fields(value, ["challenge", "response"], code);
  return { challenge: number(challenge, code), response: number(response, code) };
}

function number(value, code) {
  try {
    return decodeExponent(value);
  } catch {
    throw new Refused(code, { found: String(value) });
  }
}

/** Read an element of the group. */
export function readElement(value, code) {
  try {
    return decode(value);
  } catch {
    throw new Refused(code, { found: String(value) });
  }
}

/** Refuse unless the proof shows knowledge of the exponent of `element`. */
export function requireKnowledge(prefix, element, { challenge, response }, code, where) {
  const commitment = publicProduct([G, element], [response, challenge]);
  requireSame(code, hashToExponent(prefix + encode(commitment)), challenge, where);
}

/** Refuse unless the proof shows that `element` has the exponent over g that `power` has over `base`. */
export function requireSameExponent(
  prefix,
  [element, power],
  base,
  { challenge, response },
  code,
  where,
) {
  const commitments = [
    publicProduct([G, element], [response, challenge]),
    publicProduct([base, power], [response, challenge]),
  ];
  requireSame(code, hashToExponent(prefix + commitments.map(encode).join(",")), challenge, where);
}

/** Refuse unless `publicKey` comes with a proof that its holder knows the secret half. */
export function requireTrusteeKey(publicKey, element, proof, code, where) {
  requireKnowledge(`pok|${NAME}|${publicKey}|`, element, proof, code, where);
}

/**
 * Refuse unless at least one branch is true: its ciphertext hides its value.
 *
 * A branch is { alpha, beta, value, proof }. The prepared bases g and y come from their tables.
 */
export function requireOneOf(prefix, y, branches, code, where) {
  const commitments = [];
  let sum = 0n;
  for (const {
    alpha,
    beta,
    value,
    proof: { challenge, response },
  } of branches) {
    const negated = reduce(-challenge * BigInt(value));
    commitments.push(encode(G.multiplyUnsafe(response).add(publicProduct([alpha], [challenge]))));
    commitments.push(
      encode(
        y
          .multiplyUnsafe(response)
          .add(publicProduct([beta], [challenge]))
          .add(G.multiplyUnsafe(negated)),
      ),
    );
    sum += challenge;
  }
  requireSame(code, hashToExponent(prefix + commitments.join(",")), reduce(sum), where);
}
