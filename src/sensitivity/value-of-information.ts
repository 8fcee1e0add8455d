import { check, checkChoice, checkCount, checkFinite, checkFraction, checkObject } from "../errors.js";
import { createRandom } from "../math/random.js";
import { meanOf } from "../math/sample-statistics.js";
import { samplePermutation } from "../math/samplers.js";
import { cellMeans, polynomialMeans, rankPositions } from "./conditional-mean.js";
import type { ModelOutput, OutputModel } from "./outputs.js";
import { replicateEstimate } from "./replicate-estimate.js";
import { type Draw, drawSample, type SampleOptions } from "./sample-model.js";
import type { UncertainInputs } from "./uncertain.js";

/** What may be learnt, and how the value of learning it is estimated. */
export interface InformationOptions<Name extends string = string> extends SampleOptions<Name> {
  /** Sets of inputs that may be learnt together, by name; each input by itself is always valued. At most 5 inputs a set. */
  readonly sets?: Readonly<Record<string, readonly Name[]>> | undefined;
  /** `"regression"` (default) on polynomials in the ranks, or `"nested"` cells on common draws, which are exactly monotone. */
  readonly method?: "regression" | "nested" | undefined;
  /** Slices of each input for `"nested"`, default 8. */
  readonly slices?: number | undefined;
  /** Random permutations behind the noise floor, default 10. */
  readonly permutations?: number | undefined;
  /** Optimism of Hurwicz' choice: weight of a decision's best outcome, 0 to 1; default 0.5. */
  readonly optimism?: number | undefined;
}

/** How a decision does over the sample. */
export interface DecisionSummary {
  /** Name of the decision. */
  readonly decision: string;
  /** Mean net benefit. */
  readonly expected: number;
  /** Mean of what is lost against the decision that would have been best. */
  readonly expectedRegret: number;
  /** The largest such loss met. */
  readonly maximumRegret: number;
  /** Share of the sample in which it is the best. */
  readonly probabilityBest: number;
  /** Lowest net benefit met. */
  readonly minimum: number;
  /** Highest net benefit met. */
  readonly maximum: number;
}

/** What it is worth to learn some inputs before deciding. */
export interface PartialInformation {
  /** Name of the input or set. */
  readonly set: string;
  /** Its inputs. */
  readonly inputs: readonly string[];
  /** Expected value of partial perfect information, kept within 0 and that of perfect information. */
  readonly value: number;
  /** The estimate before it was kept within these. */
  readonly raw: number;
  /** Standard error, from the replicates of the sample; `null` with a single one. */
  readonly standardError: number | null;
  /** Mean estimate when the inputs are permuted, and so tell nothing: the noise in `raw`. */
  readonly floor: number;
  /** Whether `value` differs from `raw`. */
  readonly clamped: boolean;
}

/** Decisions under uncertainty, and what information on them is worth. */
export interface ValueOfInformation {
  /** Rows of the sample. */
  readonly observations: number;
  /** How partial information was estimated. */
  readonly method: "regression" | "nested";
  /** One row per decision. */
  readonly decisions: readonly DecisionSummary[];
  /** The choice under each rule: highest mean, least maximum regret, highest minimum, Hurwicz' weighting. */
  readonly choices: Readonly<Record<"expected" | "minimaxRegret" | "maximin" | "hurwicz", string>>;
  /** Expected value of perfect information: the expected regret of the best decision. */
  readonly perfect: number;
  /** Its standard error, from the replicates of the sample; `null` with a single one. */
  readonly perfectStandardError: number | null;
  /** What each input, and each set, would be worth to know. */
  readonly partial: readonly PartialInformation[];
}

