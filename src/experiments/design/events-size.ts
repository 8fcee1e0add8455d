/** Losses and customers needed for a log-rank test. */
import { check, checkChoice, checkFields, checkNonNegative, checkPositive } from "../../errors.js";
import { normalCdf } from "../../math/normal.js";
import { findRoot } from "../../math/roots.js";
import {
  type ExperimentDuration,
  type GroupSizes,
  type Plan,
  type PlanInput,
  planFields,
  readPlan,
  sizesOf,
  wholeSizes,
} from "./plan.js";

/** Two hazards of leaving that are to be told apart. */
export interface EventsSizeInput extends PlanInput {
  /** What the size is planned for. */
  readonly of: "events";
  /** Hazard of the second group over that of the first: above 0, other than 1. */
  readonly hazardRatio: number;
  /** Formula of the events: Schoenfeld's (the default) or Freedman's. */
  readonly method?: "schoenfeld" | "freedman" | undefined;
  /** Losses that can be had: the result holds their power. */
  readonly events?: number | undefined;
  /** Hazard of the first group per unit of time, constant: above 0. With it customers are counted too. */
  readonly hazard?: number | undefined;
  /** Time over which customers come in evenly, from 0 on; in weeks, and left out, beside `intakePerWeek`. */
  readonly accrual?: number | undefined;
  /** Time for which the last customer is watched, in the same unit; needed with `hazard`. */
  readonly followUp?: number | undefined;
}

/** Size of a log-rank test. */
export interface EventsSize {
  /** What the size is planned for. */
  readonly of: "events";
  /** Formula of the events. */
  readonly method: "schoenfeld" | "freedman";
  /** Losses needed in both groups together, rounded up; or those that were stated or are expected of the stated customers. */
  readonly events: number;
  /** Losses needed for the power, not rounded. */
  readonly eventsUnrounded: number;
  /** Power of `events`. */
  readonly power: number;
  /** Probability that a customer is lost while watched, by group and overall; null without `hazard`. */
  readonly eventProbability: {
    readonly first: number;
    readonly second: number;
    readonly overall: number;
  } | null;
  /** Customers needed, rounded up, or those that were stated; null without `hazard`. */
  readonly customers: GroupSizes | null;
  /** Customers needed, not rounded; null without `hazard`. */
  readonly unrounded: GroupSizes | null;
  /** Weeks from the first customer to the result; null without `intakePerWeek`. */
  readonly duration: ExperimentDuration | null;
}

/** Size, or power, of a log-rank test. */
export function eventsSize(where: string, input: EventsSizeInput): EventsSize {
  const { hazardRatio, method, plan, events } = readEvents(where, input);
  // Information of one event about the size of the effect that the formula takes.
  const each =
    method === "schoenfeld" ? schoenfeld(hazardRatio, plan.ratio) : freedman(hazardRatio, plan.ratio);
  const eventsUnrounded = plan.z ** 2 / each;
  check(eventsUnrounded < 2 ** 52, where, "hazardRatio", "must be further from 1", hazardRatio);
  const watched = watch(where, input, plan, events ?? eventsUnrounded);
  const expected =
    plan.customers === null
      ? Math.ceil(eventsUnrounded)
      : plan.customers.total * (watched?.probability.overall ?? 0);
  const had = events ?? expected;
  return {
    of: "events",
    method,
    events: had,
    eventsUnrounded,
    power: normalCdf(Math.sqrt(had * each) - plan.zTest),
    eventProbability: watched?.probability ?? null,
    customers: watched?.customers ?? null,
    unrounded: watched?.unrounded ?? null,
    duration: watched?.duration ?? null,
  };
}

