/** One shape for everything that says how long customers stay: a rate, rates by period, a curve, a fitted model. */
import { check, checkFields, checkFraction, checkObject, isList } from "../errors.js";
import { countUpTo } from "../math/sorted-search.js";
import { checkTimeUnit, type TimeUnit } from "../time.js";

/** Retention per period: one rate for every period, r(1), r(2), … as an array, or a function of the period 1, 2, …. */
export type RetentionInput = number | readonly number[] | ((period: number) => number);

/**
 * Share still active: S(0) = 1, S(1), S(2), … at whole periods; a step curve, holding each value until the next time, as
 * `kaplanMeier` gives it, as columns or as rows; or a function of time, such as
 * `(t) => shiftedBetaGeometric.survival(fit, t)`.
 */
export type SurvivalInput =
  | readonly number[]
  | WholeCurve
  | SurvivalSteps
  | readonly SurvivalStep[]
  | ((time: number) => number);

/** A step curve with its unit of time, such as a Kaplan-Meier estimate. */
export interface WholeCurve {
  /** Its steps, times rising. */
  readonly steps: readonly SurvivalStep[];
  /** Unit of its times; the call need not state it again. */
  readonly timeUnit: TimeUnit | null;
}

/** A step curve as columns of equal length, times rising. */
export interface SurvivalSteps {
  /** Times at which the curve steps, in periods. */
  readonly time: ArrayLike<number>;
  /** Share still active from that time on. */
  readonly survival: ArrayLike<number>;
}

/** One step of a step curve. */
export interface SurvivalStep {
  /** Time at which the curve steps, in periods. */
  readonly time: number;
  /** Share still active from that time on. */
  readonly survival: number;
}

/** A named model that continues an observed curve beyond its last time. */
export interface SurvivalExtrapolation {
  /** Name of the model, returned with the share of the value that rests on it. */
  readonly model: string;
  /** Survival by the model at any time; only its fall beyond the last observed time is used. */
  readonly survival: (time: number) => number;
}

/** How long customers stay, in one of the two ways. */
export type StayingInput =
  | {
      /** Retention per period, a fraction from 0 to 1: one rate, a list, or a function of the period. */
      readonly retention: RetentionInput;
      /** Left out: `retention` is given. */
      readonly survival?: undefined;
      /** Left out: rates by period are extended by their function. */
      readonly extrapolation?: undefined;
    }
  | {
      /** Share still active: a list S(0) = 1, S(1), …, a step curve such as `kaplanMeier` gives, or a function of time. */
      readonly survival: SurvivalInput;
      /** Left out: `survival` is given. */
      readonly retention?: undefined;
      /** A named model that continues an observed curve beyond its last time. */
      readonly extrapolation?: SurvivalExtrapolation | undefined;
    };

/** A survival curve: a function of time, the times at which its form changes, and where observation ends. */
export interface SurvivalCurve {
  /** Share still active at a time. */
  readonly at: (time: number) => number;
  /** Form between neighbouring breaks, before `freeFrom`: constant hazard or constant level. */
  readonly form: "hazard" | "steps";
  /** Time from which the curve is a function of no known form; infinite if none. */
  readonly freeFrom: number;
  /** Times at which the form changes, for `steps`; whole periods otherwise. */
  readonly breaks: readonly number[] | null;
  /** Last time at which the curve is known; null when it is known at all times. */
  readonly lastTime: number | null;
  /** The constant retention rate, null when there is none. */
  readonly constant: number | null;
}

/** Refuses a curve where something else says how long customers stay. */
export function refuseCurve(
  where: string,
  input: { readonly [Name in "retention" | "survival" | "extrapolation"]?: unknown },
  instead: string,
): void {
  for (const name of ["retention", "survival", "extrapolation"] as const)
    check(input[name] === undefined, where, name, `must be left out when ${instead} given`, input[name]);
}

/** Reads and checks a retention rate, rates or a survival curve. */
export function readCurve(where: string, input: StayingInput): SurvivalCurve {
  const { retention, survival } = input;
  check(
    (retention === undefined) !== (survival === undefined),
    where,
    "retention",
    survival === undefined ? "must be given, or survival" : "must be left out when survival is given",
    retention,
  );
  return survival === undefined
    ? readRetention(where, retention as RetentionInput)
    : readSurvival(where, survival);
}

