/** False alarms of 2,000 null experiments and coverage of the 95% interval, method by method, as docs/experiments.md prints them. */
import { describe, expect, it } from "vitest";
import { rankAverageTreatmentEffect } from "../../src/economics/targeting/rank-average-treatment-effect.js";
import { compareCurves } from "../../src/experiments/curves/compare-curves.js";
import { compareMeans } from "../../src/experiments/means/compare-means.js";
import { compareRates } from "../../src/experiments/rates/compare-rates.js";
import { createRandom, type Random } from "../../src/math/random.js";
import {
  sampleBeta,
  sampleBinomial,
  sampleExponential,
  sampleNormal,
  samplePoisson,
} from "../../src/math/samplers.js";

const experiments = 2000;
/** Nominal 5% and three standard errors of a share of 2,000: `acceptAtMost` of the reference. */
const acceptAtMost = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / experiments);

interface Outcome {
  readonly pValue: number | null;
  /** The interval, and what it should hold. */
  readonly interval: { readonly lower: number | null; readonly upper: number | null };
  readonly truth?: number;
}

/** Shares of experiments without an effect that are called different, and whose interval holds the truth. */
function simulate(
  experiment: (random: Random) => Outcome,
  count = experiments,
): { alarms: number; coverage: number } {
  const random = createRandom(19);
  let [alarms, held] = [0, 0];
  for (let k = 0; k < count; k++) {
    const { pValue, interval, truth = 0 } = experiment(random);
    if (pValue !== null && pValue < 0.05) alarms++;
    if ((interval.lower ?? -Infinity) <= truth && truth <= (interval.upper ?? Infinity)) held++;
  }
  return { alarms: alarms / count, coverage: held / count };
}

function report(name: string, { alarms, coverage }: { alarms: number; coverage: number }): void {
  console.log(
    `${name}: ${(100 * alarms).toFixed(2)}% false alarms, coverage ${(100 * coverage).toFixed(1)}%`,
  );
}

const rates = (sizes: readonly [number, number], rate: number) => (random: Random) =>
  sizes.map((atStart) => ({ atStart, lost: sampleBinomial(random, atStart, rate) })) as [
    { atStart: number; lost: number },
    { atStart: number; lost: number },
  ];
/** Branches whose own rates scatter: a correlation of 0.02 between the customers of one. */
const branches = (count: number) => (random: Random) => ({
  clusters: Array.from({ length: count }, () => {
    const atStart = 60 + random.integerBelow(80);
    return { atStart, lost: sampleBinomial(random, atStart, sampleBeta(random, 0.1 * 49, 0.9 * 49)) };
  }),
});
/** Revenue: 30% pay nothing, the others log-normal amounts. */
const revenue = (random: Random, spread: number): number =>
  random.next() < 0.3 ? 0 : Math.exp(3 + spread * sampleNormal(random));
const group = (random: Random, size: number, spread: number): number[] =>
  Array.from({ length: size }, () => revenue(random, spread));

