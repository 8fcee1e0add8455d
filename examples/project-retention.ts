/**
 * Projecting retention: two published cohorts, fitted on seven years and compared with the five that followed.
 *
 * Source: Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 * table 1: per cent of 1,000 customers still active after each year.
 */
import { projectRetention, shiftedBetaGeometric } from "retention-economics";
import { heading, paragraph, percent, printWhenRun, table } from "./print.js";

const cohorts = {
  "High End": { lostByPeriod: [131, 126, 90, 60, 42, 34, 26, 23, 23, 18, 18, 15], stillActive: 394 },
  Regular: { lostByPeriod: [369, 163, 86, 56, 37, 27, 21, 18, 16, 13, 11, 10], stillActive: 173 },
};

/** The projection of one cohort: year 12, and the error of every curve over the five years held out. */
function projection(name: keyof typeof cohorts): string[] {
  const cohort = { timeUnit: "year", ...cohorts[name] } as const;
  const { rows, errors } = projectRetention(shiftedBetaGeometric, cohort, { periods: 12, holdoutPeriods: 5 });
  const last = rows[11];
  const sentence = `${name}, year 12: projected ${percent(last?.estimate ?? null)} (${percent(last?.lower ?? null)} to ${percent(last?.upper ?? null)}), observed ${percent(last?.observed ?? null)}.`;
  const lines = errors.map((error) => [error.curve, percent(error.meanAbsolutePercentageError)]);
  return [...paragraph(sentence), "", ...table(["curve", "mean absolute error"], lines)];
}

/** Both cohorts. */
export function projectTwoCohorts(): string[] {
  return [...heading("Projecting retention"), "", ...projection("High End"), "", ...projection("Regular")];
}

printWhenRun(import.meta.url, projectTwoCohorts);
