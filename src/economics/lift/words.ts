/** A retention lift in words. */
import type { TimeUnit } from "../../time.js";
import type { LiftQuestion, RetentionLiftMeasure } from "./input.js";
import { meanLifetime } from "./levels.js";
import type { LiftMoney } from "./lift-money.js";
import { percent, type RetentionChange } from "./retention-change.js";

const subjects: Readonly<Record<RetentionLiftMeasure, string>> = {
  contribution: "steady-state contribution",
  profit: "profit after fixed costs",
  lifetimeValue: "lifetime value",
  lifetimeValueNet: "lifetime value net of acquisition cost",
  baseLimited: "profit of a base that cannot grow",
};

/** The name of a measure in running text. */
export function measureWords(measure: RetentionLiftMeasure): string {
  return subjects[measure];
}

/** A change in words: "5 percentage points more retention", "one percentage point more retention". */
export function changeWords({ kind, size }: RetentionChange): string {
  const amount = Number((100 * size).toPrecision(4));
  if (kind === "points")
    return `${amount === 1 ? "one percentage point" : `${amount} percentage points`} more retention`;
  return kind === "relative"
    ? `a retention rate ${amount}% higher than it was`
    : `${amount}% fewer defections`;
}

/** The first letter large. */
export const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** An amount to the nearest whole one, with commas between thousands; to three digits where it is small. */
function amountWords(amount: number): string {
  if (Math.abs(amount) < 100) return Number(amount.toPrecision(3)).toString();
  return Math.round(amount)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** What a change brings in money. */
export function moneyWords({ timeUnit, measure }: LiftQuestion, money: LiftMoney): string {
  const { customers, difference, perCustomer, amounts } = money;
  const unit = timeUnit ?? "period";
  const once = measure === "baseLimited" ? `every ${unit}` : `every ${unit} once the base has settled`;
  const when = amounts === "perPeriod" ? once : "in present value";
  const verb = difference < 0 ? "costs" : "brings";
  return ` To ${amountWords(customers)} customers it ${verb} ${amountWords(Math.abs(difference))} ${when}, ${amountWords(Math.abs(perCustomer))} for each.`;
}

/** What the change does, and to which measure, in two sentences. */
export function liftWords(question: LiftQuestion, newRate: number, gain: number): string {
  const { change, retention, measure, timeUnit } = question;
  const rates = `${percent(retention)} of customers kept per ${timeUnit ?? "period"} become ${percent(newRate)}`;
  const from = meanLifetime(retention);
  const to = meanLifetime(newRate);
  const lives = `the mean lifetime goes from ${lifeWords(from, timeUnit)} to ${lifeWords(to, timeUnit)}`;
  const programme =
    question.programmeCost === 0
      ? ""
      : `, after a programme that costs ${percent(question.programmeCost)} of the margin of every customer`;
  return `${sentence(changeWords(change))}: ${rates}, ${lives}. The gain in ${subjects[measure]} is ${percent(gain)}, ${condition(question)}${programme}.`;
}

function lifeWords(lifetime: number | null, unit: TimeUnit | null): string {
  return lifetime === null ? "no end" : `${Number(lifetime.toPrecision(4))} ${unit ?? "period"}s`;
}

function condition(question: LiftQuestion): string {
  const { measure, fixedCostShare, discountRate, timing, horizon, acquisitionCost } = question;
  if (measure === "contribution")
    return "once the base has settled, with the same intake of new customers and no discounting";
  if (measure === "profit")
    return discountRate === 0
      ? `once the base has settled, fixed costs being ${percent(fixedCostShare)} of contribution before the change`
      : `per intake of customers, discounted at ${percent(discountRate)}, fixed costs being ${percent(fixedCostShare)} of it before the change`;
  if (measure === "baseLimited")
    return "all of it replacements that need not be bought, from the first period on";
  const span =
    horizon === null ? "" : `, over ${horizon} ${timing === "continuous" ? "periods" : "payments"}`;
  const cost = measure === "lifetimeValueNet" ? `, after ${acquisitionCost} to acquire the customer` : "";
  return `discounted at ${percent(discountRate)}, timing "${timing}"${span}${cost}`;
}
