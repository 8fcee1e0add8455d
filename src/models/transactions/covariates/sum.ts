/** The log-likelihood of customers with covariates: group by group at the parameters of each, and the chain rule. */
import type { Evaluate } from "../beta-geometric/problem.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { frequencyTerm, type HistoryKernel } from "./histories.js";
import type { RegressionKind } from "./kinds.js";
import type { Layout } from "./layout.js";
import { moveParameters, pullBack } from "./links.js";

/** Customers who share their covariates. */
export interface CovariateRows {
  readonly values: Float64Array;
  readonly customers: DistinctCustomers;
}

/** From so many distinct histories on, a kernel that prepares logarithms and gamma functions pays for itself. */
const manyHistories = 16;

/** What the sum over groups needs of a layout. */
export interface SumLayout extends Pick<Layout, "covariates" | "moves" | "terms"> {
  readonly kind: Pick<RegressionKind, "names" | "k" | "ofHistory" | "kernel">;
}

/** The sum over groups of customers, and its gradient by parameters at covariates 0 and by coefficients. */
export function sumOverGroups(layout: SumLayout, groups: readonly CovariateRows[]): Evaluate {
  const { kind } = layout;
  const small = groups.filter(({ customers }) => customers.length < manyHistories);
  const large = groups
    .filter(({ customers }) => customers.length >= manyHistories)
    .map(({ values, customers }) => ({ values, evaluate: kind.kernel(customers) }));
  const ofFrequencies = frequencyTerm(
    small.map(({ customers }) => customers),
    kind.k,
  );
  const rows = laidOut(small, layout.covariates.length);
  const kernel = kind.ofHistory();
  const chain = chainOf(layout);
  return (parameters, gradient) => {
    chain.begin(parameters);
    let sum = ofFrequencies(parameters[0]!, gradient);
    for (const { values, evaluate } of large) {
      chain.move(values, 0);
      sum += evaluate(chain.at, gradient === undefined ? undefined : chain.slopes.fill(0));
      if (gradient !== undefined) chain.pull(values, 0, gradient);
    }
    return sum + sumOfRows(kernel, chain, rows, gradient);
  };
}

/** The histories of small groups, one after another. */
interface Rows extends Pick<DistinctCustomers, "frequency" | "recency" | "T" | "weight"> {
  /** The covariates of each group, one group after another. */
  readonly values: Float64Array;
  /** Where the histories of each group end. */
  readonly ends: Uint32Array;
}

function laidOut(groups: readonly CovariateRows[], width: number): Rows {
  const size = groups.reduce((sum, { customers }) => sum + customers.length, 0);
  const column = () => new Float64Array(size);
  const [frequency, recency, T, weight] = [column(), column(), column(), column()];
  const values = new Float64Array(groups.length * width);
  const ends = new Uint32Array(groups.length);
  let next = 0;
  groups.forEach((group, g) => {
    const { customers } = group;
    frequency.set(customers.frequency, next);
    recency.set(customers.recency, next);
    T.set(customers.T, next);
    weight.set(customers.weight, next);
    values.set(group.values, g * width);
    next += customers.length;
    ends[g] = next;
  });
  return { frequency, recency, T, weight, values, ends };
}

function sumOfRows(
  kernel: HistoryKernel,
  chain: Chain,
  { frequency, recency, T, weight, values, ends }: Rows,
  gradient?: Float64Array,
): number {
  const slopes = gradient === undefined ? undefined : chain.slopes;
  const width = values.length / Math.max(1, ends.length);
  let sum = 0;
  for (let g = 0, i = 0; g < ends.length; g++) {
    chain.move(values, g * width);
    kernel.begin(chain.at);
    slopes?.fill(0);
    for (const end = ends[g]!; i < end; i++)
      sum += weight[i]! * kernel.add(frequency[i]!, recency[i]!, T[i]!, weight[i]!, slopes);
    if (gradient !== undefined) chain.pull(values, g * width, gradient);
  }
  return sum;
}

/** The way from parameters and covariates to the parameters of one group, and back for the slopes. */
interface Chain {
  /** Parameters of the group at hand, and the slopes by them. */
  readonly at: Float64Array;
  readonly slopes: Float64Array;
  /** Takes the parameters at covariates 0 and the coefficients after them. */
  begin(parameters: Float64Array): void;
  /** Moves the parameters to those of a group, whose covariates begin at an offset. */
  move(values: Float64Array, offset: number): void;
  /** Adds the slopes of that group to the gradient. */
  pull(values: Float64Array, offset: number, gradient: Float64Array): void;
}

function chainOf({ kind, moves, terms }: SumLayout): Chain {
  const size = kind.names.length;
  const at = new Float64Array(size);
  const slopes = new Float64Array(size);
  const eta = new Float64Array(moves.length);
  const byEta = new Float64Array(moves.length);
  // Flat: predictor, covariate and place of the coefficient of each term.
  const flat = terms.flatMap((list, m) => list.map((term) => ({ m, ...term })));
  const predictor = Uint32Array.from(flat, ({ m }) => m);
  const covariate = Uint32Array.from(flat, (term) => term.covariate);
  const place = Uint32Array.from(flat, ({ coefficient }) => size + coefficient);
  let base: Float64Array = at;
  return {
    at,
    slopes,
    begin: (parameters) => {
      base = parameters;
    },
    move(values, offset) {
      eta.fill(0);
      for (let i = 0; i < place.length; i++)
        eta[predictor[i]!]! += base[place[i]!]! * values[offset + covariate[i]!]!;
      moveParameters(moves, base, eta, at);
    },
    pull(values, offset, gradient) {
      pullBack(moves, { base, at }, slopes, gradient, byEta);
      for (let i = 0; i < place.length; i++)
        gradient[place[i]!]! += byEta[predictor[i]!]! * values[offset + covariate[i]!]!;
    },
  };
}
