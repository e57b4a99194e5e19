/** What is refused: a dotted code that does not change, and the facts to explain it. */
export class Refused extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

/** Refuse with `code` unless what was found is what was expected. */
export function requireSame(code, expected, found, where = "") {
  if (expected !== found)
    throw new Refused(code, { expected: String(expected), found: String(found), where });
}
