/**
 * How forecasts of subscribers do on made-up businesses whose truth is known: the cases of ../shared/reference/exports/forecasts,
 * which are skipped, with a word, where that folder is absent.
 *
 *     npm run check:forecasts                     the stated model of each business, intake as planned
 *     npm run check:forecasts -- --automatic      the model chosen by holdout, intake estimated
 *     npm run check:forecasts -- 02 06            these businesses
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { naiveForecasts } from "../src/forecasts/naive-forecasts.ts";
import {
  betaDiscreteWeibull,
  forecastSubscribers,
  geometric,
  geometricMixture,
  shiftedBetaGeometric,
} from "../src/index.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { automatic: { type: "boolean" }, draws: { type: "string", default: "1000" } },
});
const folder = resolve(import.meta.dirname, "../../shared/reference/exports/forecasts");
if (!existsSync(folder)) {
  console.log(`skipped: ${folder} is absent`);
  process.exit(0);
}

const months = [1, 3, 6, 12];
const all = [geometric, shiftedBetaGeometric, betaDiscreteWeibull, geometricMixture];
const models = {
  "01": shiftedBetaGeometric,
  "02": betaDiscreteWeibull,
  "03": geometricMixture,
  "04": shiftedBetaGeometric,
  "05": shiftedBetaGeometric,
  "06": shiftedBetaGeometric,
};

/** The past of a replication as cohorts: who was not lost is still active. */
const cohortsOf = ({ sizes, lost }) =>
  sizes.map((size, i) => ({
    cohort: i + 1,
    timeUnit: "month",
    lostByPeriod: lost[i],
    stillActive: size - lost[i].reduce((sum, count) => sum + count, 0),
  }));

/** How far an interval covers the quantiles of the truth: the share of the true distribution between its ends. */
function shareWithin({ columns, rows }, i, { lower, upper }) {
  const levels = columns.flatMap((name, k) =>
    name.endsWith("%") ? [[Number.parseFloat(name) / 100, k]] : [],
  );
  const at = (x) => {
    const points = levels.map(([p, k]) => [rows[i][k], p]);
    const above = points.findIndex(([value]) => value > x);
    if (above === 0) return 0;
    if (above < 0) return 1;
    const [[x0, p0], [x1, p1]] = [points[above - 1], points[above]];
    return p0 + ((p1 - p0) * (x - x0)) / (x1 - x0);
  };
  return at(upper) - at(lower);
}

const pooled = { held: 0, all: 0 };
let beaten = 0;
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .filter((name) => positionals.length === 0 || positionals.some((wanted) => name.startsWith(wanted)));
for (const file of files) {
  const business = JSON.parse(readFileSync(join(folder, file), "utf8"));
  const key = file.slice(0, 2);
  const M = business.cutOffMonth;
  const prices = business.prices.rows.map(([from, price]) => ({ from, price }));
  const changes = prices.slice(1).map(({ from }) => from);
  const plan = business.truth.intake.slice(M, M + 12);
  const forecast = (cohorts, draws) =>
    forecastSubscribers({
      cohorts,
      model: values.automatic ? all : models[key],
      ...(values.automatic ? {} : { intake: plan }),
      prices,
      ...(changes.length > 0 ? { events: [{ name: "price", periods: changes }] } : {}),
      horizon: 12,
      draws,
    });
  const held = months.map(() => 0);
  const bias = months.map(() => 0);
  const widths = months.map(() => 0);
  const expectedErrors = [];
  const errors = { forecast: 0 };
  const coverage = [];
  let season = 0;
  let shocks = 0;
  let effective = Number.POSITIVE_INFINITY;
  const began = performance.now();
  const statement = business.expected.statement;
  const data = forecast(business.data.cohorts, 4000);
  for (const i of months) {
    const closing = data.rows[i - 1].closing;
    expectedErrors.push((closing.estimate / statement.rows[i - 1][4] - 1) * 100);
    coverage.push(shareWithin(business.expected.quantiles.closing, i - 1, closing));
  }
  // What then happened to `data` is known as a distribution: its share between the ends counts, and its mean for the errors.
  const covered = coverage.reduce((sum, share) => sum + share, 0) / months.length;
  const mean12 = statement.rows[11][4];
  errors.forecast += Math.abs(data.rows[11].closing.estimate / mean12 - 1);
  for (const [name, rows] of Object.entries(naiveForecasts(business.data.cohorts, 12)))
    errors[name] = Math.abs(rows[11].closing / mean12 - 1);
  const pasts = business.replications.map((one) => ({ cohorts: cohortsOf(one), future: one.future }));
  for (const { cohorts, future } of pasts) {
    const result = forecast(cohorts, Number(values.draws));
    const found = result.segments[0];
    effective = Math.min(effective, found.effectiveDraws / Number(values.draws));
    season += found.season.used ? 1 : 0;
    shocks += found.shockDeviation / pasts.length;
    months.forEach((month, k) => {
      const { estimate, lower, upper } = result.rows[month - 1].closing;
      const true_ = future.closing[month - 1];
      held[k] += true_ >= lower && true_ <= upper ? 1 : 0;
      bias[k] += ((estimate / true_ - 1) * 100) / pasts.length;
      widths[k] += (((upper - lower) / true_) * 100) / pasts.length;
    });
    errors.forecast += Math.abs(result.rows[11].closing.estimate / future.closing[11] - 1);
    for (const [name, rows] of Object.entries(naiveForecasts(cohorts, 12)))
      errors[name] = (errors[name] ?? 0) + Math.abs(rows[11].closing / future.closing[11] - 1);
  }
  const count = pasts.length + 1;
  months.forEach((_, k) => {
    held[k] += coverage[k];
  });
  const total = held.reduce((sum, one) => sum + one, 0);
  pooled.held += total;
  pooled.all += count * months.length;
  const best = Math.min(...Object.entries(errors).flatMap(([name, e]) => (name === "forecast" ? [] : [e])));
  beaten += errors.forecast < best ? 1 : 0;
  const per = (list, digits = 2) => list.map((x) => x.toFixed(digits)).join(" ");
  console.log(`${file}: ${((performance.now() - began) / count).toFixed(0)} ms a forecast`);
  console.log(
    `  held at months 1, 3, 6, 12: ${per(held.map((h) => h / count))}, all ${((100 * total) / count / months.length).toFixed(1)}%`,
  );
  console.log(
    `  bias % ${per(bias)}; width % ${per(widths)}; season ${season}, shocks ${shocks.toFixed(3)}, least effective ${effective.toFixed(2)}`,
  );
  console.log(
    `  against the exact mean % ${per(expectedErrors)}; holds ${(100 * covered).toFixed(1)}% of the truth's distribution`,
  );
  console.log(
    `  error at 12 %: ${Object.entries(errors)
      .map(([name, e]) => `${name} ${((100 * e) / count).toFixed(2)}`)
      .join(", ")}`,
  );
}
console.log(
  `pooled: ${((100 * pooled.held) / pooled.all).toFixed(1)}% held; below every naive forecast on ${beaten} of ${files.length}`,
);
