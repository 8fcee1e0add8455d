/** The plan of a Sobol' analysis: its options, checked. */

import {
  check,
  checkChoice,
  checkCount,
  checkFraction,
  checkObject,
  checkOptions,
  isDense,
} from "../../errors.js";
import type { Scrambling } from "../../math/quasi-random.js";
import type { RankCorrelation } from "../inputs/correlation.js";
import { checkFailurePolicy, type FailurePolicy } from "../inputs/outputs.js";
import type { InputSpace } from "../sampling/sampling.js";
import type { SobolEstimator } from "./sobol-sums.js";

/** Size and design of the sample, and which estimator reads it. */
export interface SobolOptions<Name extends string = string> {
  /** Base points per replicate, default 1024; a power of 2 keeps the sequence balanced. */
  readonly samplesPerReplicate?: number | undefined;
  /** Independent scrambles, default 16; 1 where the interval is `"bootstrap"` or the sequence unscrambled. */
  readonly replicates?: number | undefined;
  /** Whether second-order indices are estimated too, at nearly twice the evaluations; default false. */
  readonly secondOrder?: boolean | undefined;
  /** Estimator of the first-order and total index; default `"saltelli"`. */
  readonly estimator?: SobolEstimator | undefined;
  /** Randomisation of the sequence; default `"owen"`. */
  readonly scrambling?: Scrambling | undefined;
  /** Where intervals come from: `"replicates"` (default) or `"bootstrap"`, which ignores how even the points are. */
  readonly interval?: "replicates" | "bootstrap" | undefined;
  /** Resamples of the bootstrap, default 100. */
  readonly resamples?: number | undefined;
  /** Coverage of the intervals, default 0.95. */
  readonly level?: number | undefined;
  /** Seed, any number up to 1e150 in size; default 1. */
  readonly seed?: number | undefined;
  /** Stream, any number up to 1e150 in size; default 0. */
  readonly stream?: number | undefined;
  /** Inputs that are moved together, by the name of their group; the others are groups of one. */
  readonly groups?: Readonly<Record<string, readonly Name[]>> | undefined;
  /** Refused here unless empty: plain Sobol' indices need independent inputs; see `shapleyEffects`. */
  readonly correlations?: readonly RankCorrelation<Name>[] | undefined;
  /** What to do where the model fails: `"refuse"` (default), or `"omit"` the whole block and count it. */
  readonly onFailure?: FailurePolicy | undefined;
}

/** The options with their defaults. */
export interface SobolPlan {
  readonly where: string;
  readonly samplesPerReplicate: number;
  readonly replicates: number;
  readonly secondOrder: boolean;
  readonly estimator: SobolEstimator;
  readonly scrambling: Scrambling;
  readonly interval: "replicates" | "bootstrap";
  readonly resamples: number;
  readonly level: number;
  readonly onFailure: FailurePolicy;
}

/** Checks the options of a Sobol' analysis. */
export function checkPlan(where: string, options: SobolOptions): SobolPlan {
  checkOptions(where, options, [
    "samplesPerReplicate",
    "replicates",
    "secondOrder",
    "estimator",
    "scrambling",
    "interval",
    "resamples",
    "level",
    "seed",
    "stream",
    "groups",
    "correlations",
    "onFailure",
  ]);
  const {
    scrambling = "owen",
    interval = "replicates",
    estimator = "saltelli",
    samplesPerReplicate: samples = 1024,
  } = options;
  checkChoice(where, "scrambling", scrambling, ["owen", "shift", "none"]);
  checkChoice(where, "interval", interval, ["replicates", "bootstrap"]);
  checkChoice(where, "estimator", estimator, ["saltelli", "jansen", "janon"]);
  checkCount(where, "samplesPerReplicate", samples, 2);
  const single = scrambling === "none" || interval === "bootstrap";
  const { replicates = single ? 1 : 16, resamples = 100, level = 0.95, onFailure = "refuse" } = options;
  checkCount(where, "replicates", replicates, 1);
  const why = scrambling === "none" ? "an unscrambled sequence" : "a bootstrap interval";
  check(!single || replicates === 1, where, "replicates", `must be 1 with ${why}`, replicates);
  checkCount(where, "resamples", resamples, 2);
  checkFraction(where, "level", level, "open");
  checkFailurePolicy(where, onFailure);
  const { secondOrder = false, correlations = [] } = options;
  check(typeof secondOrder === "boolean", where, "secondOrder", "must be true or false", secondOrder);
  check(
    isDense(correlations) && correlations.length === 0,
    where,
    "correlations",
    "must be left out: Sobol' indices need independent inputs (shapleyEffects takes correlated ones)",
    correlations,
  );
  return {
    where,
    samplesPerReplicate: samples,
    replicates,
    secondOrder,
    estimator,
    scrambling,
    interval,
    resamples,
    level,
    onFailure,
  };
}

/** Inputs that are moved together. */
export interface InputGroup {
  readonly name: string;
  /** Positions of its inputs. */
  readonly members: readonly number[];
}

/** The uncertain inputs as groups: those of `groups` in their order, then each remaining input by itself. */
export function groupsOf(
  where: string,
  { names }: InputSpace,
  groups: Readonly<Record<string, readonly string[]>>,
): InputGroup[] {
  checkObject(where, "groups", groups);
  const taken = new Set<string>();
  const named = Object.entries(groups).map(([group, members]) => {
    check(isDense(members) && members.length > 0, where, `groups.${group}`, "must list inputs", members);
    const positions = members.map((member, i) => {
      const rule = `must be one of the uncertain inputs ${names.join(", ")}`;
      check(names.includes(member), where, `groups.${group}[${i}]`, rule, member);
      check(!taken.has(member), where, `groups.${group}[${i}]`, "must be in one group only", member);
      taken.add(member);
      return names.indexOf(member);
    });
    return { name: group, members: positions };
  });
  const single = names.flatMap((name, j) => (taken.has(name) ? [] : [{ name, members: [j] }]));
  for (const { name } of single)
    check(
      !Object.hasOwn(groups, name),
      where,
      `groups.${name}`,
      "must not have the name of another input",
      name,
    );
  return [...named, ...single];
}
