// Makes a ballot of Belenios protocol version 1. Pure: chance is an argument, nothing is read or
// sent, so the same election, credential, choices and random bytes give the same ballot.
//
// A prover knows the randomness r of each ciphertext, so every commitment, true or simulated, is a
// product of powers of the two fixed bases g and y: with the tables of y prepared once, a ballot
// costs nothing but table look-ups.
import { randomExponent } from "../belenios/chance.js";
import { publicOf, secretOf } from "../belenios/credential.js";
import {
  G,
  IDENTITY,
  encode,
  hashToExponent,
  power,
  prepare,
  reduce,
  sha256Base64,
} from "../belenios/group.js";
import { Refused } from "../belenios/refusal.js";

/** Build the tables for the election's public key; 0.2 s on a slow phone, once. */
export function prepareElection(election) {
  prepare(G);
  prepare(election.publicKey);
  return election;
}

/**
 * The plaintext of one question: 1 for each chosen answer, 0 for the others.
 *
 * `chosen` holds answer numbers from 0; "blank" alone is the blank vote. Raises Refused when
 * the question forbids that number of answers.
 */
export function plaintextOf(question, chosen) {
  if (chosen === "blank") {
    if (!question.blank) throw new Refused("choice.blank");
    return [1, ...question.answers.map(() => 0)];
  }
  const marked = new Set(chosen);
  const valid = [...marked].every(
    (index) => Number.isInteger(index) && index >= 0 && index < question.answers.length,
  );
  if (!valid) throw new Refused("choice.unknown");
  if (marked.size < question.min) throw new Refused("choice.few", { min: question.min });
  if (marked.size > question.max) throw new Refused("choice.many", { max: question.max });
  const bits = question.answers.map((_, index) => (marked.has(index) ? 1 : 0));
  return question.blank ? [0, ...bits] : bits;
}

/** Make the ballot at once. Answers { text, tracker, credential }. */
export function makeBallot(request) {
  const steps = ballotSteps(request);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * Make the ballot step by step, so that a page can stay responsive: yields the share done (0..1)
 * after each question, returns { text, tracker, credential }.
 */
export function* ballotSteps({ election, credential, choices, randomBytes }) {
  if (choices.length !== election.questions.length) throw new Refused("choice.missing");
  const plaintexts = election.questions.map((question, index) =>
    plaintextOf(question, choices[index]),
  );
  const secret = secretOf(credential, election.uuid);
  const publicCredential = publicOf(credential, election.uuid);
  const context = {
    y: election.publicKey,
    label: `${election.hash}|${publicCredential}`,
    draw: () => randomExponent(randomBytes),
  };
  const answers = [];
  for (const [index, question] of election.questions.entries()) {
    answers.push(makeAnswer(context, question, plaintexts[index]));
    yield (index + 1) / election.questions.length;
  }
  const unsigned = {
    election_uuid: election.uuid,
    election_hash: election.hash,
    credential: publicCredential,
    answers,
  };
  const hash = sha256Base64(JSON.stringify(unsigned));
  const text = JSON.stringify({
    ...unsigned,
    signature: { hash, proof: sign(context, secret, hash) },
  });
  return { text, tracker: sha256Base64(text), credential: publicCredential };
}

function makeAnswer(context, question, bits) {
  const ciphertexts = bits.map((bit) => encrypt(context, bit));
  const answer = {
    choices: ciphertexts.map(({ text }) => text),
    individual_proofs: ciphertexts.map((ciphertext) => proveBit(context, ciphertext)),
  };
  const label = `${context.label}|${ciphertexts.map(pair).join(",")}`;
  const range = [];
  for (let total = question.min; total <= question.max; total += 1) range.push(total);
  if (!question.blank) {
    const sum = total(ciphertexts);
    answer.overall_proof = proveOne(
      context,
      `prove|${label}|${pair(sum)}|`,
      range.map((value) => [sum, value]),
    );
    return answer;
  }
  const [blank, ...rest] = ciphertexts;
  const sum = total(rest);
  answer.overall_proof = proveOne(context, `bproof1|${label}|`, [
    [blank, 1],
    ...range.map((value) => [sum, value]),
  ]);
  answer.blank_proof = proveOne(context, `bproof0|${label}|`, [
    [blank, 0],
    [sum, 0],
  ]);
  return answer;
}

function encrypt({ y, draw }, bit) {
  const r = draw();
  const masked = power(y, r);
  return written({ alpha: power(G, r), beta: bit === 1 ? masked.add(G) : masked, r, value: bit });
}

/** The product of ciphertexts: what it hides is the sum, under the sum of the randomness. */
function total(ciphertexts) {
  const add = (field) =>
    ciphertexts.reduce((sum, ciphertext) => sum.add(ciphertext[field]), IDENTITY);
  return written({
    alpha: add("alpha"),
    beta: add("beta"),
    r: reduce(ciphertexts.reduce((sum, { r }) => sum + r, 0n)),
    value: ciphertexts.reduce((sum, { value }) => sum + value, 0),
  });
}

/** A ciphertext with its two elements as text; encoding costs an inversion, so it is done once. */
function written(ciphertext) {
  return {
    ...ciphertext,
    text: { alpha: encode(ciphertext.alpha), beta: encode(ciphertext.beta) },
  };
}

function pair({ text }) {
  return `${text.alpha},${text.beta}`;
}

function proveBit(context, ciphertext) {
  return proveOne(context, `prove|${context.label}|${pair(ciphertext)}|`, [
    [ciphertext, 0],
    [ciphertext, 1],
  ]);
}

/**
 * Prove that at least one statement "this ciphertext hides this value" is true, without saying which.
 *
 * `statements` are pairs of a ciphertext { r, value } and a claimed value. The other statements are
 * simulated: their challenge and response are drawn first and the commitment follows. The number of
 * operations is the same whichever statement is the true one.
 */
function proveOne(context, prefix, statements) {
  const { y, draw } = context;
  const truth = statements.findIndex(([ciphertext, claim]) => ciphertext.value === claim);
  const commitments = [];
  const proofs = [];
  let others = 0n;
  let exponent;
  for (const [index, [ciphertext, claim]] of statements.entries()) {
    const challenge = draw();
    const response = draw();
    const simulated = index !== truth;
    // g^response * alpha^challenge, with alpha = g^r.
    const drawn = reduce(response + (simulated ? challenge * ciphertext.r : 0n));
    const gap = simulated ? reduce(challenge * BigInt(ciphertext.value - claim)) : 0n;
    commitments.push(`${encode(power(G, drawn))},${encode(power(y, drawn).add(power(G, gap)))}`);
    proofs.push({ challenge, response });
    if (simulated) others += challenge;
    else exponent = response;
  }
  const hashed = hashToExponent(prefix + commitments.join(","));
  const challenge = reduce(hashed - others);
  proofs[truth] = { challenge, response: reduce(exponent - statements[truth][0].r * challenge) };
  return proofs.map(decimal);
}

function sign({ draw }, secret, hash) {
  const exponent = draw();
  const challenge = hashToExponent(`sig|${hash}|${encode(power(G, exponent))}`);
  return decimal({ challenge, response: reduce(exponent - secret * challenge) });
}

function decimal({ challenge, response }) {
  return { challenge: String(challenge), response: String(response) };
}
