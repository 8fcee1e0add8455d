/** Companies as they disclose themselves: additions, losses and revenue that follow a model with noise, or do not. */
import type { Random } from "../../../src/math/random.js";
import { sampleNormal } from "../../../src/math/samplers.js";
import * as disclosedAcquisition from "../../../src/models/disclosures/disclosed-acquisition.js";
import * as disclosedProspects from "../../../src/models/disclosures/disclosed-prospects.js";
import * as disclosedRetention from "../../../src/models/disclosures/disclosed-retention.js";
import { pick, spread, uniform } from "./shops.js";

const noisy = (random: Random, noise: number, digits: number) => (amount: number) =>
  Math.max(0, Math.round(amount * Math.exp(noise * sampleNormal(random)) * digits) / digits);

function periodsOf(random: Random) {
  const seasons = random.next() < 0.3 ? 4 : 1;
  return { seasons, periods: pick(random, seasons > 1 ? [12, 20, 40] : [6, 9, 16, 30]) };
}
const effects = (random: Random, seasons: number) =>
  Object.fromEntries(
    Array.from({ length: seasons - 1 }, (_, i) => [`season${i + 1}`, uniform(random, -0.4, 0.4)]),
  );

/** Additions and losses. */
export function drawBase(random: Random) {
  const { seasons, periods } = periodsOf(random);
  const made = noisy(random, pick(random, [0, 0.02, 0.1, 0.5]), pick(random, [1, 100, 1e6]));
  const kind = pick(random, ["waves", "growing", "falling", "constant"] as const);
  const curve = {
    alpha: spread(random, 100, 5000),
    beta: -uniform(random, 1, 5),
    gamma: uniform(random, 0.05, 0.8),
  };
  const growth = uniform(random, 0.02, 0.4);
  const level = (i: number) => {
    if (kind === "waves") return disclosedAcquisition.additions(curve, i + 1);
    return 100 * Math.exp(kind === "growing" ? growth * i : kind === "falling" ? -growth * i : 0);
  };
  const added = Array.from({ length: periods }, (_, i) => made(level(i)) + (kind === "constant" ? 1 : 0.1));
  const churn = spread(random, 0.005, 0.5);
  const c = spread(random, 0.3, 2.5);
  const r = spread(random, 0.1, 100);
  const process = { r, alpha: r / churn, c, ...effects(random, seasons) };
  const base = { timeUnit: "quarter", added, seasons } as const;
  const expected = disclosedRetention.track(process, { ...base, lost: added.map(() => 0) });
  let there = 0;
  const lost = expected.map(({ expectedLost }, i) => {
    const left = Math.min(made(expectedLost), there);
    there += added[i]! - left;
    return left;
  });
  return { ...base, lost, about: `${periods} periods, ${kind}, ${seasons} seasons` };
}

/** A market of prospects and the additions from it. */
export function drawMarket(random: Random) {
  const { seasons, periods } = periodsOf(random);
  const made = noisy(random, pick(random, [0, 0.02, 0.1, 0.5]), pick(random, [1, 100, 1e6]));
  const growth = uniform(random, 0, 0.01);
  const population = Array.from({ length: periods + 1 }, (_, i) => 1000 * Math.exp(growth * i));
  const process = {
    ...{ reach: uniform(random, 0.03, 0.97), lambda: spread(random, 0.001, 0.5), c: spread(random, 0.4, 3) },
    ...effects(random, seasons),
  };
  const market = { timeUnit: "quarter", population, seasons } as const;
  const added = disclosedProspects.additions(process, market).map((amount) => made(amount) + 0.01);
  return { ...market, added, about: `${periods} periods, ${seasons} seasons` };
}

/** Revenue per customer. */
export function drawRevenue(random: Random) {
  const { periods } = periodsOf(random);
  const made = noisy(random, pick(random, [0, 0.02, 0.1, 0.5]), 100);
  const growth = uniform(random, -0.5, 0.5);
  const revenuePerCustomer = Array.from(
    { length: periods },
    (_, i) => made(100 * Math.exp(growth * i)) + 0.01,
  );
  return { timeUnit: "quarter" as const, revenuePerCustomer, about: `${periods} periods, growth ${growth}` };
}
