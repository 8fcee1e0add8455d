/**
 * Draws the pictures of README and guides into docs/pictures, each by a chart function of the library.
 * Run with tsx: `npm run pictures`. With `--check` nothing is written, and a picture that differs from its file is a fault.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fewerDefections, points, relative, retentionLiftCurves } from "retention-economics";
import { retentionLiftChart } from "retention-economics/plots";
import { drawSvg } from "../test/plots/render.ts";
import { samples } from "../test/plots/samples/index.ts";
import { root } from "./entry-points.mjs";

/** The three readings of README, at every rate of retention from 50% to 90%. */
function fivePerCent() {
  const readings = {
    "five points more": { change: points(0.05) },
    "5% of the rate more": { change: relative(0.05) },
    "5% fewer defections": { change: fewerDefections(0.05) },
  };
  const retentions = Array.from({ length: 41 }, (_, i) => (50 + i) / 100);
  return retentionLiftChart(retentionLiftCurves(readings, { retentions }), {
    title: "Where is 5% more retention worth 25% more margin?",
  });
}

/** The sample of the gallery for a chart function. */
const ofGallery = (name) => samples.find(({ chart, special }) => chart === name && special === null).draw();

const pictures = {
  "five-per-cent": fivePerCent,
  "revenue-waterfall": () => ofGallery("revenueWaterfallChart"),
  payback: () => ofGallery("paybackChart"),
  cohorts: () => ofGallery("cohortChart"),
  survival: () => ofGallery("survivalChart"),
  "projected-retention": () => ofGallery("projectedRetentionChart"),
  "alive-by-silence": () => ofGallery("aliveBySilenceChart"),
  tracking: () => ofGallery("trackingChart"),
  tornado: () => ofGallery("tornadoChart"),
  calibration: () => ofGallery("calibrationChart"),
  experiment: () => ofGallery("experimentChart"),
  forecast: () => ofGallery("forecastChart"),
};

/** As a page shows it by its address: with a title and on white, since dark pages show through; labels of its parts nobody reads. */
function asImage(svg, title) {
  const bare = svg.replace(/ (role|aria-[a-z]+)="[^"]*"/g, "");
  return `${bare.replace(/(<svg[^>]*)>/, `$1 role="img"><title>${title.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</title><rect width="100%" height="100%" fill="#ffffff"/>`)}\n`;
}

const folder = resolve(root, "docs/pictures");
mkdirSync(folder, { recursive: true });
const checks = process.argv.includes("--check");
let faults = 0;
for (const [name, picture] of Object.entries(pictures)) {
  const chart = picture();
  const { svg, messages } = await drawSvg(chart);
  const file = resolve(folder, `${name}.svg`);
  const text = asImage(svg, chart.title.text.join(" "));
  const differs = !existsSync(file) || readFileSync(file, "utf8") !== text;
  if (!checks) writeFileSync(file, text);
  else if (differs) console.log(`${name}: the file differs; run npm run pictures`);
  for (const message of messages) console.log(`${name}: ${message}`);
  faults += messages.length + (checks && differs ? 1 : 0);
  console.log(`${name.padEnd(22)}${(text.length / 1000).toFixed(0).padStart(5)} kB`);
}
process.exit(faults > 0 ? 1 : 0);
