/** Subscribers and revenue of the coming periods: expected at given parameters, and drawn customer by customer. */
import { logistic } from "../inference/scale.js";
import { binomialAt, poissonAt } from "../math/counts-by-inversion.js";
import { normalQuantile } from "../math/normal.js";
import { createRandom } from "../math/random.js";
import { effectIn } from "./calendar-terms.js";
import type { ChurnOutlook } from "./churn-outlook.js";
import { type IntakeOutlook, scatteredMean } from "./intake.js";

/** One course of the periods to come: each column holds one number a period. */
export interface SubscriberPath {
  readonly opening: Float64Array;
  readonly added: Float64Array;
  readonly lost: Float64Array;
  readonly closing: Float64Array;
  /** Recurring revenue of the period. */
  readonly revenue: Float64Array;
}

/** What everybody pays: prices by period, and growth of what stays. */
export interface RevenuePlan {
  /** Price per customer in each period to come. */
  readonly prices: Float64Array;
  /** 1 + expansion - contraction of those who stay, in each period to come. */
  readonly growth: Float64Array;
}

/** All that a course of the periods is made of. */
export interface PathInput {
  /** Models with their share of the draws; weights add up to 1. */
  readonly outlooks: readonly { readonly weight: number; readonly outlook: ChurnOutlook }[];
  /** Customers by renewals made. */
  readonly base: Float64Array;
  readonly intake: IntakeOutlook;
  /** Effects of events with a stated size, on the logit of churn, by period to come. */
  readonly statedEffects: Float64Array;
  readonly revenue: RevenuePlan | null;
  readonly horizon: number;
  readonly seed: number;
  readonly stream: number;
}

/** Those who are there, by group of one age: the base first, then who starts in each period to come. */
interface Groups {
  readonly ages: Int32Array;
  readonly counts: Float64Array;
  /** Groups of the base. */
  readonly old: number;
}

function groupsOf(base: Float64Array, horizon: number): Groups {
  const present = Array.from(base.keys()).filter((age) => base[age]! > 0);
  const ages = new Int32Array(present.length + horizon);
  const counts = new Float64Array(ages.length);
  present.forEach((age, i) => {
    ages[i] = age;
    counts[i] = base[age]!;
  });
  return { ages, counts, old: present.length };
}

/** Churn by group and period to come at one set of parameters. */
class ChurnTable {
  readonly logits: Float64Array;
  readonly effects: Float64Array;
  constructor(
    { churnLogits, terms, ownParameters }: ChurnOutlook,
    values: Float64Array,
    oldest: number,
    stated: Float64Array,
  ) {
    this.logits = churnLogits(
      values,
      Array.from({ length: oldest }, (_, i) => i + 1),
    );
    const coefficients = values.subarray(ownParameters);
    this.effects = stated.map((effect, i) => effect + effectIn(terms, coefficients, i + 1));
  }
  /** Probability that a customer of an age leaves in a period to come, 1 being the first. */
  at(age: number, period: number, shock: number): number {
    return logistic(this.logits[age - 1]! + this.effects[period - 1]! + shock);
  }
}

type Lose = (customers: number, probability: number) => number;

/** Walks through the periods: who is there decides, then newcomers start. */
function walk(
  { base, horizon, revenue }: PathInput,
  churn: ChurnTable,
  {
    lose,
    start,
    shockIn,
  }: {
    readonly lose: Lose;
    readonly start: (period: number) => number;
    readonly shockIn: (period: number) => number;
  },
): SubscriberPath {
  const { ages, counts, old } = groupsOf(base, horizon);
  const column = () => new Float64Array(horizon);
  const path = { opening: column(), added: column(), lost: column(), closing: column(), revenue: column() };
  let present = counts.reduce((sum, count) => sum + count, 0);
  for (let i = 0; i < horizon; i++) {
    const shock = shockIn(i);
    let lost = 0;
    for (let g = 0; g < old + i; g++) {
      const gone = lose(counts[g]!, churn.at(++ages[g]!, i + 1, shock));
      counts[g]! -= gone;
      lost += gone;
    }
    const added = start(i);
    counts[old + i] = added;
    path.opening[i] = present;
    path.added[i] = added;
    path.lost[i] = lost;
    present = 0;
    for (let g = 0; g <= old + i; g++) present += counts[g]!;
    path.closing[i] = present;
    if (revenue !== null) path.revenue[i] = revenueOf(revenue, counts, old, i);
  }
  return path;
}

