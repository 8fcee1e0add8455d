import { check, checkFinite, checkNonNegative, checkObject, checkPositive, isDense } from "../errors.js";

/** Movements of recurring revenue in one period. A statement of `revenueMovements` is one. */
export interface RevenueMovementTotals {
  /** Recurring revenue at the start: 0 or more. */
  readonly opening: number;
  /** Additional revenue of customers who paid already: 0 or more. */
  readonly expansion: number;
  /** Revenue lost from customers who still pay, as a positive amount. */
  readonly contraction: number;
  /** Revenue of customers who no longer pay, as a positive amount. */
  readonly churn: number;
  /** Revenue of new customers: 0 or more; needed only to check `closing`. */
  readonly new?: number | undefined;
  /** Revenue of customers who came back: 0 or more; left out if unknown. */
  readonly reactivation?: number | undefined;
  /** Revenue of customers who paused, as a positive amount; 0 if left out. It is neither churn nor contraction. */
  readonly pause?: number | undefined;
  /** Revenue of customers who came back from a pause: 0 or more; 0 if left out. */
  readonly resume?: number | undefined;
  /** Change in worth through exchange rates, of either sign; 0 if left out. */
  readonly currency?: number | undefined;
  /** Recurring revenue at the end; if given, the movements must lead to it. */
  readonly closing?: number | undefined;
}

/** Revenue churn and retention of one period by movements, each a fraction named by what it counts. */
export interface RevenueRates {
  /** How they were counted: from the movements of the period (`staticPoolRetention` counts by customer). */
  readonly definition: "movements";
  /** Churn and contraction, over the opening revenue. */
  readonly grossChurn: number | null;
  /** Churn and contraction less expansion, over the opening revenue: below 0 when the base grows by itself. */
  readonly netChurn: number | null;
  /** The same less reactivation (ChartMogul); null if reactivation was left out. */
  readonly netChurnWithReactivation: number | null;
  /** Gross revenue retention (GRR): 1 less gross churn; below 0 where revenue won in the period is lost in it. */
  readonly grossRetention: number | null;
  /** Net revenue retention (NRR, NDR): 1 less net churn. */
  readonly netRetention: number | null;
  /** The same with reactivation: (closing - new) / opening without currency (NetSuite); null if reactivation was left out. */
  readonly netRetentionWithReactivation: number | null;
}

/**
 * Revenue churn and retention of one period from its movements, gross and net, by name.
 *
 * Net hides gross: 100% net may be nobody leaving, or half leaving while the rest doubles. Counted from single events,
 * 100 → 150 → 120 is a contraction of 30 and a gross retention of 70%; by customer nothing was lost
 * (`staticPoolRetention`, the investors' standard). Do not raise a month to the twelfth power: the survivors differ.
 *
 * Formula: gross churn (C + K)/O; net churn (C + K - E)/O, with reactivation (C + K - E - R)/O; retention 1 - churn.
 *
 * @param movements - Amounts of one period, losses as positive numbers; with `closing` the identity is checked to 1e-9.
 * @returns Fractions of the opening revenue; all null if it is 0.
 * @throws {InvalidInputError} If an amount is negative or missing, or the movements do not lead to `closing`.
 * @see ChartMogul, "Gross MRR churn" and "Net MRR churn"; Baremetrics, "Net revenue retention"; NetSuite (help pages).
 *
 * @example
 * revenueRates({ opening: 100, expansion: 10, contraction: 10, churn: 10, reactivation: 0 });
 * // ≈ { definition: "movements", grossChurn: 0.2, netChurn: 0.1, netChurnWithReactivation: 0.1, grossRetention: 0.8, netRetention: 0.9, netRetentionWithReactivation: 0.9 }
 */
export function revenueRates(movements: RevenueMovementTotals): RevenueRates {
  checkMovements("revenueRates", movements);
  const { opening, expansion, contraction, churn, reactivation } = movements;
  const lost = churn + contraction;
  const over = (amount: number): number | null => (opening === 0 ? null : amount / opening);
  return {
    definition: "movements",
    grossChurn: over(lost),
    netChurn: over(lost - expansion),
    netChurnWithReactivation: reactivation === undefined ? null : over(lost - expansion - reactivation),
    grossRetention: over(opening - lost),
    netRetention: over(opening - lost + expansion),
    netRetentionWithReactivation:
      reactivation === undefined ? null : over(opening - lost + expansion + reactivation),
  };
}

