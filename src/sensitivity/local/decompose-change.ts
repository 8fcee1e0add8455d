import { check, checkChoice, checkFields, checkOptions } from "../../errors.js";
import {
  type CoalitionValue,
  logMeanContributions,
  orderedContributions,
  settleSum,
  shapleyContributions,
  sumInOrder,
} from "../../math/decomposition.js";
import {
  checkedOutput,
  checkInputValues,
  checkModel,
  type InputModel,
  type InputValues,
} from "../inputs/model.js";

/** The two ends of the change. */
export interface InputChange<Name extends string = string> {
  /** Inputs before. */
  readonly from: InputValues<Name>;
  /** Inputs after. */
  readonly to: InputValues<Name>;
}

/** How the change is split. */
export interface DecompositionOptions<Name extends string = string> {
  /**
   * `"shapley"` (default) the mean over all orders of change; `"ordered"` one after another in a stated order;
   * `"logMean"` for products and ratios: contributions to the logarithm, weighted by the logarithmic mean.
   */
  readonly method?: "shapley" | "ordered" | "logMean" | undefined;
  /** Order of the inputs for `"ordered"`; by default that of `from`. Inputs left out follow in that order. */
  readonly order?: readonly Name[] | undefined;
}

/** What one input contributes to the change. */
export interface Contribution<Name extends string = string> {
  /** The input. */
  readonly input: Name;
  /** Its value before. */
  readonly from: number;
  /** Its value after. */
  readonly to: number;
  /** Its part of the change, in the unit of the output. */
  readonly contribution: number;
  /** Contribution over the whole change; `null` where that is 0. */
  readonly share: number | null;
}

/** A change split between the inputs that changed. */
export interface ChangeDecomposition<Name extends string = string> {
  /** How it was split. */
  readonly method: "shapley" | "ordered" | "logMean";
  /** Output before. */
  readonly outputFrom: number;
  /** Output after. */
  readonly outputTo: number;
  /** Exactly the sum of the contributions, from first to last; outputTo - outputFrom to rounding. */
  readonly change: number;
  /** One row per input that changed. */
  readonly contributions: readonly Contribution<Name>[];
}

const MOST_PLAYERS = 16;

/**
 * Splits the change of the output between two sets of inputs into one contribution per input: the bars of a waterfall.
 *
 * Where inputs interact there is no one true split. `"ordered"` gives interactions to the input that changes later, so that
 * another order gives another split; `"shapley"` shares them equally; `"logMean"` suits products, in which it gives
 * each factor its logarithmic growth.
 *
 * Formula: ordered: f(..., x_i new, ...) - f(..., x_i old, ...) in turn; Shapley: mean of that over all orders;
 * log-mean: L(y1, y0) times the Shapley contribution to ln y, L(a, b) = (a - b) / (ln a - ln b).
 *
 * @param evaluate - Any function from named inputs to one number.
 * @param change - Inputs before and after.
 * @param options - How to split.
 * @returns Contributions whose sum is exactly the change; plain data.
 * @throws {InvalidInputError} If more than 16 inputs change (other than by `"ordered"`), or `"logMean"` meets an
 *   output that is not above 0.
 * @see Ang (2004), doi:10.1016/S0301-4215(03)00076-4; Shapley (1953).
 *
 * @example
 * const contribution = ({ customers, margin }: Record<"customers" | "margin", number>) => customers * margin;
 * const change = { from: { customers: 1000, margin: 100 }, to: { customers: 1200, margin: 110 } };
 * decomposeChange(contribution, change).contributions.map((row) => row.contribution); // => [21000, 11000]
 */
export function decomposeChange<Name extends string>(
  evaluate: InputModel<Name>,
  change: InputChange<Name>,
  options: DecompositionOptions<NoInfer<Name>> = {},
): ChangeDecomposition<Name> {
  return splitChange("decomposeChange", evaluate, { change, options });
}

/** A change split between inputs, for the function named `where`. */
export function splitChange<Name extends string>(
  where: string,
  evaluate: InputModel<Name>,
  { change, options }: { change: InputChange<Name>; options: DecompositionOptions<NoInfer<Name>> },
): ChangeDecomposition<Name> {
  checkModel(where, evaluate);
  checkFields(where, "change", change, ["from", "to"]);
  checkOptions(where, options, ["method", "order"]);
  const { from, to } = change;
  checkInputValues(where, "change.from", from);
  checkInputValues(where, "change.to", to);
  const { method = "shapley" } = options;
  checkChoice(where, "method", method, ["shapley", "ordered", "logMean"]);
  const players = changedInputs(where, change, options.order ?? []);
  check(
    players.length <= (method === "ordered" ? 31 : MOST_PLAYERS),
    where,
    "change",
    `must change at most ${method === "ordered" ? 31 : MOST_PLAYERS} inputs for "${method}"`,
    players.length,
  );
  const value = coalitionValue(where, evaluate, { change, players, positive: method === "logMean" });
  const outputFrom = value(0);
  const outputTo = value(2 ** players.length - 1);
  const split = {
    shapley: shapleyContributions,
    ordered: orderedContributions,
    logMean: logMeanContributions,
  };
  const parts =
    players.length === 0 ? [] : settleSum(split[method](value, players.length), outputTo - outputFrom);
  const total = sumInOrder(parts) + 0;
  const contributions = players.map((input, i) => {
    const contribution = (parts[i] as number) + 0;
    return {
      input,
      from: from[input],
      to: to[input],
      contribution,
      share: total === 0 ? null : contribution / total + 0,
    };
  });
  return { method, outputFrom, outputTo, change: total, contributions };
}

/** The inputs that differ, those of `order` first. */
function changedInputs<Name extends string>(
  where: string,
  { from, to }: InputChange<Name>,
  order: readonly Name[],
): Name[] {
  const names = Object.keys(from) as Name[];
  for (const input of [...names, ...(Object.keys(to) as Name[])])
    check(
      Object.hasOwn(from, input) && Object.hasOwn(to, input),
      where,
      "change",
      `must give ${input} in from and in to`,
      to[input] ?? from[input],
    );
  for (const [i, input] of order.entries())
    check(names.includes(input), where, `order[${i}]`, `must be one of ${names.join(", ")}`, input);
  return [...new Set([...order, ...names])].filter((input) => from[input] !== to[input]);
}

function coalitionValue<Name extends string>(
  where: string,
  evaluate: InputModel<Name>,
  { change, players, positive }: { change: InputChange<Name>; players: readonly Name[]; positive: boolean },
): CoalitionValue {
  return (coalition) => {
    const inputs: Record<Name, number> = { ...change.from };
    for (const [i, input] of players.entries()) if ((coalition >>> i) & 1) inputs[input] = change.to[input];
    const at = `evaluate(${JSON.stringify(inputs)})`;
    const output = checkedOutput(where, evaluate, { inputs, at });
    if (positive) check(output > 0, where, at, 'must be above 0 for "logMean"', output);
    return output;
  };
}
