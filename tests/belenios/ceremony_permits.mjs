// Asks the trustees' page's rules about folders of a vote, outside a browser. Reads { folders,
// signingKey, publicKey, now }, writes for each folder the permitted tallies or the refusal's code.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { permits, readHeads } from "../../frontend/src/ceremony/safeguards.js";

function ask(folder, { signingKey, publicKey, now }) {
  const text = (name) => readFileSync(join(folder, name), "utf8");
  const archives = ["heads.bel", "area.bel"]
    .filter((name) => existsSync(join(folder, name)))
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
  try {
    const heads = readHeads(text("heads.txt"));
    const given = { manifest: text("manifest.json"), archives, rosters: [text("roster.csv")], heads };
    const steps = permits(given, { signingKey, publicKey, now: new Date(now) });
    let step = steps.next();
    while (!step.done) step = steps.next();
    return step.value.map(({ name, place, head }) => ({ name, place, head }));
  } catch (error) {
    if (!error.code) throw error;
    return error.code;
  }
}

const { folders, ...trustee } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(folders.map((folder) => ask(folder, trustee))));
