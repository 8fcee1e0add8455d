/** What a customer who has stayed for some time is still worth. */
import { check, checkChoice, checkCount } from "../errors.js";
import type { PaymentTiming, TimeUnit } from "../time.js";
import { type CustomerInput, checkCustomer, readResidual } from "./customer-stream.js";
import { valueOfStream } from "./stream-value.js";

/**
 * Where a customer stands: `"active"`, known to be there now; or `"renewalDue"`, just before the next renewal, whose
 * payment, if it comes, is received at once and undiscounted (Fader and Hardie's DERL).
 */
export type CustomerStanding = "active" | "renewalDue";

/** Input of `residualValue`. */
export type ResidualValueInput = CustomerInput & {
  /** Renewals that the customer has made, the tenure in whole periods: 0 or more. */
  readonly renewals: number;
  /** Where the customer stands. Default `"active"`. */
  readonly standing?: CustomerStanding | undefined;
};

/** What a customer is still worth. */
export interface ResidualValue {
  /** Present value of the margins still to come, in the currency of the margin. */
  readonly value: number;
  /** Renewals made so far. */
  readonly renewals: number;
  /** Where the customer stands. */
  readonly standing: CustomerStanding;
  /** When payments fall; null for a renewal that is due, whose payments fall at each renewal from now on. */
  readonly timing: PaymentTiming | null;
  /** Effective discount rate per period. */
  readonly discountRate: number;
  /** How many payments count; null for all. */
  readonly horizon: number | null;
  /** The unit of a period; null where it was not named. */
  readonly timeUnit: TimeUnit | null;
}

const standings = ["active", "renewalDue"] as const;

/**
 * Residual lifetime value: the present value of the margins still to come from a customer who has made `renewals`
 * renewals.
 *
 * Customers who differ are worth more the longer they have stayed, since the ones likely to leave have left; with one
 * constant retention rate everyone is worth the same. Use a survival curve.
 *
 * Formula (`"renewalDue"`): Σ_{k≥1} m S(n+k)/S(n) (1+d)^-(k-1); `"active"`: the formulas of `lifetimeValue` with
 * S(n+t)/S(n) for S(t).
 *
 * @param input - The input of `lifetimeValue`, `renewals` (a whole number of 0 or more) and `standing` (default
 *   `"active"`). A margin that is a number is that of the next payment; a list or a function is by payment since
 *   acquisition. `horizon` counts payments from now. `"renewalDue"` takes no other timing than `"now"`.
 * @returns The value and what it rests on.
 * @throws {InvalidInputError} If an argument breaks its rule, nobody stays for that many renewals, or the sum diverges.
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity",
 *   Marketing Science 29(1), 85-93, doi:10.1287/mksc.1080.0482.
 *
 * @example
 * residualValue({ margin: 100, retention: 0.833, discountRate: 0.1, renewals: 4, standing: "renewalDue" }).value; // ≈ 343.184
 * residualValue({ margin: 100, survival: (t) => 1 / (1 + t), discountRate: 0.1, renewals: 3 }).value; // ≈ 483.237
 */
export function residualValue(input: ResidualValueInput): ResidualValue {
  checkCustomer("residualValue", input, ["acquisitionCost", "renewals", "standing"]);
  return residualValueFor("residualValue", input);
}

/** The same for another public function, in whose name it refuses. */
export function residualValueFor(where: string, input: ResidualValueInput): ResidualValue {
  const { renewals, standing = "active" } = input;
  checkChoice(where, "standing", standing, standings);
  checkCount(where, "renewals", renewals);
  const due = standing === "renewalDue";
  const fixedTiming = !due || input.timing === undefined || input.timing === "now";
  check(fixedTiming, where, "timing", 'must be left out when standing is "renewalDue"', input.timing);
  const payments = due ? { ...input, timing: "afterOnePeriod" as const } : input;
  // A renewal falls due after the payment of the period that it ends.
  const tenure = { periods: renewals, payments: due ? renewals + 1 : renewals };
  const stream = readResidual(where, payments, tenure);
  const { discountRate, horizon, timeUnit, timing } = stream;
  return {
    value: valueOfStream(where, stream).value * (due ? 1 + discountRate : 1) + 0,
    renewals,
    standing,
    timing: due ? null : timing,
    discountRate,
    horizon,
    timeUnit,
  };
}
