/** What a forecast of purchases is told, and what it asks of the models. */
import {
  check,
  checkCount,
  checkFields,
  checkNonNegative,
  checkObject,
  checkPositive,
  isList,
} from "../errors.js";
import { checkLevel } from "../inference/derived.js";
import type { Fit } from "../inference/fit.js";
import { checkWhole } from "../inference/uncertainty.js";

/** A model of purchases as a forecast needs it: `nbd`, `bgNbd`, `mbgNbd`, `paretoNbd` and `ggomNbd` have these functions. */
export interface PurchaseModel {
  /** Fit to customers, with priors. */
  readonly fit: (customers: never, options: never) => Fit<object>;
  /** Mean purchases of a new customer within a time. */
  readonly expectedTransactions: (parameters: never, t: number) => number;
  /** Mean purchases of customers with a history within a time from now. */
  readonly conditionalExpectedTransactions: (parameters: never, customers: never, t: number) => unknown;
  /** Probabilities of numbers of purchases of a new customer. */
  readonly transactionProbability: (parameters: never, event: never) => unknown;
  /** Probabilities of numbers of purchases of one with a history. */
  readonly conditionalTransactionProbability: (parameters: never, customer: never, event: never) => unknown;
}

/** A model of the spend of a purchase as a forecast needs it: `gammaGamma` and `normalNormal` have these functions. */
export interface SpendModel {
  /** Mean spend of a new customer's purchase. */
  readonly expectedSpend: (parameters: never) => number | null;
  /** Mean spend of the purchases of customers with a history. */
  readonly conditionalExpectedSpend: (parameters: never, customers: never) => unknown;
}

/** Customers with their histories as columns of equal length. */
export interface ForecastCustomers {
  /** Repeat purchases of each. */
  readonly frequency: ArrayLike<number>;
  /** Age of each at the last of them. */
  readonly recency: ArrayLike<number>;
  /** Age of each now. */
  readonly T: ArrayLike<number>;
  /** Mean spend of the repeat purchases, 0 or null for those without any; needed with `spending`. */
  readonly monetaryValue?: ArrayLike<number | null> | undefined;
}

/** A model of spends with a fit of it. */
export interface FittedSpending {
  /** The model, for instance `gammaGamma`. */
  readonly model: SpendModel;
  /** A fit of it. */
  readonly fit: Fit<object>;
}

/** What is to be forecast. */
export interface TransactionForecastInput {
  /** The model of purchases. */
  readonly model: PurchaseModel;
  /** A fit of it. */
  readonly fit: Fit<object>;
  /** The customers there are. */
  readonly customers: ForecastCustomers;
  /** The model of spends and a fit of it; without it there is no `spend`. */
  readonly spending?: FittedSpending | undefined;
  /** Periods to forecast: whole, 1 or more. */
  readonly horizon: number;
  /** Length of a period in the time unit of the fit: 1 by default. */
  readonly periodLength?: number | undefined;
  /** Customers who will buy for the first time: the mean of each period, one number for all or one for each; 0 by default. */
  readonly newCustomers?: number | readonly number[] | undefined;
  /** Level of the intervals, 0.95 by default. */
  readonly level?: number | undefined;
}

const fields = [
  ...(["model", "fit", "customers", "spending", "horizon", "periodLength", "newCustomers", "level"] as const),
] as const;

/** An input, read. */
export type TransactionInput = ReturnType<typeof readInput>;

/** Checks the input and fills in what was left out. */
export function readInput(where: string, input: TransactionForecastInput) {
  checkFields(where, "input", input, fields);
  const {
    model,
    fit,
    customers,
    spending,
    horizon,
    periodLength = 1,
    newCustomers = 0,
    level = 0.95,
  } = input;
  checkObject(where, "model", model);
  const whole = typeof model.conditionalTransactionProbability === "function";
  check(whole, where, "model", "must be a model of purchases with probabilities, such as bgNbd", model);
  checkObject(where, "fit", fit);
  check("formatVersion" in fit && "parameters" in fit, where, "fit", "must be a fit", fit);
  checkWhole(where, "fit", fit);
  // A fit of another model is refused by the method itself.
  model.expectedTransactions(fit as never, 1);
  checkObject(where, "customers", customers);
  check(
    isList(customers.frequency),
    where,
    "customers.frequency",
    "must be an array of numbers",
    customers.frequency,
  );
  if (spending !== undefined) checkSpending(where, spending, customers);
  checkCount(where, "horizon", horizon, 1);
  check(horizon <= 1200, where, "horizon", "must be at most 1200", horizon);
  checkPositive(where, "periodLength", periodLength);
  checkLevel(where, level);
  const starters = startersOf(where, newCustomers, horizon);
  return { model, fit, customers, spending: spending ?? null, horizon, periodLength, starters, level };
}

function checkSpending(where: string, spending: FittedSpending, { monetaryValue }: ForecastCustomers): void {
  checkFields(where, "spending", spending, ["model", "fit"]);
  checkObject(where, "spending.fit", spending.fit);
  check(
    isList(monetaryValue),
    where,
    "customers.monetaryValue",
    "must be given with spending",
    monetaryValue,
  );
  spending.model.expectedSpend(spending.fit as never);
}

/** New customers of each period. */
function startersOf(where: string, given: number | readonly number[], horizon: number): number[] {
  const list = isList(given)
    ? Array.from(given as readonly number[])
    : Array<number>(horizon).fill(given as number);
  const rule = `must be a number, or one for each of the ${horizon} periods`;
  check(list.length >= horizon, where, "newCustomers", rule, given);
  list.forEach((mean, i) => {
    checkNonNegative(where, isList(given) ? `newCustomers[${i}]` : "newCustomers", mean);
  });
  return list.slice(0, horizon);
}
