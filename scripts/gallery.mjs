/**
 * Draws every chart of the samples that the tests check, into a folder that is not committed: an SVG each, contact sheets in light
 * and dark at 400 and 900 pixels, and the page docs/gallery.md, which lists them.
 * Run with tsx: `npm run gallery`. Arguments are names of charts to draw; `--all` draws degenerate samples too.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { drawSvg } from "../test/plots/render.ts";
import { samples } from "../test/plots/samples/index.ts";
import { root } from "./entry-points.mjs";

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const all = process.argv.includes("--all");
const folder = resolve(root, "gallery");
if (wanted.length === 0) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const chosen = samples.filter(
  ({ chart, special }) => (all || special === null) && (wanted.length === 0 || wanted.includes(chart)),
);
const font = { font: { defaultFontFamily: "DejaVu Sans", loadSystemFonts: true } };
const png = (svg) => new Resvg(svg, font).render();
const perSheet = 9;

/** One picture of several, three side by side. */
function sheetOf(pictures, background) {
  const columns = 3;
  const width = Math.max(...pictures.map((picture) => picture.width)) + 16;
  const rows = [];
  for (let i = 0; i < pictures.length; i += columns) rows.push(pictures.slice(i, i + columns));
  let y = 8;
  const images = rows.flatMap((row) => {
    const top = y;
    y += Math.max(...row.map((picture) => picture.height)) + 16;
    return row.map(
      ({ data, width: w, height: h }, i) =>
        `<image x="${8 + i * width}" y="${top}" width="${w}" height="${h}" href="data:image/png;base64,${data}"/>`,
    );
  });
  const size = `width="${columns * width}" height="${y}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect ${size} fill="${background}"/>${images.join("")}</svg>`;
}

/** The page that lists the charts, in the order of the samples, from what each says of itself. */
function galleryPage() {
  const lines = samples
    .filter(({ special }) => special === null)
    .map(({ chart, draw }) => {
      const { title, description } = draw();
      const says = description.slice(title.text.join(" ").length + 1);
      const short = says.length > 160 ? `${says.slice(0, says.lastIndexOf(" ", 157))} …` : says;
      return `| \`${chart}\` | ${title.text.join(" ")} | ${short.replaceAll("|", "\\|")} |`;
    });
  return `# Gallery

Every chart of \`retention-economics/plots\`, from the results that the tests draw: its title, and the beginning of what its description says in words.
This page is written by \`npm run gallery\`, which also draws each chart in light and dark at 400 and 900 pixels into the folder \`gallery\`.
[Pictures of results](pictures.md) says how to draw them.

| function | title | what it says |
|---|---|---|
${lines.join("\n")}
`;
}

let faults = 0;
for (const [theme, background] of [
  ["light", "#cccccc"],
  ["dark", "#555555"],
])
  for (const width of [400, 900]) {
    const pictures = [];
    for (const [i, { chart, draw, special }] of chosen.entries()) {
      const { svg, messages } = await drawSvg(draw({ theme, width }));
      // A scale of nothing has no extent: the runtime says so of degenerate samples.
      if (special === null) for (const message of messages) console.log(`${chart}: ${message}`);
      if (special === null) faults += messages.length;
      writeFileSync(resolve(folder, `${chart}${all ? `-${i}` : ""}-${theme}-${width}.svg`), svg);
      const picture = png(svg);
      pictures.push({
        data: picture.asPng().toString("base64"),
        width: picture.width,
        height: picture.height,
      });
    }
    for (let i = 0; i < pictures.length; i += perSheet) {
      const sheet = png(sheetOf(pictures.slice(i, i + perSheet), background));
      writeFileSync(resolve(folder, `sheet-${theme}-${width}-${1 + i / perSheet}.png`), sheet.asPng());
    }
  }
if (wanted.length === 0) writeFileSync(resolve(root, "docs/gallery.md"), galleryPage());
console.log(`${chosen.length} charts drawn four times into ${folder}, ${faults} messages`);
process.exit(faults > 0 ? 1 : 0);
