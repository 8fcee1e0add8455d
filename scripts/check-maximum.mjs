/**
 * Whether every fit is at the global maximum: simulated data sets over a wide grid, each fit beside a search from 20 random
 * starts and beside the model's named limits.
 *
 *     npm run check:maximum                                all models
 *     npm run check:maximum -- bgNbd paretoNbd             these models
 *     npm run check:maximum -- bgNbd --sets 100            fewer data sets of each
 *     npm run check:maximum -- bgNbd --set 17              one data set, with all that is known of it
 *     npm run check:maximum -- --results folder            where searches and results are kept
 *
 * Searches take nearly all the time and are kept (in node_modules/.cache/check-maximum, unless a folder is given): what was
 * interrupted goes on where it stopped, and after a change of a fit only the fits are run again. A search is done again where
 * the likelihood at the point that it found has changed.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { allowed, compareCase, isMiss, searchCase, stillHolds } from "../test/slow/maximum/compare.ts";
import { randomOfSet, subjects } from "../test/slow/maximum/subjects.ts";

const starts = 20;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { results: { type: "string" }, sets: { type: "string" }, set: { type: "string" } },
});
const root = resolve(import.meta.dirname, "..");
const folder = resolve(values.results ?? join(root, "node_modules/.cache/check-maximum"));
mkdirSync(folder, { recursive: true });
const names = positionals.length > 0 ? positionals : Object.keys(subjects);
const unknown = names.filter((name) => !(name in subjects));
if (unknown.length > 0)
  throw new Error(`no model called ${unknown.join(", ")}: there are ${Object.keys(subjects).join(", ")}`);

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

/** Seconds of processor time since a moment. */
const secondsSince = (before) => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** The known search of a data set, or a new one. */
function searchOf(searches, drawn, set) {
  const kept = searches[set];
  if (
    kept !== undefined &&
    kept.about === drawn.about &&
    (kept.known === null || stillHolds(drawn, kept.known))
  )
    return kept.known;
  const before = process.cpuUsage();
  const known = searchCase(drawn, set, starts);
  searches[set] = { about: drawn.about, known, seconds: secondsSince(before) };
  return known;
}

function checkModel(name) {
  const subject = subjects[name];
  const file = join(folder, `${name.replaceAll(" ", "-")}.json`);
  const searches = read(file);
  const sets =
    values.set === undefined
      ? Array.from({ length: Number(values.sets ?? subject.sets) }, (_, i) => i)
      : [Number(values.set)];
  const results = [];
  let saved = Date.now();
  for (const set of sets) {
    const drawn = subject.draw(randomOfSet(set));
    const known = searchOf(searches, drawn, set);
    const result = compareCase(drawn, set, known);
    results.push(result);
    if (isFault(result)) report(name, result);
    if (Date.now() - saved > 10_000) {
      writeFileSync(file, JSON.stringify(searches));
      saved = Date.now();
    }
  }
  writeFileSync(file, JSON.stringify(searches));
  if (values.set !== undefined) console.log(JSON.stringify(results[0], null, 1));
  const searched = sets.reduce((sum, set) => sum + (searches[set]?.seconds ?? 0), 0);
  return summary(name, results, searched);
}

const isFault = (result) => result.ended === "threw" || result.ended === "broke" || isMiss(result);

function report(name, { set, about, ended, short, message, known, fit }) {
  const what =
    ended === "fit"
      ? `${short.toFixed(4)} below ${known.by} ${text(known.parameters)}; fit ${fit.limit ?? "inside"} ${text(fit.parameters)}`
      : `${ended}: ${message}; known ${known?.height} ${known?.by} ${text(known?.parameters)}`;
  console.log(`  ${name} ${set} (${about.slice(0, 160)}): ${what}`);
}

const text = (parameters) =>
  parameters === undefined
    ? ""
    : Object.entries(parameters)
        .map(([key, value]) => `${key} ${value.toPrecision(4)}`)
        .join(", ");

function summary(name, results, searched) {
  const count = (test) => results.filter(test).length;
  const fits = results.filter(({ ended }) => ended === "fit");
  const row = {
    model: name,
    sets: results.length,
    refused: count(({ ended }) => ended === "refused"),
    errors: count(({ ended }) => ended === "threw" || ended === "broke"),
    misses: count(isMiss),
    "largest miss": Number(Math.max(0, ...fits.map(({ short }) => short)).toPrecision(3)),
    "above the search": count(({ short, known }) => known !== null && short < -allowed(known.height)),
    "at a limit": count(({ fit }) => fit?.limit != null),
    inexact: count(({ inexact, fit }) => inexact > 1e-6 + 1e-9 * Math.abs(fit?.logLikelihood ?? 0)),
    "fits, s": Number((results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000).toFixed(1)),
    "searches, s": Number(searched.toFixed(0)),
  };
  console.log(
    Object.entries(row)
      .map(([key, value]) => `${key} ${value}`)
      .join("; "),
  );
  return row;
}

const rows = names.map(checkModel);
if (rows.length > 1) console.table(rows);
const faults = rows.reduce((sum, { errors, misses }) => sum + errors + misses, 0);
if (faults > 0) {
  console.log(`${faults} fits that are not at the maximum`);
  process.exitCode = 1;
}