function checkMovements(where: string, movements: RevenueMovementTotals): void {
  checkObject(where, "movements", movements);
  const { opening, closing, currency = 0, reactivation = 0, expansion, contraction, churn } = movements;
  checkNonNegative(where, "opening", opening);
  checkNonNegative(where, "expansion", expansion);
  checkNonNegative(where, "contraction", contraction);
  checkNonNegative(where, "churn", churn);
  checkNonNegative(where, "new", movements.new ?? 0);
  checkNonNegative(where, "reactivation", reactivation);
  const { pause = 0, resume = 0 } = movements;
  checkNonNegative(where, "pause", pause);
  checkNonNegative(where, "resume", resume);
  checkFinite(where, "currency", currency);
  if (closing === undefined) return;
  checkNonNegative(where, "closing", closing);
  const gained = (movements.new ?? 0) + reactivation + resume + expansion;
  const lost = contraction + churn + pause;
  const led = opening + gained - lost + currency;
  const scale = opening + gained + lost + closing;
  const idle = pause + resume > 0 ? " + resume - pause" : "";
  const rule = `must be opening + new + reactivation + expansion - contraction - churn${idle} + currency (${led})`;
  check(Math.abs(led - closing) <= 1e-9 * scale, where, "closing", rule, closing);
}

/** Recurring revenue of one day. */
export interface RevenueDay {
  /** Recurring revenue at the start of the day: above 0. */
  readonly opening: number;
  /** Recurring revenue at its end: 0 or more. */
  readonly closing: number;
  /** Revenue of customers new that day: 0 or more. */
  readonly new: number;
}

/**
 * Net revenue churn as a sum of daily rates, as ChartMogul shows it for short billing cycles.
 *
 * A sum of rates over a changing base is no share of anything: over a long range it can pass 100%. Use `revenueRates`
 * or a static pool for anything but that vendor's number.
 *
 * Formula: Σ (opening - (closing - new)) / opening.
 *
 * @param days - Recurring revenue of each day.
 * @returns Sum of the daily rates; below 0 where expansion and reactivation outweigh losses.
 * @throws {InvalidInputError} If an amount is negative or missing, or an opening is 0.
 * @see ChartMogul, "Net MRR churn rate" (help page 4414075567250).
 *
 * @example
 * dailyNetRevenueChurn([{ opening: 100, closing: 120, new: 10 }]); // => -0.1
 */
export function dailyNetRevenueChurn(days: readonly RevenueDay[]): number {
  const where = "dailyNetRevenueChurn";
  check(isDense(days), where, "days", "must be an array of days", days);
  let sum = 0;
  for (const [i, day] of (days as readonly RevenueDay[]).entries()) {
    checkObject(where, `days[${i}]`, day);
    const { opening, closing, new: won } = day as RevenueDay;
    checkPositive(where, `days[${i}].opening`, opening);
    checkNonNegative(where, `days[${i}].closing`, closing);
    checkNonNegative(where, `days[${i}].new`, won);
    sum += (opening + won - closing) / opening;
  }
  return sum;
}

/** Recurring revenue won and lost in one period. */
export interface QuickRatioInput {
  /** Revenue of new customers: 0 or more. */
  readonly new: number;
  /** Additional revenue of customers who paid already: 0 or more. */
  readonly expansion: number;
  /** Revenue lost from customers who still pay, as a positive amount. */
  readonly contraction: number;
  /** Revenue of customers who no longer pay, as a positive amount. */
  readonly churn: number;
  /** Revenue of customers who came back: 0 or more; left out if unknown. */
  readonly reactivation?: number | undefined;
}

/** The quick ratio under both definitions in use. */
export interface QuickRatio {
  /** (new + expansion) / (contraction + churn), as Baremetrics counts; null if nothing was lost. */
  readonly withoutReactivation: number | null;
  /** Reactivation counted among what was won; null if nothing was lost or reactivation was left out. */
  readonly withReactivation: number | null;
}

/**
 * Quick ratio of recurring revenue: what was won for each unit lost.
 *
 * A young business has a high one whatever its churn, since it has little to lose yet: read it beside `revenueRates`.
 *
 * Formula: (new + expansion [+ reactivation]) / (contraction + churn).
 *
 * @param movements - Amounts of one period, losses as positive numbers; a statement of `revenueMovements` will do.
 * @returns The ratio under each definition; null where nothing was lost.
 * @throws {InvalidInputError} If an amount is negative or missing.
 * @see Mamoon Hamid (Social Capital, 2015), whose benchmark is 4; Baremetrics, "Quick ratio" (help page).
 *
 * @example
 * quickRatio({ new: 25_000, expansion: 10_000, churn: 8_000, contraction: 4_000 }).withoutReactivation; // ≈ 2.92
 */
export function quickRatio(movements: QuickRatioInput): QuickRatio {
  const where = "quickRatio";
  checkObject(where, "movements", movements);
  const { expansion, contraction, churn, reactivation } = movements;
  for (const name of ["new", "expansion", "contraction", "churn"] as const)
    checkNonNegative(where, name, movements[name]);
  if (reactivation !== undefined) checkNonNegative(where, "reactivation", reactivation);
  const lost = contraction + churn;
  const won = movements.new + expansion;
  return {
    withoutReactivation: lost === 0 ? null : won / lost,
    withReactivation: lost === 0 || reactivation === undefined ? null : (won + reactivation) / lost,
  };
}
