// What the members of a threshold group publish about themselves: certificates, coefficients and
// signatures, in the forms of the reference tool.
import { randomExponent } from "../belenios/chance.js";
import { fields, list, read, text } from "../belenios/canonical.js";
import {
  G,
  NAME,
  encode,
  hashToExponent,
  power,
  publicProduct,
  reduce,
} from "../belenios/group.js";
import { readElement, readProof, requireKnowledge } from "../belenios/proofs.js";
import { requireSame } from "../belenios/refusal.js";

const CODE = "trustees.threshold";

/** Sign a text. Answers { challenge, response } as the protocol writes them. */
export function signature(message, secret, randomBytes) {
  const nonce = randomExponent(randomBytes);
  const challenge = hashToExponent(`sigmsg|${message}|${encode(power(G, nonce))}`);
  return { challenge: String(challenge), response: String(reduce(nonce - secret * challenge)) };
}

/** Refuse unless the holder of `signer` signed the message. */
export function requireSigned(message, signer, value, where) {
  requireKnowledge(`sigmsg|${message}|`, signer, readProof(value, CODE), CODE, where);
}

/** Read and check the certificate of the member at a place: { size, threshold, index }. */
export function readCertificate(value, place, where) {
  const { message, signature: proof } = fields(value, ["message", "signature"], CODE);
  const names = ["context", "verification", "encryption"];
  const certificate = fields(read(text(message, CODE), CODE), names, CODE);
  const context = fields(certificate.context, ["group", "size", "threshold", "index"], CODE);
  requireSame(CODE, NAME, context.group, where);
  for (const name of ["size", "threshold", "index"])
    requireSame(CODE, place[name], context[name], `${where}.${name}`);
  const encryption = readElement(certificate.encryption, CODE);
  const verification = readElement(certificate.verification, CODE);
  requireSigned(message, verification, proof, where);
  return { verification, encryption };
}

/** Read a member's signed commitments to its polynomial. */
export function readCoefficients(value, signer, threshold, where) {
  const { message, signature: proof } = fields(value, ["message", "signature"], CODE);
  requireSigned(text(message, CODE), signer, proof, where);
  const { coefexps } = fields(read(message, CODE), ["coefexps"], CODE);
  return list(coefexps, CODE, threshold).map((element) => readElement(element, CODE));
}

/** What a member signs so that its polynomial counts for these certificates only. */
export function boundMessage(certificates, coefficients) {
  const bound = { certs: certificates, coefexps: coefficients.map(encode) };
  return `certs_sig|${JSON.stringify(bound)}`;
}

/** The public half of the share at a place, from the commitments to the polynomial. */
export function shareOf(coefficients, index) {
  let exponent = 1n;
  const exponents = coefficients.map(() => {
    const own = exponent;
    exponent = reduce(exponent * BigInt(index));
    return own;
  });
  return publicProduct(coefficients, exponents);
}
