/** Cohorts of contracts: those that follow a model, those that are known to be hard, and groups with covariates. */
import type { Random } from "../../../src/math/random.js";
import type { CohortLosses } from "../../../src/models/contractual/cohort-losses.js";
import * as discreteWeibull from "../../../src/models/contractual/discrete-weibull.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { pick, spread, uniform } from "./shops.js";

export const between = (random: Random, low: number, high: number) =>
  low + random.integerBelow(high - low + 1);

/** A cohort of one of the shapes that are known to be hard, or of none. */
export function hardCohort(random: Random, scale: number): CohortLosses {
  const periods = between(random, 1, 12);
  const count = () => Math.floor(random.next() * scale * (random.next() < 0.3 ? 5 : 1));
  const drawn = Array.from({ length: periods }, count);
  const only = between(random, 0, periods - 1);
  const shapes: ((lost: number, i: number) => number)[] = [
    (lost, i) => (i < periods / 2 ? 0 : lost),
    (lost) => (random.next() < 0.5 ? 0 : lost),
    (lost, i) => Math.round(lost * 0.6 ** i),
    (lost, i) => Math.round(lost * 1.5 ** i),
    (_, i) => (i === periods - 1 ? count() + 1 : 0),
    (_, i) => (i === only ? count() + 1 : 0),
    (_, i) => (i === only || i === only + 1 ? count() + 1 : 0),
    (lost, i) => (i === 0 ? 5 * lost : Math.round(lost * 0.1)),
    (_, i) => Math.round(10 * scale * 0.2 * 0.8 ** i),
    (lost) => lost,
  ];
  const lostByPeriod = drawn.map(shapes[between(random, 0, shapes.length - 1)]!);
  const stillActive = random.next() < 0.2 ? 0 : count() * (random.next() < 0.5 ? 5 : 1);
  const cohort = { timeUnit: "year", lostByPeriod, stillActive } as const;
  const entry = random.next();
  if (entry < 0.2) return { ...cohort, firstPeriod: between(random, 2, 4) };
  return entry < 0.3 ? { ...cohort, firstPeriod: between(random, 2, 4), lostBefore: count() } : cohort;
}

/** A cohort whose customers follow the shifted beta-geometric or the discrete Weibull distribution, loyal or fickle. */
function likelyCohort(random: Random, customers: number): CohortLosses {
  const options = {
    customers,
    periods: pick(random, [2, 4, 7, 12, 30]),
    timeUnit: "month",
    firstPeriod: random.next() < 0.3 ? 2 : 1,
    seed: random.next(),
  } as const;
  const churn = spread(random, 0.005, 0.7);
  if (random.next() < 0.3)
    return discreteWeibull.simulate({ theta: churn, c: spread(random, 0.3, 3) }, options);
  const size = spread(random, 0.1, 300);
  return shiftedBetaGeometric.simulate({ alpha: churn * size, beta: (1 - churn) * size }, options);
}

/** One cohort, or a few. */
export function drawCohorts(random: Random): CohortLosses | CohortLosses[] {
  const hard = random.next() < 0.5;
  const scale = hard ? pick(random, [1, 10, 100, 1000, 1e9]) : pick(random, [10, 100, 1000, 10_000]);
  const draw = () => (hard ? hardCohort(random, scale) : likelyCohort(random, scale));
  return random.next() > 0.2 ? draw() : Array.from({ length: between(random, 2, 3) }, draw);
}

/** Groups of customers with one covariate or two, which follow the model or are far from it. */
export function drawGroups(random: Random) {
  const two = random.next() < 0.4;
  const kind = pick(random, ["hard", "likely", "alike"] as const);
  const scale = pick(random, kind === "hard" ? [10, 100, 1000, 1e9] : [30, 300, 3000, 1e6]);
  const draw = () => {
    if (kind === "hard") return hardCohort(random, scale);
    if (kind === "likely") return likelyCohort(random, Math.min(scale, 10_000));
    return shiftedBetaGeometric.simulate(
      { alpha: uniform(random, 0.3, 3.3), beta: uniform(random, 0.5, 8.5) },
      {
        ...{ customers: scale, periods: between(random, 3, 12), timeUnit: "year" },
        ...{ firstPeriod: between(random, 1, 3), seed: random.next() },
      },
    );
  };
  return Array.from({ length: between(random, two ? 4 : 2, 6) }, (_, i) => ({
    ...draw(),
    timeUnit: "year" as const,
    covariates: two ? { plan: i % 2, price: i + random.next() } : { plan: i },
  }));
}
