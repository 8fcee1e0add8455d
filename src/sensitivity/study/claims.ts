/** What a study is asked beside its standard parts: a claim, decisions, scenarios. */
import { check, checkFields, checkFinite, checkObject, isDense } from "../../errors.js";
import { reaches } from "../../math/ties.js";
import type { InputModel, InputValues } from "../inputs/model.js";
import type { OutputModel } from "../inputs/outputs.js";
import { type ChangeDecomposition, splitChange } from "../local/decompose-change.js";
import { type Scenarios, scenarioTable } from "../local/scenarios.js";

/** A claim on one output, whose share of truth and region are asked for. */
export interface StudyClaim {
  /** The output; the first by default. */
  readonly output?: string | undefined;
  /** The claim is that the output is at least this. */
  readonly atLeast?: number | undefined;
  /** The claim is that the output is at most this. */
  readonly atMost?: number | undefined;
}

/** A claim with its output and its one limit. */
export interface CheckedClaim {
  readonly output: string;
  readonly limit: { readonly atLeast: number } | { readonly atMost: number };
}

/** Checks a claim. */
export function checkClaim(where: string, claim: StudyClaim, names: readonly string[]): CheckedClaim {
  checkFields(where, "claim", claim, ["output", "atLeast", "atMost"]);
  const { output = names[0] as string, atLeast, atMost } = claim;
  check(names.includes(output), where, "claim.output", `must be one of ${names.join(", ")}`, output);
  check(
    (atLeast === undefined) !== (atMost === undefined),
    where,
    "claim",
    "must have atLeast or atMost, not both",
    claim,
  );
  checkFinite(where, atLeast === undefined ? "claim.atMost" : "claim.atLeast", atLeast ?? atMost);
  return { output, limit: atLeast === undefined ? { atMost: atMost as number } : { atLeast } };
}

/** Whether the claim holds at an output. */
export const holds = ({ limit }: CheckedClaim, y: number): boolean =>
  "atLeast" in limit ? reaches(y, limit.atLeast) : reaches(limit.atMost, y);

/** Checks the decisions. */
export function checkDecisions(
  where: string,
  decisions: readonly string[] | null,
  names: readonly string[],
): void {
  if (decisions === null) return;
  check(
    isDense(decisions) && decisions.length >= 2,
    where,
    "decisions",
    "must name two or more outputs",
    decisions,
  );
  for (const [i, name] of decisions.entries())
    check(names.includes(name), where, `decisions[${i}]`, `must be one of ${names.join(", ")}`, name);
}

/** The model with the named outputs only. */
export function only(evaluate: OutputModel, names: readonly string[]): OutputModel {
  return (inputs) => {
    const all = evaluate(inputs) as Readonly<Record<string, number>>;
    return Object.fromEntries(names.map((name) => [name, all[name] as number]));
  };
}

/** Scenarios of one output beside the base, and the change to each split between the inputs that it sets. */
export interface StudyScenarios {
  /** The scenarios side by side, compared with `base`. */
  readonly table: Scenarios;
  /** One decomposition (Shapley) per scenario, in their order. */
  readonly changes: readonly (ChangeDecomposition & {
    /** Name of the scenario. */
    readonly scenario: string;
  })[];
}

/** Checks scenarios: each sets some of the inputs, and none is called base. */
export function checkScenarios(
  where: string,
  scenarios: Readonly<Record<string, Readonly<Record<string, number>>>>,
  base: InputValues,
): void {
  checkObject(where, "scenarios", scenarios);
  for (const [name, values] of Object.entries(scenarios)) {
    check(name !== "base", where, "scenarios", "must not use the name of the base", name);
    checkObject(where, `scenarios.${name}`, values);
    for (const [input, value] of Object.entries(values)) {
      const rule = `must set inputs, of ${Object.keys(base).join(", ")}`;
      check(Object.hasOwn(base, input), where, `scenarios.${name}`, rule, input);
      checkFinite(where, `scenarios.${name}.${input}`, value);
    }
  }
}

/** The scenarios of one output. */
export function scenarioParts(
  where: string,
  model: InputModel,
  {
    base,
    scenarios,
  }: { base: InputValues; scenarios: Readonly<Record<string, Readonly<Record<string, number>>>> },
): StudyScenarios {
  const whole = Object.entries(scenarios).map(([name, values]) => [name, { ...base, ...values }] as const);
  return {
    table: scenarioTable(where, model, { scenarios: { base, ...Object.fromEntries(whole) }, options: {} }),
    changes: whole.map(([scenario, to]) => ({
      scenario,
      ...splitChange(where, model, { change: { from: base, to }, options: {} }),
    })),
  };
}
