/** From the value of customers to the value of a share. */
import { check, checkFields, checkFinite, checkPositive } from "../errors.js";

/** Input of `shareholderValue`. */
export interface ShareholderValueInput {
  /** Value of the operating assets: of the customers there are and to come, after fixed costs and tax. */
  readonly operatingAssets: number;
  /** Value of assets that the business does not need, cash for instance. Default 0. */
  readonly nonOperatingAssets?: number | undefined;
  /** Debt less what was counted against it; negative for net cash. Default 0. */
  readonly netDebt?: number | undefined;
  /** Shares outstanding, in the unit that makes amount / shares a price: above 0. */
  readonly shares?: number | undefined;
}

/** The value of a company to its shareholders. */
export interface ShareholderValue {
  /** Operating and non-operating assets less net debt. */
  readonly value: number;
  /** Value of one share; null when the number of shares was not given. */
  readonly perShare: number | null;
  /**
   * Per cent by which shareholder value changes per per cent of the operating assets, `operatingAssets / value`: debt makes
   * it larger than 1, idle assets smaller. Null when the value is 0.
   */
  readonly leverage: number | null;
}

/**
 * Shareholder value: operating assets plus non-operating assets less net debt, and its leverage on customer equity.
 *
 * Formula: SHV = OA + NOA - ND; leverage = OA / SHV.
 *
 * @param input - `operatingAssets`, `nonOperatingAssets` (default 0), `netDebt` (default 0, negative for net cash), all in
 *   one currency and unit; `shares` (above 0, default none).
 * @returns The value, that of a share (null without `shares`) and the leverage (null when the value is 0).
 * @throws {InvalidInputError} If an amount is not finite or `shares` is not above 0.
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, table 4, doi:10.1509/jm.15.0519.
 * @see Schulze, Skiera & Wiesel (2012), "Linking Customer and Financial Metrics to Shareholder Value: The Leverage Effect in
 *   Customer-Based Valuation", Journal of Marketing 76(2), 17-32, doi:10.1509/jm.10.0280.
 *
 * @example
 * // Sirius XM, in billions of dollars and of shares.
 * shareholderValue({ operatingAssets: 27.1, netDebt: 3.7, shares: 5.5137 }).perShare; // ≈ 4.24
 * shareholderValue({ operatingAssets: 1000, netDebt: 900 }).leverage; // => 10
 */
export function shareholderValue(input: ShareholderValueInput): ShareholderValue {
  return bridgeToShareholders("shareholderValue", input);
}

/** The same for the function that the user called. */
export function bridgeToShareholders(where: string, input: ShareholderValueInput): ShareholderValue {
  checkFields(where, "input", input, ["operatingAssets", "nonOperatingAssets", "netDebt", "shares"]);
  const { operatingAssets, nonOperatingAssets = 0, netDebt = 0, shares } = input;
  checkFinite(where, "operatingAssets", operatingAssets);
  checkFinite(where, "nonOperatingAssets", nonOperatingAssets);
  checkFinite(where, "netDebt", netDebt);
  if (shares !== undefined) checkPositive(where, "shares", shares);
  const value = operatingAssets + nonOperatingAssets - netDebt + 0;
  check(Number.isFinite(value), where, "operatingAssets", "must give a finite value", operatingAssets);
  return {
    value,
    perShare: shares === undefined ? null : value / shares + 0,
    leverage: value === 0 ? null : operatingAssets / value + 0,
  };
}
