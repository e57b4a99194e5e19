// Recomputes the encrypted tally from all ballots of an archive, and writes it as the archive must.
import { fields, read, weight as readWeight, write, writtenWeight } from "../belenios/canonical.js";
import { IDENTITY, encode, publicProduct, sha256Hex } from "../belenios/group.js";
import { Refused, requireSame } from "../belenios/refusal.js";
import { checkBallot } from "./ballots.js";

/**
 * Check every ballot and add up the last one of each credential, in steps so that a page can stay
 * responsive: yields the number of ballots checked, returns { ciphertexts, counted, weight }.
 * `memory` keeps what was checked, so that twin archives cost their ballots once.
 */
export function* countBallots(events, { election, credentials }, memory = new Map()) {
  const last = new Map();
  const seen = new Set();
  let checked = 0;
  for (const { type, data } of events) {
    if (type !== "Ballot") continue;
    const [{ hash, text }] = data;
    if (seen.has(hash)) throw new Refused("ballot.duplicate", { found: hash });
    seen.add(hash);
    const known = `${election.hash}|${hash}`;
    if (!memory.has(known)) memory.set(known, checkBallot(text, election, credentials));
    const { credential, answers } = memory.get(known);
    if (!credentials.has(credential)) throw new Refused("ballot.credential", { found: credential });
    last.set(credential, answers);
    checked += 1;
    yield checked;
  }
  const rows = [...last].map(([credential, answers]) => ({
    answers,
    weight: credentials.get(credential).weight,
  }));
  const sum = (question, choice, field) =>
    weightedProduct(rows.map(({ answers, weight }) => [answers[question][choice][field], weight]));
  const ciphertexts = election.questions.map((question, index) =>
    Array.from({ length: question.answers.length + (question.blank ? 1 : 0) }, (_, choice) => ({
      alpha: sum(index, choice, "alpha"),
      beta: sum(index, choice, "beta"),
    })),
  );
  return {
    ciphertexts,
    counted: last.size,
    weight: rows.reduce((total, row) => total + row.weight, 0n),
  };
}

function weightedProduct(pairs) {
  const counting = pairs.filter(([, weight]) => weight > 0n);
  let total = IDENTITY;
  for (let start = 0; start < counting.length; start += 200) {
    const part = counting.slice(start, start + 200);
    total = total.add(
      publicProduct(
        part.map(([element]) => element),
        part.map(([, weight]) => weight),
      ),
    );
  }
  return total;
}

/** Refuse unless the archive's EncryptedTally is the recomputed one, byte for byte. */
export function requireTally(event, { ciphertexts, counted, weight }) {
  const [tally, sized] = event.data;
  const own = write(
    ciphertexts.map((row) =>
      row.map(({ alpha, beta }) => ({ alpha: encode(alpha), beta: encode(beta) })),
    ),
  );
  requireSame("tally.ciphertexts", sha256Hex(own), sha256Hex(tally.text));
  const value = fields(
    read(sized.text, "tally.form"),
    ["num_tallied", "total_weight", "encrypted_tally"],
    "tally.form",
  );
  requireSame("tally.count", counted, value.num_tallied);
  requireSame("tally.weight", weight, readWeight(value.total_weight, "tally.form"));
  requireSame("archive.reference", tally.hash, value.encrypted_tally);
  requireSame(
    "tally.form",
    write({
      num_tallied: counted,
      total_weight: writtenWeight(weight),
      encrypted_tally: tally.hash,
    }),
    sized.text,
  );
}
