// Times the booth's ballot maker; reads { elections: {name: text}, choices, rounds } and prints ms.
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { systemBytes } from "../frontend/src/belenios/chance.js";
import { readElection } from "../frontend/src/belenios/election.js";
import { makeBallot, prepareElection } from "../frontend/src/booth/ballot.js";

const { credential, kinds, rounds } = JSON.parse(readFileSync(0, "utf8"));
const timings = {};
for (const [name, { text, choices }] of Object.entries(kinds)) {
  const election = readElection(text);
  const started = performance.now();
  prepareElection(election);
  const tables = performance.now() - started;
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    makeBallot({ election, credential, choices, randomBytes: systemBytes });
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  timings[name] = { tables_ms: tables, min_ms: times[0], median_ms: times[rounds >> 1] };
}
process.stdout.write(JSON.stringify(timings));
