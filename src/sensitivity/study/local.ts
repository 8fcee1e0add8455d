/** The parts of a study around the medians of the inputs: derivatives, tornado, spider, two-way table, break-even. */

import { momentsOf, quantileFunction } from "../inputs/distribution.js";
import type { InputModel, InputValues } from "../inputs/model.js";
import type { OutputModel } from "../inputs/outputs.js";
import type { Distribution } from "../inputs/uncertain-input.js";
import { type BreakEven, breakEven } from "../local/break-even.js";
import { type Elasticity, slopes } from "../local/elasticities.js";
import { type InputSwing, swings } from "../local/one-way.js";
import { type SpiderPoint, spider } from "../local/spider.js";
import { type TwoWay, twoWay } from "../local/two-way.js";
import type { RangeDriven } from "../sampling/guards.js";
import type { InputSpace } from "../sampling/sampling.js";

/** An uncertain input as the study took it. */
export interface StudyInput {
  /** Name. */
  readonly input: string;
  /** Kind of its distribution. */
  readonly kind: Distribution["kind"];
  /** Median: the base value of the local parts. */
  readonly base: number;
  /** Standard deviation. */
  readonly standardDeviation: number;
  /** 5% quantile: lower end of its tornado bar. */
  readonly lower: number;
  /** 95% quantile: upper end of its tornado bar. */
  readonly upper: number;
  /** Unit; `null` where not given. */
  readonly unit: string | null;
  /** Source; `null` where not given. */
  readonly source: string | null;
}

/** The parts of a study around the medians of the inputs, for one output. */
export interface StudyLocal {
  /** Output with every input at its base value. */
  readonly baseOutput: number;
  /** Derivatives and elasticities at the base; inputs of discrete kinds are left out. */
  readonly local: readonly Elasticity[];
  /** Tornado rows over the 5% to 95% range of each input, widest first. */
  readonly oneWay: readonly InputSwing[];
  /** Output along each input by itself, from half to one and a half times its base value. */
  readonly spider: readonly SpiderPoint[];
  /** The two inputs of greatest effect together, over their 5% to 95% ranges; `null` with fewer than two that are not discrete. */
  readonly twoWay: TwoWay | null;
  /** Break-even of each input over its 1% to 99% range; inputs of discrete kinds are left out. */
  readonly breakEven: readonly BreakEven[];
}

/** Share of the variance of one output that each input explains, by name: a total index or a Shapley effect. */
export type Effects = Readonly<Record<string, number>>;

const discrete = new Set<Distribution["kind"]>(["empirical", "choice", "integer"]);
const TABLE_POINTS = 11;
const SCAN_PIECES = 200;

/** Median, range and provenance of one input. */
export function describeInput(input: string, distribution: Distribution): StudyInput {
  const quantile = quantileFunction(distribution);
  const { kind, unit = null, source = null } = distribution;
  const [base, lower, upper] = [0.5, 0.05, 0.95].map(quantile) as [number, number, number];
  return {
    input,
    kind,
    base: base + 0,
    standardDeviation: momentsOf(distribution).standardDeviation,
    lower: lower + 0,
    upper: upper + 0,
    unit,
    source,
  };
}

/** The constants, and the median of every uncertain input. */
export function baseOf(space: InputSpace): Record<string, number> {
  const medians = space.names.map((name, j) => {
    const quantile = quantileFunction(space.distributions[j] as Distribution);
    return [name, quantile(0.5) + 0] as const;
  });
  return { ...space.constants, ...Object.fromEntries(medians) };
}

/** The model of one output: with exact derivatives where the whole model, or its formula of that name, has them. */
export function singleModel(
  evaluate: OutputModel & {
    gradient?: InputModel["gradient"];
    outputs?: Readonly<Record<string, InputModel>>;
  },
  name: string,
): InputModel {
  const single = (inputs: InputValues): number => {
    const result = evaluate(inputs);
    return typeof result === "number" ? result : (result[name] as number);
  };
  const { gradient = evaluate.outputs?.[name]?.gradient } = evaluate;
  return gradient === undefined ? single : Object.assign(single, { gradient });
}

/** The local parts of one output, for the function named `where`. */
export function localParts(
  where: string,
  model: InputModel,
  { space, effects, target }: { space: InputSpace; effects: Effects; target: number },
): StudyLocal {
  const base = baseOf(space);
  const described = space.names.map((input, j) =>
    describeInput(input, space.distributions[j] as Distribution),
  );
  const rangeOf = ({ lower, upper }: StudyInput): [number, number] => [lower, upper];
  const ranges = Object.fromEntries(described.map((row) => [row.input, rangeOf(row)]));
  const smooth = described.filter(({ kind }) => !discrete.has(kind));
  const inputs = smooth.map(({ input }) => input);
  const local = slopes(where, model, { base, options: { inputs } });
  const effect = ({ input }: StudyInput): number => effects[input] ?? 0;
  const [x, y] = [...smooth].sort((a, b) => effect(b) - effect(a));
  const axis = (row: StudyInput) => ({ input: row.input, within: rangeOf(row), points: TABLE_POINTS });
  return {
    baseOutput: local.baseOutput,
    local: local.rows,
    oneWay: swings(where, model, { base, ranges }).rows,
    spider: spider(model, base, { inputs: inputs.filter((input) => base[input] !== 0) }),
    twoWay:
      x === undefined || y === undefined ? null : twoWay(model, base, { x: axis(x), y: axis(y), target }),
    breakEven: inputs.map((input) => {
      const quantile = quantileFunction(space.distributions[space.names.indexOf(input)] as Distribution);
      const within = [quantile(0.01), quantile(0.99)] as const;
      return breakEven(model, base, { input, within, target, pieces: SCAN_PIECES });
    }),
  };
}

/** Inputs ranked below the first although the output is half as elastic again in them: their ranges are narrower. */
export function rangeDriven(
  output: string,
  space: InputSpace,
  { local, effects }: { local: readonly Elasticity[]; effects: Effects },
): RangeDriven[] {
  const effect = (input: string): number => effects[input] ?? 0;
  const width = ({ input, value }: Elasticity): number =>
    momentsOf(space.distributions[space.names.indexOf(input)] as Distribution).standardDeviation /
    Math.abs(value);
  const [first, ...rest] = [...local].sort((a, b) => effect(b.input) - effect(a.input));
  if (first === undefined || first.elasticity === null) return [];
  const size = Math.abs(first.elasticity);
  return rest.flatMap((row): RangeDriven[] => {
    const widthRatio = width(first) / width(row);
    const turned = row.elasticity !== null && Math.abs(row.elasticity) > 1.5 * size && widthRatio > 1;
    return turned && Number.isFinite(widthRatio) && effect(first.input) > effect(row.input) + 0.02
      ? [{ code: "rangeDriven", output, input: first.input, below: row.input, widthRatio }]
      : [];
  });
}
