// Bundles each entry of src/ into one file under linli/web/static/dist. The same sources give the
// same bytes, which the voting booth relies on: its hash is published before a vote opens.
import { build } from "esbuild";
import { writeIcons } from "./icons.mjs";
import { readdirSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = process.argv[2] || join(here, "..", "linli", "web", "static", "dist");
const entryPoints = readdirSync(join(here, "src"))
  .filter((name) => existsSync(join(here, "src", name, "index.js")))
  .sort()
  .map((name) => ({ in: join(here, "src", name, "index.js"), out: name }));

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints,
  outdir,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  format: "iife",
  // The browser floor: 360, Sogou, WeChat and Windows 7 machines are above it.
  target: ["chrome87", "safari14.1", "firefox78"],
  inject: [join(here, "older-browsers.js")],
  loader: { ".woff2": "file", ".woff": "file", ".png": "file", ".svg": "file" },
  assetNames: "[name]-[hash]",
  logLevel: "warning",
});
writeIcons(here, outdir);
