/** Null experiments: how often each way of looking early calls a difference where there is none. */
import {
  confidenceSequence,
  differenceInDifferences,
  type Look,
  normalMixtureBoundary,
  sampleRatioTest,
  sequentialBoundary,
} from "../../../src/experiments/index.js";
import { differenceEvidence } from "../../../src/experiments/sequential/beta-binomial.js";
import { mixtureEvidence } from "../../../src/experiments/sequential/normal-mixture.js";
import { createRandom, type Random } from "../../../src/math/random.js";
import { sampleBeta, sampleBinomial, sampleNormal } from "../../../src/math/samplers.js";
import type { PeriodCounts } from "../../../src/rates/churn-rate.js";

/** A way of looking, tried on experiments in which nothing happens. */
export interface Scenario {
  readonly name: string;
  /** Its case of test/reference/experiments/error-claims.json, where it has one. */
  readonly claim: string | null;
  readonly replicates: number;
  /** The error that it promises. */
  readonly error: number;
  /** Whether it keeps the promise; if not, at least this share of experiments raise a false alarm. */
  readonly atLeast: number | null;
  /** Whether one experiment raises a false alarm. */
  readonly alarms: (random: Random) => boolean;
}

const upTo = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Whether the last always-valid p-value is at most 5%. */
const crossed = (rows: readonly { readonly pValue: number | null }[]): boolean =>
  rows.at(-1)!.pValue! <= 0.05;

const normals = (random: Random, n: number) => Array.from({ length: n }, () => sampleNormal(random));

/** Revenue: nothing from three customers in ten, else log-normal. */
const revenue = (random: Random): number =>
  random.next() < 0.3 ? 0 : Math.exp(3 + 0.8 * sampleNormal(random));
const meanRevenue = 0.7 * Math.exp(3 + 0.32);

/** Looks at two groups of one rate after each step of customers, from the first that `starts`. */
function rateLooks(
  random: Random,
  { rate, first, second, steps }: { rate: number; first: number; second: number; steps: number },
): Look[] {
  const looks: Look[] = [];
  let [a, b] = [0, 0];
  for (let step = 1; step <= steps; step++) {
    for (let i = 0; i < first; i++) a += Number(random.next() < rate);
    for (let i = 0; i < second; i++) b += Number(random.next() < rate);
    looks.push({ first: { atStart: step * first, lost: a }, second: { atStart: step * second, lost: b } });
  }
  return looks;
}

/** Those of the looks that are not refused: ten lost and ten kept in each group. */
const allowed = (looks: readonly Look[]): Look[] =>
  looks.filter((look) => {
    const { first, second } = look as {
      first: { atStart: number; lost: number };
      second: { atStart: number; lost: number };
    };
    return (
      Math.min(first.lost, second.lost) >= 10 &&
      Math.min(first.atStart - first.lost, second.atStart - second.lost) >= 10
    );
  });

const crossedByMixture = (looks: readonly Look[], mixtureVariance: number): boolean =>
  looks.length > 0 && crossed(confidenceSequence(looks, { method: "mixture", mixtureVariance }).rows);

const mixture = (
  name: string,
  claim: string | null,
  design: { rate: number; first: number; second: number; steps: number; mixtureVariance: number },
): Scenario => ({
  ...{ name, claim, replicates: 2000, error: 0.05, atLeast: null },
  alarms: (random) => crossedByMixture(allowed(rateLooks(random, design)), design.mixtureVariance),
});

/** Z of equally spaced looks. */
function crossesPlanned(
  random: Random,
  information: readonly number[],
  z: readonly number[],
  drift = 0,
): boolean {
  let [score, before] = [0, 0];
  return information.some((now, k) => {
    score += drift * (now - before) + Math.sqrt(now - before) * sampleNormal(random);
    before = now;
    return Math.abs(score) >= z[k]! * Math.sqrt(now);
  });
}

const planned = (
  name: string,
  claim: string | null,
  input: Parameters<typeof sequentialBoundary>[0],
): Scenario => {
  const { looks } = sequentialBoundary(input);
  const [information, z] = [looks.map((look) => look.information), looks.map((look) => look.z)];
  return {
    name,
    claim,
    replicates: 20_000,
    error: 0.05,
    atLeast: null,
    alarms: (random) => crossesPlanned(random, information, z),
  };
};

/** Clusters whose rates move together by nothing but chance, and differ from each other. */
function clusters(random: Random, treated: number, others: number) {
  return Array.from({ length: treated + others }, (_, g) => {
    const rate = sampleBeta(random, 4, 46);
    const size = 40 + Math.floor(160 * random.next());
    return [0, 1].map((after) => {
      const now = Math.min(1, Math.max(0, rate + 0.02 * sampleNormal(random)));
      return {
        cluster: g,
        treated: g < treated ? 1 : 0,
        after,
        atStart: size,
        lost: sampleBinomial(random, size, now),
      };
    });
  }).flat();
}

