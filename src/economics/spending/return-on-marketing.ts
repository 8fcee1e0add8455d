/** What a programme returned: customer equity gained against its cost. */
import { checkFields, checkFinite, checkPositive } from "../../errors.js";

/** A programme and what it did to customer equity. */
export interface MarketingReturnInput {
  /** Customer equity with the programme less that without it, in money; may be negative. */
  readonly customerEquityGain: number;
  /** Cost of the programme, in present value: above 0. */
  readonly cost: number;
}

/** The return of a programme. */
export interface MarketingReturn {
  /** Gain less cost. */
  readonly profit: number;
  /** Profit over cost: 0.447 is +44.7%. */
  readonly returnOnCost: number;
}

/**
 * Return on a marketing or service programme: the customer equity it adds, less its cost, over its cost.
 *
 * The gain is a difference of two forecasts, and is far less certain than the cost. A high return on a small programme is
 * no reason to repeat it at ten times the size: returns diminish (see `optimalSpending`).
 *
 * Formula: (ΔCE - cost) / cost.
 *
 * @param input - Gain in customer equity and cost.
 * @returns Profit and return on cost; plain data.
 * @throws {InvalidInputError} If the gain is not finite or the cost not above 0.
 * @see Rust, Lemon & Zeithaml (2004), "Return on Marketing: Using Customer Equity to Focus Marketing Strategy", Journal of
 *   Marketing 68(1), 109-127, doi:10.1509/jmkg.68.1.109.24030.
 * @example
 * returnOnMarketing({ customerEquityGain: 101.3, cost: 70 }).returnOnCost; // ≈ 0.447
 */
export function returnOnMarketing(input: MarketingReturnInput): MarketingReturn {
  const where = "returnOnMarketing";
  checkFields(where, "input", input, ["customerEquityGain", "cost"]);
  const { customerEquityGain, cost } = input;
  checkFinite(where, "customerEquityGain", customerEquityGain);
  checkPositive(where, "cost", cost);
  return { profit: customerEquityGain - cost, returnOnCost: (customerEquityGain - cost) / cost };
}