describe("rates", () => {
  const cases: readonly (readonly [string, (random: Random) => Outcome])[] = [
    ["Pearson and Mee, 300 and 300 at 8%", (random) => rateOutcome(rates([300, 300], 0.08)(random))],
    ["Pearson and Mee, 900 and 100 at 10%", (random) => rateOutcome(rates([900, 100], 0.1)(random))],
    [
      "Miettinen-Nurminen, 60 and 40 at 15%",
      (random) => rateOutcome(rates([60, 40], 0.15)(random), "miettinen-nurminen"),
    ],
    [
      "score per exposure, 200 and 300 at 0.1",
      (random) => {
        const counts = [200, 300].map((exposure) => ({
          exposure,
          lost: samplePoisson(random, 0.1 * exposure),
        }));
        const { pValue, difference } = compareRates(counts[0]!, counts[1]!);
        return { pValue, interval: difference };
      },
    ],
    [
      "clusters, 8 and 12 branches",
      (random) => {
        const { pValue, difference } = compareRates(branches(8)(random), branches(12)(random));
        return { pValue, interval: difference };
      },
    ],
    [
      "four groups with Holm",
      (random) => {
        const groups = Array.from({ length: 4 }, () => rates([250, 250], 0.1)(random)[0]);
        const { pairs } = compareRates(groups, { compare: "all", adjust: "holm" });
        const least = pairs.reduce((min, { adjustedPValue }) => Math.min(min, adjustedPValue ?? 1), 1);
        return { pValue: least, interval: pairs[0]!.difference };
      },
    ],
  ];

  function rateOutcome(
    [first, second]: ReturnType<ReturnType<typeof rates>>,
    difference: "mee" | "miettinen-nurminen" = "mee",
  ): Outcome {
    const result = compareRates(first, second, { difference });
    return { pValue: result.pValue, interval: result.difference };
  }

  it.each(cases)("%s", (name, experiment) => {
    const found = simulate(experiment);
    report(name, found);
    expect(found.alarms).toBeLessThanOrEqual(acceptAtMost);
    expect(found.coverage).toBeGreaterThanOrEqual(1 - acceptAtMost);
  });

  it("clusters taken for independent customers raise the alarms that the design effect holds", () => {
    const pooled = (random: Random) => {
      const { clusters } = branches(10)(random);
      const sum = (field: "atStart" | "lost") => clusters.reduce((total, each) => total + each[field], 0);
      return { atStart: sum("atStart"), lost: sum("lost") };
    };
    const found = simulate((random) => {
      const { pValue, difference } = compareRates(pooled(random), pooled(random));
      return { pValue, interval: difference };
    });
    report("clusters pooled", found);
    expect(found.alarms).toBeGreaterThan(0.2);
  });

  it("exact tests hold their level at every common rate, by enumeration", () => {
    const [m, n] = [12, 10];
    const levels: Record<string, number> = {};
    for (const exact of ["fisher", "boschloo", "barnard"] as const) {
      const rejects = Array.from({ length: m + 1 }, (_, x) =>
        Array.from(
          { length: n + 1 },
          (__, y) =>
            compareRates({ atStart: m, lost: x }, { atStart: n, lost: y }, { exact }).exactPValue! <= 0.05,
        ),
      );
      for (let k = 1; k < 50; k++) {
        const [first, second] = [binomial(m, k / 50), binomial(n, k / 50)];
        const level = rejects
          .flatMap((row, x) => row.map((each, y) => (each ? first[x]! * second[y]! : 0)))
          .reduce((a, b) => a + b, 0);
        levels[exact] = Math.max(levels[exact] ?? 0, level);
      }
      expect(levels[exact]!).toBeLessThanOrEqual(0.05);
    }
    console.log("largest level of exact tests, 12 and 10:", JSON.stringify(levels));
  });
});

function binomial(n: number, p: number): number[] {
  const weights = [(1 - p) ** n];
  for (let k = 0; k < n; k++) weights.push(((weights[k]! * (n - k)) / (k + 1)) * (p / (1 - p)));
  return weights;
}

describe("means", () => {
  const cases: readonly (readonly [string, (random: Random) => Outcome])[] = [
    [
      "Welch, revenue of 200 and 200",
      (random) => meanOutcome(compareMeans(group(random, 200, 0.8), group(random, 200, 0.8))),
    ],
    [
      "Fieller's ratio, revenue of 150 and 150",
      (random) => {
        const { pValue, ratio } = compareMeans(group(random, 150, 0.8), group(random, 150, 0.8));
        return { pValue, interval: ratio, truth: 1 };
      },
    ],
    ...(["lin", "cuped", "ancova"] as const).map(
      (adjust) =>
        [
          `${adjust}, 100 and 60 with one covariate`,
          (random: Random) => {
            const rows = Array.from({ length: 160 }, (_, i) => {
              const before = revenue(random, 0.8);
              return { arm: i < 100 ? 1 : 0, before, after: 0.7 * before + 10 * sampleNormal(random) };
            });
            return meanOutcome(
              compareMeans(rows, {
                group: "arm",
                first: 1,
                outcome: "after",
                covariates: ["before"],
                adjust,
              }),
            );
          },
        ] as const,
    ),
    [
      "bootstrap-t, heavy tail, 60 and 60",
      (random) =>
        meanOutcome(
          compareMeans(group(random, 60, 1.2), group(random, 60, 1.2), {
            method: "bootstrap",
            resamples: 100,
            seed: random.integerBelow(1e9),
          }),
        ),
    ],
    [
      "capped at the 0.98 quantile, heavy tail, 60 and 240",
      (random) =>
        meanOutcome(
          compareMeans(group(random, 60, 1.2), group(random, 240, 1.2), { cap: { quantile: 0.98 } }),
        ),
    ],
  ];

  function meanOutcome({ pValue, difference }: ReturnType<typeof compareMeans>): Outcome {
    return { pValue, interval: difference };
  }

  it.each(cases)("%s", (name, experiment) => {
    const found = simulate(experiment);
    report(name, found);
    expect(found.alarms).toBeLessThanOrEqual(acceptAtMost);
    expect(found.coverage).toBeGreaterThanOrEqual(1 - acceptAtMost);
  });

  it("Welch falls short where a small group has a heavy tail", () => {
    const found = simulate((random) =>
      meanOutcome(compareMeans(group(random, 60, 1.2), group(random, 240, 1.2))),
    );
    report("Welch, heavy tail, 60 and 240", found);
    expect(found.coverage).toBeLessThan(0.95);
  });
});

