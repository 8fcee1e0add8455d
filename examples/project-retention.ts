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

function projected(name: keyof typeof cohorts) {
  const cohort = { timeUnit: "year", ...cohorts[name] } as const;
  return projectRetention(shiftedBetaGeometric, cohort, { periods: 12, holdoutPeriods: 5 });
}

/** Both cohorts: year 12 of each, and the error of every curve over the five years held out. */
export function projectTwoCohorts(): string[] {
  const [highEnd, regular] = [projected("High End"), projected("Regular")];
  const years = Object.entries({ "High End": highEnd, Regular: regular }).map(([name, { rows }]) => {
    const last = rows[11];
    const interval = `${percent(last?.lower ?? null)} to ${percent(last?.upper ?? null)}`;
    return [name, percent(last?.estimate ?? null), interval, percent(last?.observed ?? null)];
  });
  const errors = highEnd.errors.map(({ curve, meanAbsolutePercentageError }, i) => [
    curve === "shiftedBetaGeometric" ? "shifted beta-geometric" : curve,
    percent(meanAbsolutePercentageError),
    percent(regular.errors[i]?.meanAbsolutePercentageError ?? null),
  ]);
  return [
    ...heading("Projecting retention: seven years known, five forecast"),
    ...paragraph(
      "Two cohorts of 1,000 subscribers (Fader and Hardie 2007). The shifted beta-geometric model, which lets customers differ, is fitted to their first seven years. Share of each cohort still active after twelve:",
    ),
    "",
    ...table(["Cohort", "projected", "95% interval", "observed"], years),
    "",
    ...paragraph(
      "Mean error over the five years held out, as a share of what was observed, against curves drawn through the same seven years:",
    ),
    "",
    ...table(["Curve", "High End", "Regular"], errors),
  ];
}

printWhenRun(import.meta.url, projectTwoCohorts);