function readRetention(where: string, retention: RetentionInput): SurvivalCurve {
  if (typeof retention === "function") {
    const rateOf = (period: number) => {
      const rate = retention(period);
      checkFraction(where, `retention(${period})`, rate);
      return rate;
    };
    return { ...hazardCurve(cumulative(rateOf)), lastTime: null };
  }
  if (isList(retention)) {
    const rates = Array.from(retention);
    check(rates.length > 0, where, "retention", "must hold at least one rate", retention);
    rates.forEach((rate, i) => {
      checkFraction(where, `retention[${i}]`, rate);
    });
    return { ...hazardCurve(cumulative((period) => rates[period - 1] ?? 0)), lastTime: rates.length };
  }
  checkFraction(where, "retention", retention);
  return {
    at: (time) => retention ** time,
    form: "hazard",
    freeFrom: Number.POSITIVE_INFINITY,
    breaks: null,
    lastTime: null,
    constant: retention,
  };
}

function readSurvival(where: string, survival: SurvivalInput): SurvivalCurve {
  if (typeof survival === "function") {
    const at = (time: number) => {
      const share = survival(time);
      checkFraction(where, `survival(${time})`, share);
      return share;
    };
    return { at, form: "hazard", freeFrom: 0, breaks: null, lastTime: null, constant: null };
  }
  if (isWhole(survival)) return readRows(where, survival.steps, "survival.steps");
  if (!isList(survival)) {
    checkObject(where, "survival", survival);
    const { time, survival: shares } = survival as SurvivalSteps;
    return readSteps(where, time, shares, (column, i) => `survival.${column}[${i}]`);
  }
  const items = Array.from(survival as ArrayLike<number | SurvivalStep>);
  check(items.length > 0, where, "survival", "must hold at least one point", survival);
  return typeof items[0] === "object"
    ? readRows(where, items as SurvivalStep[], "survival")
    : readWholePeriods(where, items as number[]);
}

function isWhole(survival: unknown): survival is WholeCurve {
  return typeof survival === "object" && survival !== null && "steps" in survival;
}

/** The unit of time that a call and a whole curve agree on: either may leave it out, and a contradiction is refused. */
export function unitOfCurve(
  where: string,
  { survival, timeUnit }: { readonly survival?: unknown; readonly timeUnit?: TimeUnit | undefined },
): TimeUnit | undefined {
  if (!isWhole(survival)) return timeUnit;
  const unit = survival.timeUnit ?? undefined;
  if (unit !== undefined) checkTimeUnit(where, "survival.timeUnit", unit);
  const agree = timeUnit === undefined || unit === undefined || timeUnit === unit;
  check(agree, where, "timeUnit", `must be that of the curve ("${unit}")`, timeUnit);
  return timeUnit ?? unit;
}

function readRows(where: string, rows: readonly SurvivalStep[], name: string): SurvivalCurve {
  check(isList(rows), where, name, "must be the steps of a curve", rows);
  rows.forEach((row, i) => {
    checkObject(where, `${name}[${i}]`, row);
  });
  const times = rows.map((row) => row.time);
  const shares = rows.map((row) => row.survival);
  return readSteps(where, times, shares, (column, i) => `${name}[${i}].${column}`);
}

function readWholePeriods(where: string, shares: readonly number[]): SurvivalCurve {
  checkFalling(where, shares, (i) => `survival[${i}]`);
  check(shares[0] === 1, where, "survival[0]", "must be 1, the share at time 0", shares[0]);
  return { ...hazardCurve((period) => shares[period] ?? 0), lastTime: shares.length - 1 };
}