describe("ratio metrics", () => {
  /** Revenue per active day of 200 customers whose days are alike. */
  const customers = (random: Random) => {
    const columns = { spend: new Float64Array(200), days: new Float64Array(200), squares: 0 };
    for (let i = 0; i < 200; i++) {
      const own = Math.exp(0.9 * sampleNormal(random));
      columns.days[i] = 1 + samplePoisson(random, 4 * Math.exp(0.8 * sampleNormal(random)));
      for (let day = 0; day < columns.days[i]!; day++) {
        const spend = own * Math.exp(0.3 * sampleNormal(random));
        columns.spend[i]! += spend;
        columns.squares += spend ** 2;
      }
    }
    return columns;
  };
  const options = { outcome: "spend", denominator: "days" } as const;

  it.each(["delta", "jackknife"] as const)("%s by customer", (method) => {
    const found = simulate((random) => {
      const [{ spend, days }, second] = [customers(random), customers(random)];
      const { pValue, difference } = compareMeans(
        { spend, days },
        { spend: second.spend, days: second.days },
        { ...options, method },
      );
      return { pValue, interval: difference };
    });
    report(`ratio metric, ${method}`, found);
    expect(found.alarms).toBeLessThanOrEqual(acceptAtMost);
  });

  it("days taken for independent call most null experiments different", () => {
    const found = simulate((random) => {
      const [a, b] = [customers(random), customers(random)].map(({ spend, days, squares }) => {
        const [n, sum] = [days.reduce((x, y) => x + y, 0), spend.reduce((x, y) => x + y, 0)];
        return { n, mean: sum / n, standardDeviation: Math.sqrt((squares - sum ** 2 / n) / (n - 1)) };
      });
      const { pValue, difference } = compareMeans(a!, b!);
      return { pValue, interval: difference };
    });
    report("ratio metric, days as the unit", found);
    expect(found.alarms).toBeGreaterThan(0.3);
  });
});

describe("curves and rankings", () => {
  const tenures = (random: Random) => {
    const rows = Array.from({ length: 160 }, (_, i) => {
      const [lost, seen] = [8 * sampleExponential(random), 6 + 10 * random.next()];
      return { duration: Math.min(lost, seen), event: lost <= seen, group: i % 2 };
    });
    return compareCurves(rows, { first: 0, horizon: 6, at: 5 });
  };

  it("log-rank, restricted means and survival at a time, 80 and 80", () => {
    const random = createRandom(19);
    const compared = Array.from({ length: experiments }, () => tenures(random));
    const parts: Record<string, (result: (typeof compared)[number]) => Outcome> = {
      "log-rank": ({ logRank, pairs }) => ({
        pValue: logRank.pValue,
        interval: pairs[0]!.restrictedMean!.difference,
      }),
      "restricted means": ({ pairs }) => ({
        pValue: pairs[0]!.restrictedMean!.difference.pValue,
        interval: pairs[0]!.restrictedMean!.difference,
      }),
      "survival at a time": ({ pairs }) => ({
        pValue: pairs[0]!.survivalAt!.complementaryLogLog.pValue,
        interval: pairs[0]!.survivalAt!.difference,
      }),
    };
    for (const [name, part] of Object.entries(parts)) {
      let k = 0;
      const found = simulate(() => part(compared[k++]!));
      report(name, found);
      expect(found.alarms).toBeLessThanOrEqual(acceptAtMost);
      expect(found.coverage).toBeGreaterThanOrEqual(1 - acceptAtMost);
    }
  });

  it.each(["autoc", "qini"] as const)(
    "RATE (%s) of a ranking that says nothing, 200 customers",
    (weighting) => {
      const found = simulate((random) => {
        const uplift = Float64Array.from({ length: 200 }, () => random.next());
        const treated = Array.from(uplift, () => random.next() < 0.5);
        const outcome = treated.map((each) => revenue(random, 0.8) + (each ? 2 : 0));
        const { pValue, ...interval } = rankAverageTreatmentEffect(
          { uplift, treated, outcome },
          { weighting, resamples: 100, seed: random.integerBelow(1e9) },
        );
        return { pValue, interval };
      });
      report(`RATE, ${weighting}`, found);
      expect(found.alarms).toBeLessThanOrEqual(acceptAtMost);
    },
  );
});
