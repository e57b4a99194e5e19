// Verifies archives with the trustees' page's own modules, outside a browser. Reads a JSON list of
// paths, writes for each { counted, weight, events } or { check }.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { verified } from "../../frontend/src/ceremony/safeguards.js";

function verify(path) {
  try {
    const steps = verified(
      { name: basename(path), bytes: new Uint8Array(readFileSync(path)) },
      {},
      new Map(),
    );
    let step = steps.next();
    while (!step.done) step = steps.next();
    const { count, events } = step.value;
    return { counted: count.counted, weight: String(count.weight), events: events.length };
  } catch (error) {
    if (error.code !== "archive.invalid") throw error;
    return { check: error.facts.check };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(verify)));