/**
 * What it is worth to know more before deciding: expected value of perfect information, of perfect information on single
 * inputs and sets, expected regret, and the choices of robust rules.
 *
 * The value is per decision, in the unit of the net benefits; a study that costs more than it is not worth doing. `raw`
 * is biased upwards by noise: compare it with `floor`. The polynomials of `"regression"` blur a net benefit that
 * jumps; `"nested"` is rougher but never gives a smaller value when an input is added, nor more than perfect.
 *
 * Formula: EVPI = E[max_d NB_d] - max_d E[NB_d]; EVPPI = E[max_d E(NB_d | x_S)] - max_d E[NB_d].
 *
 * @param evaluate - A function from named inputs to the net benefit of each decision, by name. A single number is the
 *   net benefit of `act`, compared with doing `nothing`, worth 0.
 * @param inputs - A number or a distribution (`uncertain`) for every input; they may be correlated.
 * @param options - Sets, method, sample. By default 16384 evaluations in 16 replicates.
 * @returns Decisions, choices and values of information; plain data.
 * @throws {InvalidInputError} If a set names no uncertain input or more than 5, or an output is not finite.
 * @see Howard (1966), "Information value theory"; Strong, Oakley & Brennan (2014), Medical Decision Making 34(3), 311-326,
 *   doi:10.1177/0272989X13505910 (regression).
 *
 * @example
 * const net = ({ effect }: { effect: number }) => effect;
 * const result = valueOfInformation(net, { effect: uncertain.normal({ mean: 20, sd: 50 }) });
 * result.perfect; // ≈ 11.52
 * result.choices.expected; // => "act"
 */
export function valueOfInformation<Name extends string, Output extends ModelOutput>(
  evaluate: OutputModel<Name, Output>,
  inputs: UncertainInputs<Name>,
  options: InformationOptions<NoInfer<Name>> = {},
): ValueOfInformation {
  const where = "valueOfInformation";
  checkObject(where, "options", options);
  const { method = "regression", slices = 8, permutations = 10, optimism = 0.5 } = options;
  checkChoice(where, "method", method, ["regression", "nested"]);
  checkCount(where, "slices", slices, 2);
  checkCount(where, "permutations", permutations, 1);
  checkFraction(where, "optimism", optimism);
  checkFinite(where, "seed", options.seed ?? 1);
  const draw = drawSample(
    where,
    { evaluate: evaluate as OutputModel, inputs },
    { ...options, samples: options.samples ?? 16384, replicates: options.replicates ?? 16 },
  );
  const benefits =
    draw.outputs.length === 1
      ? [...draw.outputs, new Float64Array(draw.outputs[0]?.length ?? 0)]
      : draw.outputs;
  const names = draw.outputs.length === 1 ? ["act", "nothing"] : draw.outputNames;
  const best = maximum(benefits);
  const decisions = names.map((name, d) => decisionSummary(name, benefits[d] as Float64Array, best));
  const base = Math.max(...decisions.map(({ expected }) => expected));
  const chosen = decisions.findIndex(({ expected }) => expected === base);
  const perfect = Math.max(0, meanOf(best) - base);
  const gain = best.map((value, i) => value - ((benefits[chosen] as Float64Array)[i] as number));
  const context = { draw, benefits, perfect, method, slices, permutations, seed: options.seed ?? 1 };
  const partial = setsOf(where, draw.names, options.sets ?? {}).map((set) =>
    partialInformation(context, set),
  );
  return {
    observations: best.length,
    method,
    decisions,
    choices: choose(decisions, optimism),
    perfect,
    perfectStandardError: blockError(gain, draw.sizes),
    partial,
  };
}

function maximum(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(columns[0] as Float64Array, (_, i) =>
    Math.max(...columns.map((column) => column[i] as number)),
  );
}

function decisionSummary(decision: string, benefit: Float64Array, best: Float64Array): DecisionSummary {
  let [regret, worst, wins, low, high] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < benefit.length; i++) {
    const value = benefit[i] as number;
    const loss = (best[i] as number) - value;
    regret += loss;
    worst = Math.max(worst, loss);
    if (loss === 0) wins++;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const n = benefit.length;
  return {
    decision,
    expected: meanOf(benefit) + 0,
    expectedRegret: regret / n,
    maximumRegret: worst,
    probabilityBest: wins / n,
    minimum: low + 0,
    maximum: high + 0,
  };
}

