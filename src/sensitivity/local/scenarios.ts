import { check, checkObject, checkOptions } from "../../errors.js";
import {
  checkedOutput,
  checkInputValues,
  checkModel,
  type InputModel,
  type InputValues,
} from "../inputs/model.js";

/** One scenario's output beside the reference scenario's. */
export interface ScenarioRow<Scenario extends string = string> {
  /** Name of the scenario. */
  readonly scenario: Scenario;
  /** Its output. */
  readonly output: number;
  /** Output minus that of the reference scenario. */
  readonly change: number;
  /** Change over the absolute value of the reference output, a fraction; `null` where that is 0. */
  readonly relativeChange: number | null;
}

/** An input that a scenario sets otherwise than the reference scenario does. */
export interface ScenarioInput<Scenario extends string = string, Name extends string = string> {
  /** Name of the scenario. */
  readonly scenario: Scenario;
  /** The input. */
  readonly input: Name;
  /** Its value in the scenario. */
  readonly value: number;
  /** Its value in the reference scenario. */
  readonly reference: number;
}

/** Scenarios side by side. */
export interface Scenarios<Scenario extends string = string, Name extends string = string> {
  /** The scenario that the others are compared with. */
  readonly reference: Scenario;
  /** One row per scenario, in their order. */
  readonly rows: readonly ScenarioRow<Scenario>[];
  /** The inputs in which scenarios differ from the reference, one row each. */
  readonly inputs: readonly ScenarioInput<Scenario, Name>[];
}

/** Which scenario the others are compared with. */
export interface ScenarioOptions<Scenario extends string = string> {
  /** Name of the reference scenario; the first by default. */
  readonly reference?: Scenario | undefined;
}

/**
 * Several complete sets of inputs side by side, each compared with a reference.
 *
 * Scenarios say nothing about how likely they are, and best and worst cases that move every input together are far less
 * likely than each move alone: see `monteCarlo`. To split a change between inputs, see `decomposeChange`.
 *
 * Formula: change = f(scenario) - f(reference).
 *
 * @param evaluate - Any function from named inputs to one number.
 * @param scenarios - The inputs of each scenario by its name; each must give every input.
 * @param options - The reference.
 * @returns One row per scenario, and the inputs that differ; plain data.
 * @throws {InvalidInputError} If a scenario lacks an input of the reference, or its output is not finite.
 * @see van der Heijden (2005), "Scenarios: The Art of Strategic Conversation", 2nd ed.
 *
 * @example
 * const base = ({ inflow, margin, retention }: Record<"inflow" | "margin" | "retention", number>) =>
 *   (inflow * margin) / (1 - retention);
 * compareScenarios(base, {
 *   today: { inflow: 200, margin: 120, retention: 0.8 },
 *   programme: { inflow: 200, margin: 112, retention: 0.84 },
 * }).rows.map((row) => row.output); // ≈ [120000, 140000]
 */
export function compareScenarios<Name extends string, Scenario extends string>(
  evaluate: InputModel<Name>,
  scenarios: Readonly<Record<Scenario, InputValues<Name>>>,
  options: ScenarioOptions<NoInfer<Scenario>> = {},
): Scenarios<Scenario, Name> {
  return scenarioTable("compareScenarios", evaluate, { scenarios, options });
}

/** Scenarios side by side, for the function named `where`. */
export function scenarioTable<Name extends string, Scenario extends string>(
  where: string,
  evaluate: InputModel<Name>,
  {
    scenarios,
    options,
  }: {
    scenarios: Readonly<Record<Scenario, InputValues<Name>>>;
    options: ScenarioOptions<NoInfer<Scenario>>;
  },
): Scenarios<Scenario, Name> {
  checkModel(where, evaluate);
  checkObject(where, "scenarios", scenarios);
  checkOptions(where, options, ["reference"]);
  const names = Object.keys(scenarios) as Scenario[];
  check(names.length > 0, where, "scenarios", "must name at least one scenario", scenarios);
  for (const name of names) checkInputValues(where, `scenarios.${name}`, scenarios[name]);
  const reference = options.reference ?? (names[0] as Scenario);
  check(names.includes(reference), where, "reference", `must be one of ${names.join(", ")}`, reference);
  const base = scenarios[reference];
  const inputs = names.flatMap((scenario) => differences(where, scenario, scenarios[scenario], base));
  const outputs = names.map((name) =>
    checkedOutput(where, evaluate, { inputs: scenarios[name], at: `evaluate(${name})` }),
  );
  const baseOutput = outputs[names.indexOf(reference)] as number;
  const rows = names.map((scenario, i): ScenarioRow<Scenario> => {
    const output = outputs[i] as number;
    const change = output - baseOutput;
    return {
      scenario,
      output,
      change,
      relativeChange: baseOutput === 0 ? null : change / Math.abs(baseOutput),
    };
  });
  return { reference, rows, inputs };
}

function differences<Scenario extends string, Name extends string>(
  where: string,
  scenario: Scenario,
  values: InputValues<Name>,
  base: InputValues<Name>,
): ScenarioInput<Scenario, Name>[] {
  for (const input of [...Object.keys(base), ...Object.keys(values)])
    check(
      Object.hasOwn(values, input) && Object.hasOwn(base, input),
      where,
      `scenarios.${scenario}`,
      `must have the inputs of the reference, and so ${input} in both`,
      values,
    );
  return (Object.keys(base) as Name[])
    .filter((input) => values[input] !== base[input])
    .map((input) => ({ scenario, input, value: values[input], reference: base[input] }));
}