function readSteps(
  where: string,
  time: ArrayLike<number>,
  survival: ArrayLike<number>,
  name: (column: "time" | "survival", i: number) => string,
): SurvivalCurve {
  check(isList(time) && time.length > 0, where, "survival.time", "must be a list of times", time);
  check(
    isList(survival) && survival.length === time.length,
    where,
    "survival.survival",
    `must hold one share per time (${time.length})`,
    survival,
  );
  const times = Array.from(time);
  const shares = Array.from(survival);
  times.forEach((value, i) => {
    const least = i === 0 ? 0 : (times[i - 1] as number);
    const rises = Number.isFinite(value) && (i === 0 ? value >= 0 : value > least);
    check(rises, where, name("time", i), i === 0 ? "must be 0 or more" : `must be above ${least}`, value);
  });
  checkFalling(where, shares, (i) => name("survival", i));
  const at = (moment: number) => {
    const i = countUpTo(times, moment);
    return i === 0 ? 1 : (shares[i - 1] as number);
  };
  const lastTime = times[times.length - 1] as number;
  return { at, form: "steps", freeFrom: Number.POSITIVE_INFINITY, breaks: times, lastTime, constant: null };
}

/** Survival at whole periods, with a constant hazard inside each period. */
function hazardCurve(atPeriod: (period: number) => number): Omit<SurvivalCurve, "lastTime"> {
  const at = (time: number) => {
    const period = Math.floor(time);
    const start = atPeriod(period);
    const inside = time - period;
    return inside === 0 || start === 0 ? start : start * (atPeriod(period + 1) / start) ** inside;
  };
  return { at, form: "hazard", freeFrom: Number.POSITIVE_INFINITY, breaks: null, constant: null };
}

/** S(k) = r(1) … r(k), each rate asked for once. */
function cumulative(rateOf: (period: number) => number): (period: number) => number {
  const known = [1];
  return (period) => {
    while (known.length <= period) known.push((known[known.length - 1] as number) * rateOf(known.length));
    return known[period] as number;
  };
}

function checkFalling(where: string, shares: readonly number[], name: (i: number) => string): void {
  shares.forEach((share, i) => {
    checkFraction(where, name(i), share);
    const before = i === 0 ? 1 : (shares[i - 1] as number);
    check(share <= before, where, name(i), `must not rise above the share before it (${before})`, share);
  });
}

function checkExtrapolation(
  where: string,
  { lastTime }: SurvivalCurve,
  extrapolation: SurvivalExtrapolation,
): void {
  checkFields(where, "extrapolation", extrapolation, ["model", "survival"]);
  const { model, survival } = extrapolation;
  const named = typeof model === "string" && model !== "";
  check(named, where, "extrapolation.model", "must name the model", model);
  const callable = typeof survival === "function";
  check(callable, where, "extrapolation.survival", "must be a function of time", survival);
  const rule = "must be left out when survival is a function";
  check(lastTime !== null, where, "extrapolation", rule, extrapolation);
}

/** The curve continued beyond its last time by the fall of a named model. */
export function extrapolate(
  where: string,
  curve: SurvivalCurve,
  extrapolation: SurvivalExtrapolation,
): SurvivalCurve {
  checkExtrapolation(where, curve, extrapolation);
  const { survival } = extrapolation;
  const lastTime = curve.lastTime ?? 0;
  const level = curve.at(lastTime);
  const base = survival(lastTime);
  const name = `extrapolation.survival(${lastTime})`;
  check(base > 0 && base <= 1, where, name, "must be a fraction above 0", base);
  const beyond = (time: number) => {
    const share = survival(time);
    checkFraction(where, `extrapolation.survival(${time})`, share);
    return (level * share) / base;
  };
  return {
    ...curve,
    at: (time) => (time <= lastTime ? curve.at(time) : beyond(time)),
    freeFrom: lastTime,
    lastTime: null,
  };
}

/** The curve of those who have stayed for some periods: S(n + t) / S(n). */
export function startLater(where: string, curve: SurvivalCurve, periods: number): SurvivalCurve {
  if (curve.constant !== null) return curve;
  const { lastTime, breaks } = curve;
  const known = lastTime === null || periods <= lastTime;
  check(known, where, "renewals", `must be at most ${lastTime}, where the observed curve ends`, periods);
  const start = curve.at(periods);
  check(start > 0, where, "renewals", "must be a tenure that somebody reaches", periods);
  return {
    ...curve,
    at: (time) => curve.at(periods + time) / start,
    freeFrom: curve.freeFrom - periods,
    breaks: breaks === null ? null : breaks.map((time) => time - periods).filter((time) => time > 0),
    lastTime: lastTime === null ? null : lastTime - periods,
  };
}
