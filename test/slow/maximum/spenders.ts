/** Customers and what they spend: one price to many, alike or not, in cents or whole amounts. */
import type { Random } from "../../../src/math/random.js";
import { sampleGamma, sampleGeometric, sampleNormal, samplePoisson } from "../../../src/math/samplers.js";
import { pick, spread, uniform } from "./shops.js";

/** Spenders in columns. */
export interface Spending {
  readonly about: string;
  readonly frequency: Float64Array;
  readonly monetaryValue: Float64Array;
}

/** The spend of one purchase of a customer whose own mean was drawn before. */
type DrawSpend = (random: Random, own: number) => number;
interface Prices {
  readonly own: (random: Random) => number;
  readonly spend: DrawSpend;
}

const prices: Readonly<Record<string, (shop: Random) => Prices>> = {
  "one price": () => ({ own: () => 14.99, spend: (_, own) => own }),
  "nearly one price": (shop) => {
    const noise = spread(shop, 1e-6, 0.02);
    return { own: () => 14.99, spend: (random, own) => own * (1 + noise * sampleNormal(random)) };
  },
  "few prices": (shop) => {
    const list = Array.from({ length: 2 + shop.integerBelow(4) }, () => Math.round(spread(shop, 5, 200)));
    const each = shop.next() < 0.5;
    return {
      own: (random) => pick(random, list),
      spend: (random, own) => (each ? own : pick(random, list)),
    };
  },
  "alike customers": (shop) => {
    const shape = spread(shop, 0.3, 50);
    return { own: () => 40, spend: (random, own) => (own * sampleGamma(random, shape)) / shape };
  },
  "steady customers": (shop) => {
    const noise = spread(shop, 1e-4, 0.05);
    return {
      own: (random) => 30 * Math.exp(sampleNormal(random)),
      spend: (random, own) => own * Math.exp(noise * sampleNormal(random)),
    };
  },
  "gamma-gamma": (shop) => {
    const [p, q] = [spread(shop, 0.4, 30), spread(shop, 0.6, 30)];
    return {
      own: (random) => 30 / sampleGamma(random, q),
      spend: (random, own) => own * sampleGamma(random, p),
    };
  },
  lognormal: (shop) => {
    const [between, within] = [spread(shop, 0.05, 2), spread(shop, 0.05, 1.5)];
    return {
      own: (random) => 50 * Math.exp(between * sampleNormal(random)),
      spend: (random, own) => own * Math.exp(within * sampleNormal(random)),
    };
  },
};

/** One shop; amounts are above 0. */
export function drawSpending(random: Random): Spending {
  const size = pick(random, [10, 10, 30, 50, 100, 200, 300, 500, 1000, 1000, 3000, 10_000]);
  const kind = pick(random, Object.keys(prices));
  const { own, spend } = prices[kind]!(random);
  const often = pick(random, ["mostly once", "often", "very often"] as const);
  const [repeat, mean] = [uniform(random, 0.1, 0.5), uniform(random, 2, 8)];
  const unit = pick(random, [0, 0.01, 1]);
  const frequency = Float64Array.from({ length: size }, () => {
    if (often === "mostly once") return sampleGeometric(random, 1 - repeat);
    return often === "often" ? samplePoisson(random, mean) : 1 + samplePoisson(random, 5 * mean);
  });
  const monetaryValue = frequency.map((x) => {
    if (x === 0) return Number.NaN;
    const level = own(random);
    let total = 0;
    for (let k = 0; k < x; k++) {
      const amount = Math.max(spend(random, level), 1e-3);
      total += unit === 0 ? amount : Math.max(unit, unit * Math.round(amount / unit));
    }
    return total / x;
  });
  return { about: `${size} customers, ${kind}, ${often}, in steps of ${unit}`, frequency, monetaryValue };
}
