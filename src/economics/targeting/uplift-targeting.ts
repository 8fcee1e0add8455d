/** Whom to treat when treatment changes the chance of staying: by the change it makes, not by the risk of leaving. */
import { check, checkFraction, checkNonNegative, checkObject, isFiniteNumber, isList } from "../../errors.js";
import { equalButForRounding, mergeTies } from "../../math/ties.js";
import { checkOffer } from "./break-even.js";
import { checkColumn } from "./receiver-curve.js";

/** Predicted churn of each customer with and without treatment, and the money of the offer. */
export interface UpliftCustomers {
  /** Churn probability of each customer if left alone: 0 to 1. */
  readonly churnUntreated: ArrayLike<number>;
  /** Churn probability of each customer if treated: 0 to 1. */
  readonly churnTreated: ArrayLike<number>;
  /** Value of a customer who stays: one number for all, or one per customer; above `incentive`. */
  readonly customerValue: number | ArrayLike<number>;
  /** Cost of the incentive, taken by every treated customer who stays: 0 or more. */
  readonly incentive: number;
  /** Cost of treating one customer, whatever comes of it: 0 or more. */
  readonly contactCost: number;
}

/** Whom to treat, and what it brings against the other policies. */
export interface UpliftTargeting {
  /** Expected gain from treating each customer, in money: a `Float64Array`, one entry per customer. */
  readonly gain: Float64Array;
  /** Whether to treat each customer: the gain is above 0 by more than rounding. */
  readonly treat: readonly boolean[];
  /** How many customers to treat. */
  readonly treated: number;
  /** Customers whom treatment makes more likely to leave: the sleeping dogs. */
  readonly sleepingDogs: number;
  /** Gain of treating exactly those whose gain is above 0: the most there is. */
  readonly profit: number;
  /** Gain of treating everybody. */
  readonly profitTreatingAll: number;
  /** Gain of treating as many customers, those most likely to leave first, as churn models are commonly used; of equal ones a random part. */
  readonly profitTreatingRiskiest: number;
}

/**
 * Whom to treat when the treatment changes each customer's chance of staying by a different amount, and what that brings
 * against treating everybody or the riskiest.
 *
 * The customers most at risk are often those whom nothing saves, and some leave because they were contacted. The gains are
 * no better than the predicted change, which needs an experiment: test its order with `qiniCurve` on customers it was not
 * fitted to.
 *
 * Formula: treat where (1 - c₁)(V - δ) - f > (1 - c₀) V.
 *
 * @param customers - Churn probabilities with and without treatment, and the money of the offer.
 * @returns Per customer the gain and the decision, and the total of three policies.
 * @throws {InvalidInputError} If columns differ in length, a probability is no fraction, or a value is not above the
 *   incentive.
 * @see Ascarza (2018), "Retention Futility: Targeting High-Risk Customers Might Be Ineffective", Journal of Marketing
 *   Research 55(1), 80-98, doi:10.1509/jmr.16.0163.
 * @example
 * const policy = upliftTargeting({
 *   churnUntreated: [0.9, 0.4, 0.1, 0.2], churnTreated: [0.88, 0.15, 0.1, 0.5],
 *   customerValue: 200, incentive: 10, contactCost: 1,
 * });
 * policy.treat; // => [true, true, false, false]
 * policy.sleepingDogs; // => 1
 * policy.profit; // ≈ 42.3
 */
export function upliftTargeting(customers: UpliftCustomers): UpliftTargeting {
  const value = checkCustomers(customers);
  const { churnUntreated, churnTreated, incentive, contactCost } = customers;
  const count = churnUntreated.length;
  const gain = new Float64Array(count);
  for (let i = 0; i < count; i++)
    gain[i] =
      (1 - churnTreated[i]!) * (value(i) - incentive) - contactCost - (1 - churnUntreated[i]!) * value(i);
  const treat = Array.from(gain, (each, i) => each > 0 && !equalButForRounding(each, 0, { size: value(i) }));
  const treated = treat.filter(Boolean).length;
  return {
    gain,
    treat,
    treated,
    sleepingDogs: Array.from(gain.keys()).filter((i) => raises(churnUntreated[i]!, churnTreated[i]!)).length,
    profit: gain.reduce((total, each, i) => total + (treat[i] ? each : 0), 0),
    profitTreatingAll: gain.reduce((total, each) => total + each, 0),
    profitTreatingRiskiest: gainOfRiskiest(gain, churnUntreated, treated),
  };
}

/** Whether treatment makes a customer more likely to leave, by more than rounding. */
function raises(untreated: number, treated: number): boolean {
  return treated > untreated && !equalButForRounding(treated, untreated);
}

/** Gain of treating so many of the riskiest; of customers at equal risk each is as likely to be among them. */
function gainOfRiskiest(gain: Float64Array, churn: ArrayLike<number>, treated: number): number {
  const risk = mergeTies(churn);
  const order = Array.from(risk.keys()).sort((a, b) => risk[b]! - risk[a]!);
  let total = 0;
  for (let from = 0; from < treated; ) {
    let [to, sum] = [from, 0];
    for (; to < order.length && risk[order[to]!] === risk[order[from]!]; to++) sum += gain[order[to]!]!;
    total += (sum * Math.min(to - from, treated - from)) / (to - from);
    from = to;
  }
  return total;
}

function checkCustomers(customers: UpliftCustomers): (index: number) => number {
  const where = "upliftTargeting";
  checkObject(where, "input", customers);
  const { churnUntreated, churnTreated, customerValue, incentive, contactCost } = customers;
  checkColumn(where, "churnUntreated", churnUntreated);
  checkColumn(where, "churnTreated", churnTreated);
  const count = churnUntreated.length;
  const lengths = `must have one entry per customer (${count})`;
  check(churnTreated.length === count, where, "churnTreated", lengths, churnTreated);
  for (let i = 0; i < count; i++) {
    checkFraction(where, `churnUntreated[${i}]`, churnUntreated[i]);
    checkFraction(where, `churnTreated[${i}]`, churnTreated[i]);
  }
  if (typeof customerValue === "number") {
    checkOffer(where, { customerValue, incentive, contactCost });
    return () => customerValue;
  }
  const valued = isList(customerValue);
  check(valued, where, "customerValue", "must be a number, or one number per customer", customerValue);
  check(customerValue.length === count, where, "customerValue", lengths, customerValue);
  checkNonNegative(where, "incentive", incentive);
  checkNonNegative(where, "contactCost", contactCost);
  const rule = `must be a finite number above incentive (${incentive})`;
  for (let i = 0; i < count; i++) {
    const value = customerValue[i]!;
    check(isFiniteNumber(value) && value > incentive, where, `customerValue[${i}]`, rule, value);
  }
  return (index) => customerValue[index]!;
}