function choose(decisions: readonly DecisionSummary[], optimism: number): ValueOfInformation["choices"] {
  const most = (score: (summary: DecisionSummary) => number): string =>
    decisions.reduce((a, b) => (score(b) > score(a) ? b : a)).decision;
  return {
    expected: most(({ expected }) => expected),
    minimaxRegret: most(({ maximumRegret }) => -maximumRegret),
    maximin: most(({ minimum }) => minimum),
    hurwicz: most(({ minimum, maximum: top }) => optimism * top + (1 - optimism) * minimum),
  };
}

/** Standard error of the mean of a column, from the means of its replicates. */
function blockError(column: Float64Array, sizes: readonly number[]): number | null {
  const means: number[] = [];
  let from = 0;
  for (const size of sizes) {
    if (size > 0) means.push(meanOf(column.subarray(from, from + size)));
    from += size;
  }
  return replicateEstimate(means, 0.95).standardError;
}

interface InputSet {
  readonly name: string;
  readonly members: readonly number[];
}

const LARGEST_SET = 5;

function setsOf(
  where: string,
  names: readonly string[],
  sets: Readonly<Record<string, readonly string[]>>,
): InputSet[] {
  checkObject(where, "sets", sets);
  const named = Object.entries(sets).map(([name, members]) => {
    const right = Array.isArray(members) && members.length >= 1 && members.length <= LARGEST_SET;
    check(right, where, `sets.${name}`, `must list 1 to ${LARGEST_SET} inputs`, members);
    const positions = members.map((member, i) => {
      const rule = `must be one of the uncertain inputs ${names.join(", ")}`;
      check(names.includes(member), where, `sets.${name}[${i}]`, rule, member);
      return names.indexOf(member);
    });
    return { name, members: [...new Set(positions)] };
  });
  return [...names.map((name, j) => ({ name, members: [j] })), ...named];
}

interface Context {
  readonly draw: Draw;
  readonly benefits: readonly Float64Array[];
  readonly perfect: number;
  readonly method: "regression" | "nested";
  readonly slices: number;
  readonly permutations: number;
  readonly seed: number;
}

function partialInformation(context: Context, { name, members }: InputSet): PartialInformation {
  const { draw, benefits, perfect, method, slices, permutations, seed } = context;
  const values = members.map((j) => draw.columns[j] as Float64Array);
  const positions = rankPositions(values);
  const fit = method === "nested" ? cellMeans(positions, slices) : polynomialMeans(positions, values);
  // Differences from the first decision carry the whole value, and less noise than the benefits themselves.
  const reference = benefits[0] as Float64Array;
  const differences = benefits.map((benefit) => benefit.map((value, i) => value - (reference[i] as number)));
  const gains = (columns: readonly Float64Array[]): Float64Array => {
    const fitted = columns.map(fit);
    const means = fitted.map((column) => meanOf(column));
    const chosen = means.indexOf(Math.max(...means));
    const top = maximum(fitted);
    return top.map((value, i) => value - ((fitted[chosen] as Float64Array)[i] as number));
  };
  const own = gains(differences);
  const raw = meanOf(own);
  const random = createRandom(seed, 1);
  const floors = Array.from({ length: permutations }, () => {
    const order = samplePermutation(random, reference.length);
    return meanOf(
      gains(differences.map((column) => column.map((_, i) => column[order[i] as number] as number))),
    );
  });
  const value = Math.min(Math.max(raw, 0), perfect);
  return {
    set: name,
    inputs: members.map((j) => draw.names[j] as string),
    value,
    raw,
    standardError: blockError(own, draw.sizes),
    floor: meanOf(floors),
    clamped: value !== raw,
  };
}
