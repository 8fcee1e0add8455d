/** How the hazard moves with tenure: one level per period, steps, or powers of time. */
import { check, checkCount, checkObject, isDense } from "../../errors.js";

/**
 * How the hazard moves with tenure. `"free"`: every period has a level of its own. `{ steps: [4, 7] }`: one level for each run of
 * periods, here 1-3, 4-6 and from 7 on. `{ powers: [...] }`: an intercept and powers of the period t; `"log"` is ln t, a number p is
 * t^p, and no powers at all is a constant hazard.
 */
export type TimeEffect =
  | "free"
  | {
      /** First periods of the runs after the first. */
      readonly steps: readonly number[];
    }
  | {
      /** Powers of the period: `"log"` for ln t, a number p for t^p. */
      readonly powers: readonly (number | "log")[];
    };

/** The time effect of a fit, with the periods it was seen in. */
export type Baseline =
  | {
      /** One level per period. */
      readonly kind: "free";
      /** The periods that have a level. */
      readonly periods: readonly number[];
    }
  | {
      /** One level per run of periods. */
      readonly kind: "steps";
      /** The first period of each step; the last step has no end. */
      readonly from: readonly number[];
    }
  | {
      /** An intercept and powers of the period. */
      readonly kind: "powers";
      /** The powers: `"log"` for ln t, a number p for t^p. */
      readonly powers: readonly (number | "log")[];
    };

/** Checks a time effect, and settles it for periods of which some were watched. */
export function readTimeEffect(where: string, time: unknown, watched: readonly number[]): Baseline {
  if (time === "free") return { kind: "free", periods: watched };
  check(
    typeof time === "object" && time !== null && !Array.isArray(time),
    where,
    "time",
    'must be "free", { steps: […] } or { powers: […] }',
    time,
  );
  const { steps, powers, ...others } = time as { readonly steps?: unknown; readonly powers?: unknown };
  const one = (steps === undefined) !== (powers === undefined) && Object.keys(others).length === 0;
  check(one, where, "time", "must hold steps or powers, and nothing else", time);
  return steps === undefined ? readPowers(where, powers) : readSteps(where, steps, watched);
}

function readSteps(where: string, steps: unknown, watched: readonly number[]): Baseline {
  check(isDense(steps), where, "time.steps", "must be an array of first periods", steps);
  const from = [1, ...(steps as readonly number[])];
  from.forEach((period, i) => {
    if (i === 0) return;
    const rule = "must be whole, 2 or more, and above the one before it";
    check(Number.isSafeInteger(period) && period > from[i - 1]!, where, `time.steps[${i - 1}]`, rule, period);
  });
  const empty = from.findIndex((first, i) => {
    const next = from[i + 1] ?? Number.POSITIVE_INFINITY;
    return !watched.some((period) => period >= first && period < next);
  });
  const name = empty === 0 ? "time.steps" : `time.steps[${empty - 1}]`;
  check(
    empty === -1,
    where,
    name,
    "must make steps in each of which somebody is watched",
    empty === 0 ? steps : from[empty],
  );
  return { kind: "steps", from };
}

function readPowers(where: string, powers: unknown): Baseline {
  check(isDense(powers), where, "time.powers", 'must be an array of numbers or "log"', powers);
  powers.forEach((power: unknown, i) => {
    const known = power === "log" || (typeof power === "number" && Math.abs(power) <= 10 && power !== 0);
    check(known, where, `time.powers[${i}]`, 'must be "log" or a number from -10 to 10 other than 0', power);
    check(powers.indexOf(power) === i, where, `time.powers[${i}]`, "must be named once", power);
  });
  return { kind: "powers", powers: [...(powers as readonly (number | "log")[])] };
}

/** Names of the parameters of a time effect: `period.3`, `period.4-6`, `period.7+`, or `intercept`, `log(t)`, `t`, `t^2`. */
export function baselineNames(baseline: Baseline): readonly string[] {
  if (baseline.kind === "free") return baseline.periods.map((period) => `period.${period}`);
  if (baseline.kind === "powers")
    return [
      "intercept",
      ...baseline.powers.map((power) => (power === "log" ? "log(t)" : power === 1 ? "t" : `t^${power}`)),
    ];
  return baseline.from.map((first, i) => {
    const next = baseline.from[i + 1];
    if (next === undefined) return `period.${first}+`;
    return next === first + 1 ? `period.${first}` : `period.${first}-${next - 1}`;
  });
}

/** What multiplies the parameters of a time effect in a period: the positions that are not 0, and the factors there. */
export interface TimeTerms {
  readonly positions: readonly number[];
  readonly factors: readonly number[];
}

/** The terms of a period, or null where the time effect says nothing about it. */
export function termsOf(baseline: Baseline, period: number): TimeTerms | null {
  if (baseline.kind === "powers") {
    const factors = baseline.powers.map((power) => (power === "log" ? Math.log(period) : period ** power));
    return { positions: [0, ...baseline.powers.map((_, i) => i + 1)], factors: [1, ...factors] };
  }
  const position =
    baseline.kind === "free"
      ? baseline.periods.indexOf(period)
      : baseline.from.filter((first) => first <= period).length - 1;
  return position === -1 ? null : { positions: [position], factors: [1] };
}

/** Checks a time effect that comes with stored or published parameters. */
export function checkBaseline(
  where: string,
  argument: string,
  baseline: unknown,
): asserts baseline is Baseline {
  checkObject(where, argument, baseline);
  const { kind, periods, from, powers } = baseline as Readonly<Record<string, unknown>>;
  const list = kind === "free" ? periods : kind === "steps" ? from : powers;
  const known = kind === "free" || kind === "steps" || kind === "powers";
  check(known, where, `${argument}.kind`, 'must be one of "free", "steps", "powers"', kind);
  const name = `${argument}.${kind === "free" ? "periods" : kind === "steps" ? "from" : "powers"}`;
  check(isDense(list), where, name, "must be an array", list);
  if (kind === "powers") readPowers(where, list);
  else
    list.forEach((period: unknown, i: number) => {
      checkCount(where, `${name}[${i}]`, period, 1);
      check(
        i === 0 || period > list[i - 1],
        where,
        `${name}[${i}]`,
        "must be above the one before it",
        period,
      );
    });
}
