/** What the functions for planned looks share: how a plan of looks is read, and how much error is spent by when. */
import { check, checkFields, checkFraction, checkNonNegative, checkPositive, isList } from "../../errors.js";
import { normalCdf, normalQuantile } from "../../math/normal.js";

/** How the error is spent: like O'Brien and Fleming's boundary, like Pocock's, or in proportion to a power of the information. */
export type ErrorSpending = "obrienFleming" | "pocock" | { readonly power: number };

/** Names of the boundaries for planned looks. */
export const boundaryMethods = [
  "pocock",
  "obrien-fleming",
  "lan-demets-pocock",
  "lan-demets-obrien-fleming",
  "kim-demets-power",
] as const;

/** Most looks that are planned for. */
export const mostLooks = 50;

/** Least information between two looks. */
const leastStep = 1e-4;

/** Checks the information at the looks, as shares of the planned maximum: rising, none too near the one before, at most 1. */
export function checkInformation(
  where: string,
  argument: string,
  information: unknown,
): asserts information is readonly number[] {
  check(
    isList(information) && information.length >= 1 && information.length <= mostLooks,
    where,
    argument,
    `must be an array of 1 to ${mostLooks} shares of the planned information`,
    information,
  );
  for (let k = 0; k < information.length; k++) {
    const name = `${argument}[${k}]`;
    checkFraction(where, name, information[k], "aboveZero");
    const earlier = k === 0 ? 0 : (information[k - 1] as number);
    check(
      (information[k] as number) - earlier >= leastStep * (1 - 1e-9),
      where,
      name,
      k === 0
        ? `must be at least ${leastStep}`
        : `must exceed the look before (${earlier}) by ${leastStep} or more: looks never shrink`,
      information[k],
    );
  }
}

/** Checks the name of a spending function, or the power of one. */
export function checkSpending(where: string, spending: unknown): asserts spending is ErrorSpending {
  if (spending === "obrienFleming" || spending === "pocock") return;
  const isPower = typeof spending === "object" && spending !== null;
  check(isPower, where, "spending", 'must be "obrienFleming", "pocock" or { power }', spending);
  checkFields(where, "spending", spending as { power: number }, ["power"]);
  checkPositive(where, "spending.power", (spending as { power: unknown }).power);
}

/** The error that may be spent up to a share of the information. */
export function spentBy(spending: ErrorSpending, information: number, significance: number): number {
  if (spending === "obrienFleming")
    return 4 * normalCdf(normalQuantile(significance / 4) / Math.sqrt(information));
  if (spending === "pocock") return significance * Math.log1p((Math.E - 1) * information);
  return significance * information ** spending.power;
}

/** Checks the values of |Z| at which looks end an experiment. */
export function checkBounds(
  where: string,
  argument: string,
  z: unknown,
  looks: number,
): asserts z is readonly number[] {
  check(isList(z) && z.length === looks, where, argument, `must be an array of ${looks} numbers`, z);
  for (let k = 0; k < looks; k++) checkNonNegative(where, `${argument}[${k}]`, z[k]);
}
