// Reads an election strictly: whatever is not exactly as the protocol writes it is refused, so that
// the hash of the text means the same election to everybody.
import { fields, integer, list, read, text } from "./canonical.js";
import { NAME, sha256Base64 } from "./group.js";
import { readElement } from "./proofs.js";
import { Refused, requireSame } from "./refusal.js";

/** Read election.json; `hash` is what every ballot carries. */
export function readElection(source) {
  const code = "election.form";
  const required = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
  const value = fields(
    read(source, code),
    [...required, "administrator?", "credential_authority?", "language?"],
    code,
  );
  requireSame("election.version", 1, value.version);
  requireSame("election.group", NAME, value.group);
  if (!/^[1-9A-HJ-NP-Za-km-z]{14,}$/.test(value.uuid))
    throw new Refused(code, { found: String(value.uuid), where: "uuid" });
  const questions = list(value.questions, code).map(readQuestion);
  if (questions.length === 0) throw new Refused(code, { found: "no question" });
  return {
    uuid: value.uuid,
    name: text(value.name, code),
    description: text(value.description, code),
    questions,
    hash: sha256Base64(source),
    publicKey: readElement(value.public_key, "election.key"),
  };
}

function readQuestion(value) {
  const code = "election.form";
  const question = fields(value, ["answers", "blank?", "min", "max", "question"], code);
  const answers = list(question.answers, code).map((answer) => text(answer, code));
  if (answers.length === 0) throw new Refused(code, { found: "no answer" });
  if (!["boolean", "undefined"].includes(typeof question.blank))
    throw new Refused(code, { where: "blank" });
  const min = integer(question.min, code);
  return {
    answers,
    blank: question.blank,
    min,
    max: integer(question.max, code, min),
    question: text(question.question, code),
  };
}
