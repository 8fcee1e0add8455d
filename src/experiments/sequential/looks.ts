/** The looks at an experiment: their forms, and how they are read and checked. */
import {
  check,
  checkCount,
  checkFinite,
  checkNonNegative,
  checkObject,
  checkSufficient,
  isList,
} from "../../errors.js";
import type { PeriodCounts } from "../../rates/churn-rate.js";

/** Losses of two groups up to a look. */
export interface TwoRatesLook {
  /** The first group so far. */
  readonly first: PeriodCounts;
  /** The second group so far. */
  readonly second: PeriodCounts;
}

/** Customers so far, their mean outcome and its standard deviation (with n - 1). */
export interface MeanCounts {
  /** Customers so far. */
  readonly n: number;
  /** Their mean outcome. */
  readonly mean: number;
  /** Its standard deviation, with n - 1. */
  readonly standardDeviation: number;
}

/** Outcomes of two groups up to a look. */
export interface TwoMeansLook {
  /** The first group so far. */
  readonly first: MeanCounts;
  /** The second group so far. */
  readonly second: MeanCounts;
}

/** Two groups of one size, whose outcomes have a known standard deviation. */
export interface DifferenceLook {
  /** Customers in each group so far. */
  readonly perGroup: number;
  /** Difference of their means, first minus second. */
  readonly difference: number;
}

/** A look of any form. */
export type Look = PeriodCounts | TwoRatesLook | TwoMeansLook | DifferenceLook;

/** Whether the data are values in order of arrival, not looks. */
export function areValues(where: string, data: unknown): data is ArrayLike<number> {
  check(isList(data) && data.length > 0, where, "data", "must be an array of values or of looks", data);
  return typeof data[0] !== "object" || data[0] === null;
}

/** Checks a group of head counts, and that it has not shrunk since the look before. */
export function checkRateCounts(
  where: string,
  name: string,
  counts: PeriodCounts,
  earlier?: PeriodCounts,
): void {
  checkObject(where, name, counts);
  const { atStart, lost } = counts;
  checkCount(where, `${name}.atStart`, atStart, 1);
  check(
    Number.isInteger(lost) && lost >= 0 && lost <= atStart,
    where,
    `${name}.lost`,
    `must be a whole number from 0 to atStart (${atStart})`,
    lost,
  );
  if (earlier === undefined) return;
  notBelow(where, `${name}.atStart`, atStart, earlier.atStart);
  notBelow(where, `${name}.lost`, lost, earlier.lost);
  const kept = [atStart - lost, earlier.atStart - earlier.lost] as const;
  notBelow(where, `${name}: customers kept`, ...kept);
}

/** Checks a group's mean, and that it has not shrunk since the look before. */
function checkMeanCounts(where: string, name: string, counts: MeanCounts, earlier?: MeanCounts): void {
  checkObject(where, name, counts);
  checkCount(where, `${name}.n`, counts.n, 2);
  checkFinite(where, `${name}.mean`, counts.mean);
  checkNonNegative(where, `${name}.standardDeviation`, counts.standardDeviation);
  if (earlier !== undefined) notBelow(where, `${name}.n`, counts.n, earlier.n);
}

/** Looks are cumulative: a count never falls. */
export function notBelow(where: string, name: string, now: number, before: number): void {
  check(
    now >= before,
    where,
    name,
    `must be at least that of the look before (${before}): looks never shrink`,
    now,
  );
}

/** The looks, checked to be all of one form and never to shrink. */
export function readLooks(
  where: string,
  data: ArrayLike<unknown>,
): { form: LookForm; looks: readonly Look[] } {
  const looks = Array.from(data) as Look[];
  for (const [k, look] of looks.entries()) checkObject(where, `looks[${k}]`, look);
  const form = formOf(looks[0]!);
  for (const [k, look] of looks.entries()) {
    check(formOf(look) === form, where, `looks[${k}]`, "must have the fields of the first look", look);
    checkers[form](where, `looks[${k}]`, look as never, looks[k - 1] as never);
  }
  return { form, looks };
}

type Checker<Form> = (where: string, name: string, look: Form, earlier?: Form) => void;

const bothGroups =
  <Group>(checkGroup: Checker<Group>): Checker<{ readonly first: Group; readonly second: Group }> =>
  (where, name, look, earlier) => {
    checkGroup(where, `${name}.first`, look.first, earlier?.first);
    checkGroup(where, `${name}.second`, look.second, earlier?.second);
  };

const checkers = {
  rate: checkRateCounts,
  difference: checkDifference,
  twoRates: /* @__PURE__ */ bothGroups(checkRateCounts),
  twoMeans: /* @__PURE__ */ bothGroups(checkMeanCounts),
};

function checkDifference(where: string, name: string, look: DifferenceLook, earlier?: DifferenceLook): void {
  checkCount(where, `${name}.perGroup`, look.perGroup, 1);
  checkFinite(where, `${name}.difference`, look.difference);
  if (earlier !== undefined) notBelow(where, `${name}.perGroup`, look.perGroup, earlier.perGroup);
}

/** The forms that looks have. */
export type LookForm = "rate" | "twoRates" | "twoMeans" | "difference";

function formOf(look: Look): LookForm {
  if ("perGroup" in look) return "difference";
  if (!("first" in look)) return "rate";
  return typeof look.first === "object" && look.first !== null && "n" in look.first ? "twoMeans" : "twoRates";
}

/** Refuses a look at which a rate cannot yet be taken as nearly normal. */
export function checkEnoughLost(where: string, name: string, look: TwoRatesLook, fewest: number): void {
  for (const group of ["first", "second"] as const) {
    const { atStart, lost } = look[group];
    checkSufficient(
      Math.min(lost, atStart - lost) >= fewest,
      where,
      `${name}.${group}`,
      `must have lost ${fewest} (fewestLost) or more and kept as many: earlier looks have no guarantee (method "beta-binomial" has one from the first customer on)`,
      `${lost} lost of ${atStart}`,
    );
  }
}
