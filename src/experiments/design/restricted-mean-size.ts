/** Customers needed to tell two restricted mean lifetimes apart. */
import { check, checkFields, checkNonNegative, checkPositive } from "../../errors.js";
import { logGamma } from "../../math/gamma.js";
import { regularizedGammaQ } from "../../math/incomplete-gamma.js";
import { normalCdf } from "../../math/normal.js";
import { integrate } from "../../math/quadrature.js";
import { intakeTime, timesOf } from "./events-size.js";
import {
  type ExperimentDuration,
  type GroupSizes,
  type PlanInput,
  planFields,
  readPlan,
  sizesOf,
  wholeSizes,
} from "./plan.js";

/** Two Weibull curves whose restricted means are to be told apart: S(t) = exp(-(rate · t)^shape). */
export interface RestrictedMeanSizeInput extends PlanInput {
  /** What the size is planned for. */
  readonly of: "restrictedMean";
  /** Time up to which lifetimes count: above 0, and below accrual + followUp. */
  readonly horizon: number;
  /** Rate of the first group per unit of time: above 0. */
  readonly firstRate: number;
  /** Rate of the second group: above 0, other than the first. */
  readonly secondRate: number;
  /** Shape of both: above 0; 1 (a constant hazard) if left out, below 1 a falling one. */
  readonly shape?: number | undefined;
  /** Time over which customers come in evenly, from 0 on; in weeks, and left out, beside `intakePerWeek`. */
  readonly accrual?: number | undefined;
  /** Time for which the last customer is watched, in the same unit: 0 or more. */
  readonly followUp: number;
}

/** Restricted mean of a group. */
export interface PlannedRestrictedMean {
  /** Mean lifetime up to the horizon. */
  readonly restrictedMean: number;
  /** Variance of its estimate times the customers of the group. */
  readonly variancePerCustomer: number;
}

/** Size of a comparison of restricted means. */
export interface RestrictedMeanSize {
  /** What the size is planned for. */
  readonly of: "restrictedMean";
  /** Always `"kaplan-meier-z"`. */
  readonly method: "kaplan-meier-z";
  /** Customers needed, rounded up, or those that were stated. */
  readonly customers: GroupSizes;
  /** Customers needed for the power, not rounded. */
  readonly unrounded: GroupSizes;
  /** Power of `customers`. */
  readonly power: number;
  /** Restricted mean of the first group. */
  readonly first: PlannedRestrictedMean;
  /** Restricted mean of the second group. */
  readonly second: PlannedRestrictedMean;
  /** Second restricted mean less the first. */
  readonly difference: number;
  /** Weeks from the first customer to the result; null without `intakePerWeek`. */
  readonly duration: ExperimentDuration | null;
}

/** Size, or power, of a comparison of restricted means. */
export function restrictedMeanSize(where: string, input: RestrictedMeanSizeInput): RestrictedMeanSize {
  const { horizon, firstRate, secondRate, shape, followUp } = readCurves(where, input);
  const { significance = 0.05, intakePerWeek } = input;
  const plan = readPlan(where, input, significance);
  const at = (rate: number, accrual: number) => plannedMean({ rate, shape, horizon }, { accrual, followUp });
  const least = Math.max(0, horizon - followUp);
  const neededAt = (accrual: number) => {
    const [first, second] = [at(firstRate, accrual), at(secondRate, accrual)];
    const difference = second.restrictedMean - first.restrictedMean;
    const variance = first.variancePerCustomer + second.variancePerCustomer / plan.ratio;
    return {
      first,
      second,
      difference,
      unrounded: sizesOf((plan.z / difference) ** 2 * variance, plan.ratio),
    };
  };
  const accrual = intakeTime(where, input, plan, { least, needed: (time) => neededAt(time).unrounded.total });
  checkObserved(where, horizon, accrual + followUp);
  const { first, second, difference, unrounded } = neededAt(accrual);
  const customers = plan.customers ?? wholeSizes(where, unrounded);
  const variance =
    first.variancePerCustomer / customers.first + second.variancePerCustomer / customers.second;
  return {
    of: "restrictedMean",
    method: "kaplan-meier-z",
    customers,
    unrounded,
    power: normalCdf(Math.abs(difference) / Math.sqrt(variance) - plan.zTest),
    first,
    second,
    difference,
    duration: intakePerWeek === undefined ? null : timesOf(accrual, followUp),
  };
}

function checkObserved(where: string, horizon: number, end: number): void {
  const rule = `must be below accrual + followUp (${end}): later lifetimes are not observed`;
  check(end > horizon, where, "horizon", rule, horizon);
}

function readCurves(where: string, input: RestrictedMeanSizeInput) {
  checkFields(where, "input", input, [
    ...planFields,
    "horizon",
    "firstRate",
    "secondRate",
    "shape",
    "accrual",
    "followUp",
  ]);
  const { horizon, firstRate, secondRate, shape = 1, followUp } = input;
  for (const [name, value] of Object.entries({ horizon, firstRate, secondRate, shape }))
    checkPositive(where, name, value);
  check(
    firstRate !== secondRate,
    where,
    "secondRate",
    `must differ from firstRate (${firstRate})`,
    secondRate,
  );
  checkNonNegative(where, "followUp", followUp);
  for (const [name, rate] of Object.entries({ firstRate, secondRate }))
    check((rate * horizon) ** shape <= 600, where, name, "must leave somebody at the horizon", rate);
  return { horizon, firstRate, secondRate, shape, followUp };
}

/** Restricted mean, and the variance of its Kaplan-Meier estimate: ∫ (area beyond t)²/(S G) dΛ. */
function plannedMean(
  { rate, shape, horizon }: { rate: number; shape: number; horizon: number },
  { accrual, followUp }: { accrual: number; followUp: number },
): PlannedRestrictedMean {
  const hazardAt = (time: number) => (rate * time) ** shape;
  const scale = Math.exp(logGamma(1 + 1 / shape)) / rate;
  const end = hazardAt(horizon);
  const beyond = regularizedGammaQ(1 / shape, end);
  const area = (hazard: number) => scale * (regularizedGammaQ(1 / shape, hazard) - beyond);
  const watchedAt = (hazard: number) => {
    const time = hazard ** (1 / shape) / rate;
    return time <= followUp ? 1 : (accrual + followUp - time) / accrual;
  };
  const { value } = integrate(
    (hazard) => (area(hazard) * Math.exp(hazard / 2)) ** 2 / watchedAt(hazard),
    0,
    end,
    {
      relative: 1e-12,
      points: [hazardAt(followUp)],
    },
  );
  return { restrictedMean: area(0), variancePerCustomer: value };
}