/** Price times customers, each grown since the start: of the forecast for the base, of their own for the others. */
function revenueOf({ prices, growth }: RevenuePlan, counts: Float64Array, old: number, i: number): number {
  let sum = 0;
  let factor = 1;
  for (let k = i; k >= 0; k--) {
    sum += factor * counts[old + k]!;
    factor *= growth[k]!;
  }
  for (let g = 0; g < old; g++) sum += factor * counts[g]!;
  return prices[i]! * sum;
}

const oldestAge = ({ base, horizon }: PathInput): number => base.length - 1 + horizon;

/** Expected course at given churn and intake. */
function expectedWith(input: PathInput, churn: ChurnTable, intake: Float64Array): SubscriberPath {
  return walk(input, churn, {
    lose: (customers, probability) => customers * probability,
    start: (i) => intake[i]!,
    shockIn: () => 0,
  });
}

/** Expected course at the estimates, averaged over the models by their weights. */
export function expectedPath(input: PathInput): SubscriberPath {
  const parts = input.outlooks.map(({ weight, outlook }) => ({
    weight,
    path: expectedWith(
      input,
      new ChurnTable(outlook, outlook.estimates, oldestAge(input), input.statedEffects),
      input.intake.estimate,
    ),
  }));
  if (parts.length === 1) return parts[0]!.path;
  const mix = (name: keyof SubscriberPath) =>
    Float64Array.from({ length: input.horizon }, (_, i) =>
      parts.reduce((sum, { weight, path }) => sum + weight * path[name][i]!, 0),
    );
  return {
    opening: mix("opening"),
    added: mix("added"),
    lost: mix("lost"),
    closing: mix("closing"),
    revenue: mix("revenue"),
  };
}

/** One draw: the expected course at drawn parameters, and a course of customers who come and go by chance. */
export interface DrawnPath {
  readonly expected: SubscriberPath;
  readonly drawn: SubscriberPath;
}

/** Draws of the course, one after the other; draw k takes its parameters from draw k of the model whose turn it is. */
export function* drawPaths(input: PathInput, draws: number): Generator<DrawnPath, void, void> {
  const { seed, stream, horizon } = input;
  // One stream for each kind of chance, and a fixed number of uniforms a draw: forecasts of one seed share their chance.
  const [chance, shocks, intakes] = [1, 2, 3].map((kind) => createRandom(seed, 16 * stream + kind)) as [
    ReturnType<typeof createRandom>,
    ReturnType<typeof createRandom>,
    ReturnType<typeof createRandom>,
  ];
  for (let k = 0; k < draws; k++) {
    const { outlook } = modelOfDraw(input, k);
    const values = outlook.draws.values[k]!;
    const churn = new ChurnTable(outlook, values, oldestAge(input), input.statedEffects);
    const means = input.intake.means[k]!;
    const { dispersion } = input.intake.finding;
    const uniforms = Float64Array.from({ length: 2 * horizon }, () => intakes.next());
    const shocksOf = Float64Array.from(
      { length: horizon },
      () => outlook.shockDeviation * normalQuantile(openUnit(shocks.next())),
    );
    const drawn = walk(input, churn, {
      lose: (customers, probability) => binomialAt(chance.next(), customers, probability),
      start: (i) =>
        dispersion === 0
          ? means[i]!
          : poissonAt(uniforms[2 * i]!, scatteredMean(means[i]!, dispersion, uniforms[2 * i + 1]!)),
      shockIn: (i) => shocksOf[i]!,
    });
    yield { drawn, expected: expectedWith(input, churn, means) };
  }
}

const openUnit = (u: number): number => Math.max(u, 2 ** -54);

/** Models take turns in proportion to their weights, spread evenly over the draws. */
function modelOfDraw({ outlooks }: PathInput, k: number) {
  // Multiples of the golden section spread evenly, whatever the number of draws.
  const place = ((k + 0.5) * 0.6180339887498949) % 1;
  let sum = 0;
  for (const one of outlooks) {
    sum += one.weight;
    if (place < sum) return one;
  }
  return outlooks.at(-1)!;
}
