/** Churn by head and by money, and how many lost customers undo a spend. */
import {
  check,
  checkCount,
  checkFields,
  checkFraction,
  checkNonNegative,
  checkPositive,
  isDense,
} from "../../errors.js";

/** A segment of customers. */
export interface ChurnSegment {
  /** Customers, as a count or a share: 0 or more. */
  readonly customers: number;
  /** Revenue, as an amount or a share: 0 or more. */
  readonly revenue: number;
  /** Churn rate of the segment: 0 to 1. */
  readonly churnRate: number;
}

/** Churn of all segments together. */
export interface SegmentChurn {
  /** Share of customers lost: logo churn. */
  readonly customerChurn: number;
  /** Share of revenue lost with them. */
  readonly revenueChurn: number;
}

/**
 * Churn over segments by head and by revenue.
 *
 * Where high spenders leave sooner, the share of customers lost understates the loss. Revenue churn here is what the lost
 * customers paid; it leaves out those who stay and pay more or less.
 *
 * Formula: Σ wᵢ cᵢ / Σ wᵢ, w the customers, or the revenue.
 *
 * @param segments - Customers, revenue and churn rate of each.
 * @returns Both rates, fractions; plain data.
 * @throws {InvalidInputError} If a weight is negative, a rate no fraction, or the weights sum to 0.
 * @example
 * const segments = [
 *   { customers: 0.2, revenue: 0.6, churnRate: 0.25 },
 *   { customers: 0.8, revenue: 0.4, churnRate: 0.08 },
 * ];
 * segmentChurn(segments).customerChurn; // ≈ 0.114
 * segmentChurn(segments).revenueChurn; // ≈ 0.182
 */
export function segmentChurn(segments: readonly ChurnSegment[]): SegmentChurn {
  const where = "segmentChurn";
  check(
    isDense(segments) && segments.length > 0,
    where,
    "segments",
    "must be an array of segments",
    segments,
  );
  segments.forEach((segment, i) => {
    check(
      typeof segment === "object" && segment !== null,
      where,
      `segments[${i}]`,
      "must be an object",
      segment,
    );
    checkNonNegative(where, `segments[${i}].customers`, segment.customers);
    checkNonNegative(where, `segments[${i}].revenue`, segment.revenue);
    checkFraction(where, `segments[${i}].churnRate`, segment.churnRate);
  });
  const weighted = (key: "customers" | "revenue"): number => {
    const total = segments.reduce((sum, segment) => sum + segment[key], 0);
    check(total > 0, where, "segments", `must have ${key} that sum to more than 0`, total);
    return segments.reduce((sum, segment) => sum + segment[key] * segment.churnRate, 0) / total;
  };
  return { customerChurn: weighted("customers"), revenueChurn: weighted("revenue") };
}

/** A spend, and the customers whose loss would undo it. */
export interface BreakEvenLossesInput {
  /** Money spent, for instance on advertising: above 0. */
  readonly spend: number;
  /** Value of a customer: above 0. */
  readonly customerValue: number;
  /** Customers of the company: a whole number of 1 or more. */
  readonly customers: number;
  /** Share of all customers whom one employee serves: above 0, at most 1. Default 1. */
  readonly contactShare?: number | undefined;
}

/** How many lost customers undo a spend. */
export interface BreakEvenLosses {
  /** Lost customers whose value equals the spend. */
  readonly customersLost: number;
  /** Their share of all customers. */
  readonly shareOfCustomers: number;
  /** Their share of those whom the employee serves: above 1, one employee cannot do it. */
  readonly shareOfServed: number;
  /** Whether losing everyone that the employee serves would be enough. */
  readonly possible: boolean;
}

/**
 * How many customers must be lost to undo a spend, and whether one employee can lose as many.
 *
 * Formula: spend / V; as a share of the employee's customers, spend / (V × customers × contact share).
 *
 * @param input - Spend, value of a customer, customers, share served by the employee.
 * @returns The customers, as a count and as shares; plain data.
 * @throws {InvalidInputError} If an input is out of range.
 * @see Tschohl (1991), "Achieving Excellence Through Customer Service", for the claim that one rude employee can.
 * @example
 * const undone = breakEvenLosses({ spend: 24_000, customerValue: 440, customers: 1000, contactShare: 0.1 });
 * undone.customersLost; // ≈ 54.5
 * undone.shareOfServed; // ≈ 0.545
 */
export function breakEvenLosses(input: BreakEvenLossesInput): BreakEvenLosses {
  const where = "breakEvenLosses";
  checkFields(where, "input", input, ["spend", "customerValue", "customers", "contactShare"]);
  const { spend, customerValue, customers, contactShare = 1 } = input;
  checkPositive(where, "spend", spend);
  checkPositive(where, "customerValue", customerValue);
  checkCount(where, "customers", customers, 1);
  checkFraction(where, "contactShare", contactShare, "aboveZero");
  const customersLost = spend / customerValue;
  const shareOfCustomers = customersLost / customers;
  const shareOfServed = shareOfCustomers / contactShare;
  return { customersLost, shareOfCustomers, shareOfServed, possible: shareOfServed <= 1 };
}