const betting = (
  method: "hedged" | "empirical-bernstein" | "beta-binomial",
  name: string,
  claim: string | null,
  draw: (random: Random) => number,
  nullValue: number,
): Scenario => ({
  ...{
    name: `${method}, ${name}, every customer to 500`,
    claim,
    replicates: 2000,
    error: 0.05,
    atLeast: null,
  },
  alarms: (random) =>
    crossed(
      confidenceSequence(
        Array.from({ length: 500 }, () => draw(random)),
        { method, nullValue },
      ).rows,
    ),
});

const churned = (random: Random) => Number(random.next() < 0.1);
const cappedSpend = (random: Random) => sampleBeta(random, 1.2, 4.8);

const asymptotic = (from: number, claim: string, atLeast: number | null): Scenario => ({
  name: `asymptotic, revenue, tuned at 500, every customer from ${from} to 2,000`,
  ...{ claim, replicates: 2000, error: 0.05, atLeast },
  alarms: (random) => {
    const values = Array.from({ length: 2000 }, () => revenue(random));
    return crossed(
      confidenceSequence(values, {
        method: "asymptotic",
        tunedAt: 500,
        from,
        at: upTo(from, 2000),
        nullValue: meanRevenue,
      }).rows,
    );
  },
});

/** All scenarios; those of `atLeast` are warnings. */
export const falseAlarms: readonly Scenario[] = [
  {
    ...{
      name: "p < 0.05, uncorrected, every customer from 10 to 1,000",
      claim: "peeking_uncorrected",
      replicates: 2000,
    },
    ...{ error: 0.05, atLeast: 0.443 },
    alarms: (random) => {
      let sum = 0;
      let crosses = false;
      for (let n = 1; n <= 1000; n++) {
        sum += sampleNormal(random);
        if (n >= 10 && Math.abs(sum) > 1.959963984540054 * Math.sqrt(n)) crosses = true;
      }
      return crosses;
    },
  },
  {
    ...{
      name: "normal mixture, known deviation, tuned at 300, every customer to 1,000",
      claim: "normal_mixture_tuned_300",
    },
    ...{ replicates: 2000, error: 0.05, atLeast: null },
    alarms: (random) => {
      const options = { method: "normal-mixture", standardDeviation: 1, tunedAt: 300, nullValue: 0 } as const;
      return crossed(confidenceSequence(normals(random, 1000), { ...options, at: upTo(1, 1000) }).rows);
    },
  },
  {
    ...{ name: "normalMixtureBoundary, the same sums", claim: "normal_mixture_tuned_300", replicates: 2000 },
    ...{ error: 0.05, atLeast: null },
    alarms: (random) => {
      let sum = 0;
      return normals(random, 1000).some((value, i) => {
        sum += value;
        return Math.abs(sum) >= tunedBoundary[i]!;
      });
    },
  },
  mixture("mixture of rates, both 8%, variance 0.0004, every pair to 4,000", "msprt_rates_from_200", {
    ...{ rate: 0.08, first: 1, second: 1, steps: 4000, mixtureVariance: 0.0004 },
  }),
  mixture(
    "mixture of rates, both 1%, one to nine, variance 0.001, to 4,000 in the first group",
    "msprt_rates_one_to_nine_from_1000",
    {
      ...{ rate: 0.01, first: 1, second: 9, steps: 4000, mixtureVariance: 0.001 },
    },
  ),
  {
    ...{
      name: "the same with looks that are refused, from 10 customers on",
      claim: "msprt_rates_one_to_nine_from_10",
    },
    ...{ replicates: 2000, error: 0.05, atLeast: 0.3097 },
    alarms: (random) => {
      let [a, b] = [0, 0];
      for (let n = 1; n <= 4000; n++) {
        a += Number(random.next() < 0.01);
        b += sampleBinomial(random, 9, 0.01);
        const [p, q] = [a / n, b / (9 * n)];
        const variance = (p * (1 - p)) / n + (q * (1 - q)) / (9 * n);
        if (n >= 10 && variance > 0 && mixtureEvidence(variance, 0.001 / variance, p - q) >= Math.log(20))
          return true;
      }
      return false;
    },
  },
  asymptotic(200, "asymptotic_revenue_from_200", null),
  asymptotic(20, "asymptotic_revenue_from_20", 0.056),
  {
    ...{
      name: "asymptotic, difference of rates of 3%, every pair to 4,000",
      claim: null,
      replicates: 2000,
      error: 0.05,
      atLeast: null,
    },
    alarms: (random) => {
      const looks = allowed(rateLooks(random, { rate: 0.03, first: 1, second: 1, steps: 4000 }).slice(199));
      return (
        looks.length > 0 && crossed(confidenceSequence(looks, { method: "asymptotic", tunedAt: 2000 }).rows)
      );
    },
  },
  betting("hedged", "capped spend", "hedged_capped_spend", cappedSpend, 0.2),
  betting("hedged", "10% churn", "hedged_churned_or_not", churned, 0.1),
  betting("empirical-bernstein", "capped spend", null, cappedSpend, 0.2),
  betting("empirical-bernstein", "10% churn", null, churned, 0.1),
  betting("beta-binomial", "10% churn", null, churned, 0.1),
  {
    ...{
      name: "beta-binomial, difference of rates of 3%, every fifth pair to 1,000",
      claim: null,
      replicates: 2000,
      error: 0.05,
      atLeast: null,
    },
    alarms: (random) =>
      rateLooks(random, { rate: 0.03, first: 1, second: 1, steps: 1000 }).some((look, i) => {
        const { first, second } = look as { first: PeriodCounts; second: PeriodCounts };
        // What the p-value is made of; the ends, which take longer, are not needed.
        return i % 5 === 4 && differenceEvidence(first, second, 0) >= Math.log(20);
      }),
  },
  {
    ...{
      name: "sample ratio, even, concentration 100, every customer to 5,000, at 5%",
      claim: "sample_ratio_concentration_100",
    },
    ...{ replicates: 2000, error: 0.05, atLeast: null },
    alarms: (random) => {
      let first = 0;
      const looks = upTo(1, 5000).map((n) => {
        first += Number(random.next() < 0.5);
        return [first, n - first];
      });
      return sampleRatioTest({ looks, shares: [0.5, 0.5], concentration: 100 }).pValue <= 0.05;
    },
  },
  planned("O'Brien-Fleming, 5 looks", "group_sequential_obrien_fleming", {
    boundary: "obrienFleming",
    looks: 5,
  }),
  planned("Pocock, 5 looks", null, { boundary: "pocock", looks: 5 }),
  planned("spending like O'Brien-Fleming, at 0.25, 0.6, 0.75, 1", null, {
    spending: "obrienFleming",
    information: [0.25, 0.6, 0.75, 1],
  }),
  planned("spending like Pocock, at 0.1, 0.2, 0.9, 1", null, {
    spending: "pocock",
    information: [0.1, 0.2, 0.9, 1],
  }),
  {
    ...{
      name: "difference in differences, CR2, 4 of 10 clusters",
      claim: null,
      replicates: 2000,
      error: 0.05,
      atLeast: null,
    },
    alarms: (random) => (differenceInDifferences(clusters(random, 4, 6)).pValue ?? 1) <= 0.05,
  },
  {
    ...{
      name: "difference in differences, CR2, 3 of 15 clusters",
      claim: null,
      replicates: 2000,
      error: 0.05,
      atLeast: null,
    },
    alarms: (random) => (differenceInDifferences(clusters(random, 3, 12)).pValue ?? 1) <= 0.05,
  },
  {
    ...{
      name: "difference in differences, CR1 on G - 1, 3 of 15 clusters",
      claim: null,
      replicates: 2000,
      error: 0.05,
      atLeast: 0.08,
    },
    alarms: (random) => {
      const { lower, upper } = differenceInDifferences(clusters(random, 3, 12)).cr1;
      return lower > 0 || upper < 0;
    },
  },
  {
    ...{
      name: "difference in differences, permutation, 4 of 10 clusters",
      claim: null,
      replicates: 2000,
      error: 0.05,
      atLeast: null,
    },
    alarms: (random) => differenceInDifferences(clusters(random, 4, 6)).permutation.pValue <= 0.05,
  },
];

const tunedBoundary = normalMixtureBoundary({ intrinsicTimes: upTo(1, 1000), tunedAt: 300 }).boundary;

/** Share of experiments that raise a false alarm. */
export function shareAlarming({ alarms }: Scenario, replicates: number): number {
  const random = createRandom(20_261_201);
  let alarming = 0;
  for (let i = 0; i < replicates; i++) if (alarms(random)) alarming++;
  return alarming / replicates;
}

/** The largest share that is compatible with the promise: three standard errors above it. */
export const acceptAtMost = ({ error }: Scenario, replicates: number): number =>
  error + 3 * Math.sqrt((error * (1 - error)) / replicates);
