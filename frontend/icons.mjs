// Writes the icons named in icons.txt as one SVG file; a page shows one with <use href="…#name">.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function writeIcons(here, outdir) {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean);
  const folder = join(here, "node_modules", "bootstrap-icons", "icons");
  const symbols = names.map((name) => {
    const drawing = readFileSync(join(folder, `${name}.svg`), "utf8");
    const paths = drawing.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    return `<symbol id="${name}" viewBox="0 0 16 16">${paths.replace(/\n\s*/g, "")}</symbol>`;
  });
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  writeFileSync(join(outdir, "icons.svg"), sprite);
  writeFileSync(join(outdir, "icons.txt"), `${names.join("\n")}\n`);
}
