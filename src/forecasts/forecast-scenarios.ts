/** One plan against another: what differs between two forecasts that share their customers' chance. */
import { check, checkFields, checkObject } from "../errors.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps, scaledSteps } from "../inference/steps.js";
import {
  type DrawnForecast,
  describeForecast,
  drawForecast,
  inputFields,
  rowsOf,
  type SubscriberForecast,
  type SubscriberForecastInput,
  type SubscriberForecastRow,
  type SubscriberForecastTotals,
  totalsOf,
} from "./forecast-subscribers.js";
import { emptyDraws, type Quantity, quantities } from "./subscriber-draws.js";
import { watchedSteps } from "./watched-steps.js";

/** What a scenario states otherwise. */
export type SubscriberScenario = Partial<
  Omit<SubscriberForecastInput, "horizon" | "lastPeriod" | "level" | "draws" | "seed" | "cohorts">
>;

/** A forecast, and what is stated otherwise in each scenario: the first is what the others are compared with. */
export interface ForecastScenariosInput extends SubscriberForecastInput {
  /** Scenarios by name, two or more. */
  readonly scenarios: Readonly<Record<string, SubscriberScenario>>;
}

/** The forecast of one scenario. */
export interface ScenarioForecast extends SubscriberForecast {
  /** Name of the scenario. */
  readonly scenario: string;
}

/** What a scenario changes. */
export interface ScenarioDifference {
  /** Name of the scenario. */
  readonly scenario: string;
  /** Name of the one that it is compared with. */
  readonly against: string;
  /** The scenario less the other, by period. */
  readonly rows: readonly SubscriberForecastRow[];
  /** The scenario less the other, over all periods. */
  readonly totals: SubscriberForecastTotals;
}

/** Scenarios and their differences, as plain data. */
export interface ForecastScenarios {
  /** One forecast a scenario. */
  readonly scenarios: readonly ScenarioForecast[];
  /** One entry for each scenario after the first. */
  readonly differences: readonly ScenarioDifference[];
}

/**
 * Forecasts under several plans, and their differences with intervals.
 *
 * Every scenario draws the same parameters and the same chance, customer by customer, so that a difference has the interval of the
 * difference: two forecasts set beside each other overlap although one is surely better. It holds what the plans state; whether an
 * odds ratio is right is not in it.
 *
 * Formula: draw k of a difference is draw k of the scenario less draw k of the first.
 *
 * @param input - As `forecastSubscribers`, with `scenarios`: by name, the fields that each states otherwise, `{}` for none. Fields
 *   that segments state themselves are changed by giving `segments`.
 * @returns The forecasts, and what each after the first changes, by period and in total; plain data.
 * @throws {InvalidInputError} If an argument breaks its rule or there are fewer than two scenarios.
 * @throws {InsufficientDataError} As `forecastSubscribers`.
 * @see Law (2015), "Simulation Modeling and Analysis" (5th ed.), section 11.2, on common random numbers.
 *
 * @example
 * const fit = geometric.fit({ timeUnit: "month", lostByPeriod: [500], stillActive: 9500 });
 * const { differences } = forecastScenarios({
 *   model: geometric, fit, base: [1000], intake: 50, prices: 20, horizon: 12,
 *   scenarios: {
 *     "as now": {},
 *     dearer: { prices: 22, events: [{ name: "price", periods: [1], oddsRatio: 1.5 }] },
 *   },
 * });
 * differences[0]?.totals.revenue?.estimate; // ≈ 19313.9
 */
export function forecastScenarios(input: ForecastScenariosInput): ForecastScenarios {
  return runSteps(scenarioSteps("forecastScenarios", input));
}

/**
 * `forecastScenarios` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param input - As in `forecastScenarios`.
 * @param options - `signal` stops the work, `onProgress` is told the share of it that is done.
 * @returns A promise of the same comparison, in every bit.
 *
 * @example
 * const fit = geometric.fit({ timeUnit: "month", lostByPeriod: [500], stillActive: 9500 });
 * const { differences } = await forecastScenariosAsync({
 *   ...{ model: geometric, fit, base: [1000], intake: 0, horizon: 1 },
 *   scenarios: { "as now": {}, campaign: { intake: 40 } },
 * });
 * differences[0]?.rows[0]?.closing.estimate; // => 40
 */
export function forecastScenariosAsync(
  input: ForecastScenariosInput,
  options: AsyncOptions = {},
): Promise<ForecastScenarios> {
  return runStepsAsync(
    watchedSteps("forecastScenariosAsync", options, scenarioSteps("forecastScenariosAsync", input)),
    options,
  );
}

const changeable = inputFields.filter(
  (name) => !["horizon", "lastPeriod", "level", "draws", "seed", "cohorts"].includes(name),
) as (keyof SubscriberScenario)[];

function* scenarioSteps(where: string, given: ForecastScenariosInput): Steps<ForecastScenarios> {
  checkFields(where, "input", given, [...inputFields, "scenarios"]);
  const { scenarios, ...input } = given;
  checkObject(where, "scenarios", scenarios);
  const names = Object.keys(scenarios);
  check(names.length >= 2, where, "scenarios", "must be two or more", names.length);
  const drawn: DrawnForecast[] = [];
  for (const [k, name] of names.entries()) {
    checkFields(where, `scenarios.${name}`, scenarios[name]!, changeable);
    const at = `${where}: scenarios.${name}`;
    const steps = drawForecast(at, { ...input, ...scenarios[name] });
    drawn.push(yield* scaledSteps(steps, [k / names.length, (k + 1) / names.length]));
  }
  const priced = drawn.map(({ bases }) => bases[0]!.base.input.revenue !== null);
  check(
    priced.every((one) => one === priced[0]),
    where,
    "scenarios",
    "must all have prices, or none",
    names,
  );
  return {
    scenarios: names.map((scenario, k) => ({ scenario, ...describeForecast(drawn[k]!) })),
    differences: names.slice(1).map((scenario, k) => ({
      scenario,
      against: names[0]!,
      ...difference(drawn[k + 1]!, drawn[0]!),
    })),
  };
}

function difference(of: DrawnForecast, from: DrawnForecast): Pick<ScenarioDifference, "rows" | "totals"> {
  const { draws, horizon } = of.draws;
  const changed = emptyDraws(draws, horizon);
  const expected = emptyDraws(1, horizon).drawn;
  const subtract = (out: Float64Array, a: Float64Array, b: Float64Array) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! - b[i]!;
  };
  for (const name of quantities as readonly Quantity[]) {
    subtract(changed.drawn[name], of.draws.drawn[name], from.draws.drawn[name]);
    subtract(changed.expected[name], of.draws.expected[name], from.draws.expected[name]);
    subtract(expected[name], of.expected[name], from.expected[name]);
  }
  const { lastPeriod, input } = of.bases[0]!.base;
  const described = { expected, draws: changed, level: of.level, lastPeriod, priced: input.revenue !== null };
  return { rows: rowsOf(described), totals: totalsOf(described) };
}
