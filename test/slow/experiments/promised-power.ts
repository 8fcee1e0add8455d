/** Experiments in which the planned difference is there: how often each design finds it. */
import {
  compareMeans,
  compareRates,
  experimentSize,
  sequentialBoundary,
  sequentialDesign,
} from "../../../src/experiments/index.js";
import { createRandom, type Random } from "../../../src/math/random.js";
import { sampleBinomial, sampleExponential, sampleNormal } from "../../../src/math/samplers.js";
import { logRankTest } from "../../../src/survival/comparison/log-rank-test.js";
import { kaplanMeier } from "../../../src/survival/kaplan-meier.js";
import { restrictedMean } from "../../../src/survival/restricted-mean.js";

/** A design, and one experiment by it. */
export interface Design {
  readonly name: string;
  readonly promised: number;
  readonly replicates: number;
  readonly finds: (random: Random) => boolean;
}

function rates(): Design {
  const [first, second] = [0.08, 0.05];
  const { customers, power } = experimentSize({ of: "rates", first, second, secondPerFirst: 2 });
  const draw = (random: Random, atStart: number, rate: number) => ({
    atStart,
    lost: sampleBinomial(random, atStart, rate),
  });
  return {
    ...{ name: "rates, 8% against 5%, two for one", promised: power, replicates: 2000 },
    finds: (random) =>
      compareRates(draw(random, customers.first, first), draw(random, customers.second, second), {
        difference: "newcombe",
      }).pValue! <= 0.05,
  };
}

function notWorse(): Design {
  const { customers, power } = experimentSize({ of: "notWorse", second: 0.05, margin: 0.02, power: 0.9 });
  const draw = (random: Random) => ({
    atStart: customers.first,
    lost: sampleBinomial(random, customers.first, 0.05),
  });
  return {
    ...{ name: "not worse than 5% by two points", promised: power, replicates: 2000 },
    finds: (random) =>
      compareRates(draw(random), draw(random), { margin: 0.02, difference: "newcombe" }).margin!.pNotWorse <=
      0.025,
  };
}

function means(covariate: boolean): Design {
  const [difference, standardDeviation] = [8, 12];
  const plan = { of: "means", difference, standardDeviation, secondPerFirst: 2, power: 0.9 } as const;
  const { customers, power } = experimentSize(covariate ? { ...plan, covariateRSquared: 0.36 } : plan);
  const draw = (random: Random, n: number, shift: number) => {
    const before = Array.from({ length: n }, () => sampleNormal(random));
    return {
      before,
      outcome: before.map((x) => shift + standardDeviation * (0.6 * x + 0.8 * sampleNormal(random))),
    };
  };
  return {
    ...{ name: `means, two thirds of a standard deviation${covariate ? ", a covariate of R² 0.36" : ""}` },
    ...{ promised: power ?? Number.NaN, replicates: 2000 },
    finds: (random) => {
      const [a, b] = [draw(random, customers.first, 0), draw(random, customers.second, difference)];
      const pValue = covariate
        ? compareMeans(a, b, { covariates: ["before"] }).pValue
        : compareMeans(a.outcome, b.outcome).pValue;
      return pValue! <= 0.05;
    },
  };
}

interface Watching {
  readonly accrual: number;
  readonly followUp: number;
}

/** Tenures of customers who came in evenly, and are watched to one day. */
function tenures(random: Random, n: number, rate: number, { accrual, followUp }: Watching) {
  const drawn = Array.from({ length: n }, () => {
    const [life, watched] = [sampleExponential(random) / rate, followUp + accrual * random.next()];
    return { duration: Math.min(life, watched), event: Number(life <= watched) };
  });
  return { duration: drawn.map((each) => each.duration), event: drawn.map((each) => each.event) };
}

function logRank(
  name: string,
  plan: Watching & { hazardRatio: number; hazard: number; power: number; secondPerFirst: number },
): Design {
  const { customers } = experimentSize({ of: "events", ...plan });
  return {
    ...{ name: `log-rank, ${name}`, promised: plan.power, replicates: 2000 },
    finds: (random) => {
      const first = tenures(random, customers!.first, plan.hazard, plan);
      const second = tenures(random, customers!.second, plan.hazard * plan.hazardRatio, plan);
      const group = [...first.duration.map(() => 0), ...second.duration.map(() => 1)];
      const both = {
        duration: [...first.duration, ...second.duration],
        event: [...first.event, ...second.event],
        group,
      };
      return logRankTest(both).pValue! <= 0.05;
    },
  };
}

function restrictedMeans(): Design {
  const plan = { horizon: 12, firstRate: 0.08, secondRate: 0.06, accrual: 6, followUp: 9 };
  const { customers, power } = experimentSize({ of: "restrictedMean", ...plan });
  const mean = (random: Random, n: number, rate: number) =>
    restrictedMean(kaplanMeier({ ...tenures(random, n, rate, plan), timeUnit: "month" }), { horizon: 12 });
  return {
    ...{ name: "restricted means within 12 months", promised: power, replicates: 2000 },
    finds: (random) => {
      const first = mean(random, customers.first, plan.firstRate);
      const second = mean(random, customers.second, plan.secondRate);
      const error = Math.hypot(first.standardError!, second.standardError!);
      return Math.abs(first.estimate! - second.estimate!) > 1.959963984540054 * error;
    },
  };
}

function planned(name: string, input: Parameters<typeof sequentialBoundary>[0], power: number): Design {
  const { drift, looks } = sequentialDesign({ boundary: sequentialBoundary(input), power });
  return {
    ...{ name, promised: power, replicates: 20_000 },
    finds: (random) => {
      let [score, before] = [0, 0];
      return looks.some(({ information, z }) => {
        score += drift * (information - before) + Math.sqrt(information - before) * sampleNormal(random);
        before = information;
        return Math.abs(score) >= z * Math.sqrt(information);
      });
    },
  };
}

/** All designs. */
export const designs: readonly Design[] = [
  rates(),
  notWorse(),
  means(false),
  means(true),
  logRank("hazard ratio 0.75, equal groups", {
    ...{ hazardRatio: 0.75, hazard: 0.06, accrual: 12, followUp: 12 },
    power: 0.8,
    secondPerFirst: 1,
  }),
  restrictedMeans(),
  planned("O'Brien-Fleming, 5 looks", { boundary: "obrienFleming", looks: 5 }, 0.8),
  planned("Pocock, 4 looks", { boundary: "pocock", looks: 4 }, 0.9),
  planned(
    "spending like O'Brien-Fleming, at 0.25, 0.6, 0.75, 1",
    { spending: "obrienFleming", information: [0.25, 0.6, 0.75, 1] },
    0.9,
  ),
];

/** The design whose formula promises too much: unequal groups and a strong effect. */
export const optimistic: Design = logRank("hazard ratio 0.6, one third treated", {
  ...{ hazardRatio: 0.6, hazard: 0.1, accrual: 6, followUp: 18 },
  power: 0.9,
  secondPerFirst: 0.5,
});

/** Share of experiments that find the difference. */
export function shareFinding({ finds }: Design, replicates: number): number {
  const random = createRandom(20_261_202);
  let found = 0;
  for (let i = 0; i < replicates; i++) if (finds(random)) found++;
  return found / replicates;
}
