/** Simulated shops from a wide grid: how many customers, how they leave, how they buy, how long and how finely they are seen. */
import type { Random } from "../../../src/math/random.js";
import { sampleBeta, sampleExponential, sampleGamma } from "../../../src/math/samplers.js";

/** Customers as the models take them, in columns. */
export interface Shop {
  /** What kind of shop it is, for the report. */
  readonly about: string;
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly T: Float64Array;
  readonly sumLogGaps: Float64Array;
}

export const pick = <Value>(random: Random, values: readonly Value[]): Value =>
  values[random.integerBelow(values.length)]!;
export const uniform = (random: Random, low: number, high: number) => low + (high - low) * random.next();
/** A number whose logarithm is uniform. */
export const spread = (random: Random, low: number, high: number) => low * (high / low) ** random.next();

/** How one customer leaves: after an age, or after so many purchases, the first included. */
interface Life {
  readonly until: number;
  readonly purchases: number;
}
type DrawLife = (random: Random, window: number) => Life;

const forever: Life = { until: Number.POSITIVE_INFINITY, purchases: Number.POSITIVE_INFINITY };
const atOnce: Life = { ...forever, purchases: 1 };

/** Leaves after each purchase, the first included, with a probability. */
function leaving(random: Random, probability: number): Life {
  let purchases = 1;
  while (purchases < 2000 && random.next() >= probability) purchases++;
  return { ...forever, purchases };
}

/** Ways of leaving, each with numbers of the shop's own. */
const lives: Readonly<Record<string, (random: Random) => DrawLife>> = {
  loyal: () => () => forever,
  "nearly loyal": (shop) => {
    const b = spread(shop, 1, 100);
    return (random) => leaving(random, sampleBeta(random, 0.01 * b, 0.99 * b));
  },
  ordinary: (shop) => {
    const [mean, size] = [uniform(shop, 0.05, 0.35), spread(shop, 0.7, 20)];
    return (random) => leaving(random, sampleBeta(random, mean * size, (1 - mean) * size));
  },
  fickle: (shop) => {
    const [mean, size] = [uniform(shop, 0.4, 0.85), spread(shop, 0.5, 20)];
    return (random) => leaving(random, sampleBeta(random, mean * size, (1 - mean) * size));
  },
  "some never return": (shop) => {
    const share = uniform(shop, 0.3, 0.7);
    const later = shop.next() < 0.5 ? 0 : uniform(shop, 0.01, 0.2);
    return (random) => (random.next() < share ? atOnce : later === 0 ? forever : leaving(random, later));
  },
  "at once or never": (shop) => {
    const [mean, size] = [uniform(shop, 0.05, 0.8), spread(shop, 0.02, 0.3)];
    return (random) => leaving(random, sampleBeta(random, mean * size, (1 - mean) * size));
  },
  mortal: (shop) => {
    const [shape, mean] = [spread(shop, 0.3, 10), spread(shop, 0.1, 5)];
    return (random, window) => {
      const rate = sampleGamma(random, shape) / (shape * mean * window);
      return { ...forever, until: sampleExponential(random) / rate };
    };
  },
  sudden: (shop) => {
    const [age, width, share] = [uniform(shop, 0.2, 0.9), uniform(shop, 0, 0.2), uniform(shop, 0.3, 1)];
    return (random, window) =>
      random.next() < share ? { ...forever, until: window * (age + width * random.next()) } : forever;
  },
};

/** Purchases per window, and their shape across customers; infinite where all buy alike. */
const rates: Readonly<Record<string, (random: Random) => { mean: number; shape: number }>> = {
  light: (shop) => ({ mean: uniform(shop, 0.3, 1.5), shape: spread(shop, 0.15, 3) }),
  usual: (shop) => ({ mean: uniform(shop, 1.5, 8), shape: spread(shop, 0.2, 5) }),
  heavy: (shop) => ({ mean: uniform(shop, 15, 60), shape: spread(shop, 0.3, 10) }),
  alike: (shop) => ({ mean: uniform(shop, 1, 15), shape: Number.POSITIVE_INFINITY }),
};

/** How finely time is known: whole days or weeks merge what falls into one. */
const grids = ["continuous", "days", "days in weeks", "weeks"] as const;

/** What a shop is drawn with. */
export interface ShopGrid {
  /** Numbers of customers, each as likely as another. */
  readonly sizes: readonly number[];
  /** Lengths of the window in weeks. */
  readonly windows: readonly number[];
  readonly grids?: readonly (typeof grids)[number][];
}

export const wholeGrid: ShopGrid = {
  sizes: [10, 20, 30, 50, 50, 100, 100, 200, 300, 300, 500, 500, 1000, 1000, 2000, 10_000],
  windows: [4, 13, 26, 39, 52, 52, 104, 260],
};

/** One shop. */
export function drawShop(random: Random, { sizes, windows, grids: known = grids }: ShopGrid): Shop {
  const size = pick(random, sizes);
  const window = pick(random, windows);
  const grid = size >= 2000 ? pick(random, ["days", "weeks"] as const) : pick(random, known);
  const [life, rate] = [pick(random, Object.keys(lives)), pick(random, Object.keys(rates))];
  const drawLife = lives[life]!(random);
  const { mean, shape } = rates[rate]!(random);
  const regular = random.next() < 0.2 ? pick(random, [2, 3, 6]) : 1;
  const staggered = random.next() < 0.5;
  const about = `${size} customers, ${life}, ${rate}, ${window} weeks in ${grid}${regular > 1 ? ", regular" : ""}`;
  const T = new Float64Array(size);
  const rows = Array.from(T, (_, i) => {
    T[i] = seen(window * (staggered ? 1 - 0.5 * random.next() : 1), grid);
    const own = Number.isFinite(shape) ? sampleGamma(random, shape) / shape : 1;
    const until = Math.min(window, T[i]! * (grid === "days" ? 1 / 7 : 1));
    const times = purchaseTimes(random, drawLife(random, window), {
      ...{ rate: (own * mean) / window, regular, until },
    });
    return historyOf(times.map((time) => seen(time, grid)).filter((time) => time <= T[i]!));
  });
  const column = (name: keyof ReturnType<typeof historyOf>) => Float64Array.from(rows, (row) => row[name]);
  return {
    ...{ about, T, frequency: column("frequency"), recency: column("recency") },
    sumLogGaps: column("sumLogGaps"),
  };
}

/** A time in weeks as the grid knows it. */
function seen(time: number, grid: (typeof grids)[number]): number {
  if (grid === "continuous") return time;
  if (grid === "weeks") return Math.round(time);
  return grid === "days" ? Math.round(7 * time) : Math.round(7 * time) / 7;
}

function purchaseTimes(
  random: Random,
  life: Life,
  { rate, regular, until }: { rate: number; regular: number; until: number },
): number[] {
  const times: number[] = [];
  const end = Math.min(until, life.until);
  for (let time = 0; times.length + 1 < Math.min(life.purchases, 500); ) {
    for (let k = 0; k < regular; k++) time += sampleExponential(random) / (rate * regular);
    if (!(time <= end)) break;
    times.push(time);
  }
  return times;
}

/** Purchases at one time are one; those at the time of the first belong to it. */
function historyOf(times: readonly number[]) {
  let [frequency, recency, sumLogGaps] = [0, 0, 0];
  for (const time of times) {
    if (time === recency) continue;
    frequency++;
    sumLogGaps += Math.log(time - recency);
    recency = time;
  }
  return { frequency, recency, sumLogGaps };
}
