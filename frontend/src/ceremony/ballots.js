// Checks ballots of protocol version 1 the way the server and every auditor do.
import { fields, list, read, text, write } from "../belenios/canonical.js";
import { IDENTITY, encode, sha256Base64 } from "../belenios/group.js";
import { readElement, readProof, requireKnowledge, requireOneOf } from "../belenios/proofs.js";
import { Refused, requireSame } from "../belenios/refusal.js";

/**
 * Check one ballot. Answers { credential, answers }, where `answers` holds the ciphertexts of each
 * question as { alpha, beta } elements; refuses with the code of the first check that fails.
 *
 * `credentials` maps each public credential, as text, to { element, weight }.
 */
export function checkBallot(source, election, credentials) {
  const names = ["election_uuid", "election_hash", "credential", "answers", "signature"];
  const ballot = fields(read(source, "ballot.form"), names, "ballot.form");
  requireSame("ballot.election", election.uuid, ballot.election_uuid);
  requireSame("ballot.election", election.hash, ballot.election_hash);
  const credential = text(ballot.credential, "ballot.form");
  const listed = credentials.get(credential);
  if (!listed) throw new Refused("ballot.credential", { found: credential.slice(0, 80) });
  requireSignature(ballot, listed.element);
  const label = `${election.hash}|${credential}`;
  list(ballot.answers, "ballot.answers", election.questions.length);
  const answers = election.questions.map((question, index) =>
    checkAnswer(question, ballot.answers[index], {
      y: election.publicKey,
      label,
      where: `answers[${index}]`,
    }),
  );
  return { credential, answers };
}

function requireSignature({ signature, ...unsigned }, element) {
  const { hash, proof } = fields(signature, ["hash", "proof"], "ballot.form");
  requireSame("ballot.signature", sha256Base64(write(unsigned)), hash, "hash");
  requireKnowledge(
    `sig|${hash}|`,
    element,
    readProof(proof, "ballot.form"),
    "ballot.signature",
    "proof",
  );
}

function checkAnswer(question, value, context) {
  const names = [
    "choices",
    "individual_proofs",
    "overall_proof",
    ...(question.blank ? ["blank_proof"] : []),
  ];
  const answer = fields(value, names, "ballot.answers");
  const count = question.answers.length + (question.blank ? 1 : 0);
  const ciphertexts = list(answer.choices, "ballot.answers", count).map(readCiphertext);
  for (const [index, proofs] of list(answer.individual_proofs, "ballot.answers", count).entries()) {
    const { alpha, beta, printed } = ciphertexts[index];
    const branches = readProofs(proofs, 2).map((proof, bit) => ({
      alpha,
      beta,
      value: bit,
      proof,
    }));
    const where = `${context.where}.individual_proofs[${index}]`;
    requireOneOf(
      `prove|${context.label}|${printed}|`,
      context.y,
      branches,
      "ballot.individual_proof",
      where,
    );
  }
  const label = `${context.label}|${ciphertexts.map(({ printed }) => printed).join(",")}`;
  if (question.blank) requireBlankTotals(question, answer, ciphertexts, { ...context, label });
  else requireTotal(question, answer, ciphertexts, { ...context, label });
  return ciphertexts;
}

function requireTotal({ min, max }, answer, ciphertexts, { y, label, where }) {
  const sum = product(ciphertexts);
  const branches = readProofs(answer.overall_proof, max - min + 1).map((proof, index) => ({
    ...sum,
    value: min + index,
    proof,
  }));
  const prefix = `prove|${label}|${encode(sum.alpha)},${encode(sum.beta)}|`;
  requireOneOf(prefix, y, branches, "ballot.overall_proof", `${where}.overall_proof`);
}

function requireBlankTotals({ min, max }, answer, [blank, ...rest], { y, label, where }) {
  const sum = product(rest);
  const [noBlank, noSum] = readProofs(answer.blank_proof, 2);
  const empty = [
    { ...blank, value: 0, proof: noBlank },
    { ...sum, value: 0, proof: noSum },
  ];
  requireOneOf(`bproof0|${label}|`, y, empty, "ballot.blank_proof", `${where}.blank_proof`);
  const [isBlank, ...sums] = readProofs(answer.overall_proof, max - min + 2);
  const either = [
    { ...blank, value: 1, proof: isBlank },
    ...sums.map((proof, index) => ({ ...sum, value: min + index, proof })),
  ];
  requireOneOf(`bproof1|${label}|`, y, either, "ballot.overall_proof", `${where}.overall_proof`);
}

function readCiphertext(value) {
  const { alpha, beta } = fields(value, ["alpha", "beta"], "ballot.form");
  return {
    alpha: readElement(alpha, "ballot.element"),
    beta: readElement(beta, "ballot.element"),
    printed: `${alpha},${beta}`,
  };
}

function readProofs(value, count) {
  return list(value, "ballot.answers", count).map((proof) => readProof(proof, "ballot.form"));
}

function product(ciphertexts) {
  const total = (field) =>
    ciphertexts.reduce((sum, ciphertext) => sum.add(ciphertext[field]), IDENTITY);
  return { alpha: total("alpha"), beta: total("beta") };
}
