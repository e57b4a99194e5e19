// Makes ballots with the booth's own module, outside a browser. Reads a JSON list of requests
// { election, credential, choices, seed } and writes the list of ballots.
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { readElection } from "../../frontend/src/belenios/election.js";
import { makeBallot } from "../../frontend/src/booth/ballot.js";
import { publicOf, secretOf } from "../../frontend/src/belenios/credential.js";

/** A random source that can be repeated: SHA-512 of the seed and a counter. */
function repeatable(seed) {
  let count = 0;
  return (length) => {
    count += 1;
    return createHash("sha512").update(`${seed}|${count}`).digest().subarray(0, length);
  };
}

const requests = JSON.parse(readFileSync(0, "utf8"));
const ballots = requests.map(({ election, credential, choices, seed }) => {
  const read = readElection(election);
  return {
    ...makeBallot({ election: read, credential, choices, randomBytes: repeatable(seed) }),
    secret: String(secretOf(credential, read.uuid)),
    publicCredential: publicOf(credential, read.uuid),
  };
});
process.stdout.write(JSON.stringify(ballots));
