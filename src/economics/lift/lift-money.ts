/** A retention lift in money: for a base of so many customers, by year, for each of them and per point. */
import type { TimeUnit } from "../../time.js";
import type { LiftQuestion } from "./input.js";
import { type LiftLevels, liftLevels, settling } from "./levels.js";
import { changedRate } from "./retention-change.js";

/** What the amounts of a retention lift are of. */
export type LiftAmounts = "perPeriod" | "presentValue";

/** Money that a change brings in one year. */
export interface LiftYear {
  /** The year: 1, 2, …. */
  readonly year: number;
  /** What the change brings in it, in money. */
  readonly difference: number;
}

/** A retention lift in money. */
export interface LiftMoney {
  /** Customers of the base. */
  readonly customers: number;
  /** Margin per customer and period. */
  readonly margin: number;
  /** `perPeriod`: amounts of each period once the base has settled; `presentValue`: amounts of all periods to come, now. */
  readonly amounts: LiftAmounts;
  /** The measure before the change, for the whole base. */
  readonly before: number;
  /** The measure after the change, for the whole base. */
  readonly after: number;
  /** What the change brings: after less before. */
  readonly difference: number;
  /** The same for each customer of the base. */
  readonly perCustomer: number;
  /** The same for each percentage point of retention; null where the rate does not change. */
  readonly perPoint: number | null;
  /** What the change brings in each whole year that `periods` cover, one at least; null where the period has no name or no whole number in a year. */
  readonly byYear: readonly LiftYear[] | null;
}

/** What a change of retention is asked about in money. */
export interface MoneyQuestion {
  readonly customers: number;
  readonly margin: number;
}

/** Whole periods of a year. */
const perYear: Readonly<Partial<Record<TimeUnit, number>>> = { year: 1, quarter: 4, month: 12 };

/** The measures whose amounts are those of a period in a steady state. */
const isSteady = ({ measure, discountRate }: LiftQuestion): boolean =>
  measure === "contribution" || measure === "baseLimited" || (measure === "profit" && discountRate === 0);

/** The lift of a question in money. */
export function moneyOf(question: LiftQuestion, { customers, margin }: MoneyQuestion): LiftMoney {
  const scale = scaleOf(question, { customers, margin });
  const { before, after } = liftLevels(question);
  const difference = scale * (after - before);
  const rise = changedRate(question.retention, question.change) - question.retention;
  return {
    customers,
    margin,
    amounts: isSteady(question) ? "perPeriod" : "presentValue",
    before: scale * before + 0,
    after: scale * after + 0,
    difference: difference + 0,
    perCustomer: difference / customers + 0,
    perPoint: rise === 0 ? null : difference / (100 * rise) + 0,
    byYear: byYear(question, scale),
  };
}

/**
 * From the unit of the levels to money of the whole base. The steady state's levels are of one customer's life, which as many
 * customers live side by side as the base holds: times their number it is (1 - r) of that.
 */
function scaleOf(question: LiftQuestion, { customers, margin }: MoneyQuestion): number {
  const { measure, retention } = question;
  if (measure === "baseLimited" || measure === "lifetimeValueNet") return customers;
  return customers * margin * (isSteady(question) ? 1 - retention : 1);
}

function byYear(question: LiftQuestion, scale: number): LiftYear[] | null {
  const { timeUnit, periods } = question;
  const length = timeUnit === null ? undefined : perYear[timeUnit];
  if (length === undefined) return null;
  const years = Math.max(1, Math.floor(periods / length));
  const until = (period: number) => scale * gainedBy(question, period);
  return Array.from({ length: years }, (_, i) => ({
    year: i + 1,
    difference: until((i + 1) * length) - until(i * length) + 0,
  }));
}

const less = ({ before, after }: LiftLevels): number => after - before;

/** What the change has brought by a period, in the unit of the levels, from its start on. */
function gainedBy(question: LiftQuestion, period: number): number {
  if (period === 0) return 0;
  const { measure, horizon } = question;
  if (measure === "baseLimited") return period * less(liftLevels(question));
  if (!isSteady(question)) {
    // A cost that falls due once, or fixed costs, are the same before and after.
    return less(liftLevels(question, Math.min(period, horizon ?? period)));
  }
  let sum = 0;
  // The steady state before is worth 1 / (1 - r) in the unit of the levels.
  for (let t = 1; t <= period; t++) sum += settling(question, t) / (1 - question.retention);
  return sum;
}