function readEvents(where: string, input: EventsSizeInput) {
  checkFields(where, "input", input, [
    ...planFields,
    "hazardRatio",
    "method",
    "events",
    "hazard",
    "accrual",
    "followUp",
  ]);
  const { hazardRatio, method = "schoenfeld", significance = 0.05, events } = input;
  checkPositive(where, "hazardRatio", hazardRatio);
  check(hazardRatio !== 1, where, "hazardRatio", "must differ from 1", hazardRatio);
  checkChoice(where, "method", method, ["schoenfeld", "freedman"]);
  const plan = readPlan(where, input, significance);
  if (events !== undefined) {
    checkPositive(where, "events", events);
    check(plan.customers === null, where, "events", "must be left out beside customers", events);
  }
  return { hazardRatio, method, plan, events };
}

const schoenfeld = (hazardRatio: number, ratio: number): number =>
  (ratio / (1 + ratio) ** 2) * Math.log(hazardRatio) ** 2;

/** Freedman's: φ = 1/ratio first customers per second one. */
const freedman = (hazardRatio: number, ratio: number): number =>
  (ratio * (1 - hazardRatio) ** 2) / (1 + hazardRatio * ratio) ** 2;

/** Probability of an event by the end, customers coming in evenly over `accrual`, with a constant hazard. */
function eventProbability(hazard: number, accrual: number, followUp: number): number {
  const spread = hazard * accrual;
  return 1 - Math.exp(-hazard * followUp) * (spread === 0 ? 1 : -Math.expm1(-spread) / spread);
}

/** Customers and time for the losses, where the hazard is stated. */
function watch(where: string, input: EventsSizeInput, plan: Plan, events: number) {
  const { hazard, hazardRatio, accrual, followUp, intakePerWeek } = input;
  if (hazard === undefined) {
    for (const name of ["accrual", "followUp", "intakePerWeek", "customers"] as const)
      check(input[name] === undefined, where, name, "must be left out without hazard", input[name]);
    return null;
  }
  checkPositive(where, "hazard", hazard);
  checkNonNegative(where, "followUp", followUp);
  const probabilityOf = (intake: number) => {
    const first = eventProbability(hazard, intake, followUp);
    const second = eventProbability(hazard * hazardRatio, intake, followUp);
    return { first, second, overall: (first + plan.ratio * second) / (1 + plan.ratio) };
  };
  const intake = intakeTime(where, { accrual, intakePerWeek }, plan, {
    least: 0,
    needed: (time) => events / probabilityOf(time).overall,
  });
  check(intake + followUp > 0, where, "followUp", "must be above 0 without accrual", followUp);
  const probability = probabilityOf(intake);
  const unrounded = sizesOf(events / probability.overall / (1 + plan.ratio), plan.ratio);
  const duration = intakePerWeek === undefined ? null : timesOf(intake, followUp);
  return { probability, unrounded, customers: plan.customers ?? wholeSizes(where, unrounded), duration };
}

/** Weeks of the intake, and of watching the last customer. */
export const timesOf = (intakeWeeks: number, observationWeeks: number): ExperimentDuration => ({
  ...{ intakeWeeks, observationWeeks, weeks: intakeWeeks + observationWeeks },
});

/** Time over which customers come in: as stated, or until there are as many as that time needs. */
export function intakeTime(
  where: string,
  { accrual, intakePerWeek }: { accrual?: number | undefined; intakePerWeek?: number | undefined },
  { customers }: Plan,
  { least, needed }: { least: number; needed: (time: number) => number },
): number {
  if (intakePerWeek === undefined) {
    checkNonNegative(where, "accrual", accrual);
    return accrual;
  }
  check(accrual === undefined, where, "accrual", "must be left out beside intakePerWeek", accrual);
  if (customers !== null) return customers.total / intakePerWeek;
  const excess = (time: number) => time * intakePerWeek - needed(time);
  let most = Math.max(1, 2 * least);
  while (excess(most) < 0) most *= 2;
  const from = least === 0 ? most * 1e-12 : least * (1 + 1e-9);
  return excess(from) >= 0 ? from : findRoot(excess, [from, most], { where });
}
