/**
 * Where "five per cent more retention, 25 to 85% more profit" comes from: the credit-card customer of Reichheld and Sasser,
 * whose yearly profit rises with tenure, kept for as many years as one over the rate of defection.
 *
 * Sources: Reichheld & Sasser (1990), "Zero Defections: Quality Comes to Services", Harvard Business Review 68(5), 105-111.
 * The profile (51 to win, then 30, 42, 44, 49, 55 a year) and the values 134, 300 and 525 are quoted from memory; a newspaper
 * column of 1994 that adjusts them for inflation has 60 to win and 30, 42, 44, 50, 56. The discount rate is fitted.
 */
import { lifetimeValue } from "retention-economics";
import { gain, heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

const profile = [30, 42, 44, 49, 55];
/** Profit of a year of a customer's life, the fifth repeated. */
const margin = (year: number) => profile[Math.min(year, profile.length) - 1] as number;
const printed: Readonly<Record<string, number>> = { 0.2: 134, 0.1: 300, 0.05: 525 };

/** Present value of a customer who stays for exactly so many years, or who may leave after each. */
function customerValue(defection: number, discountRate: number, lives: "fixed" | "varying"): number {
  const terms = { margin, discountRate, acquisitionCost: 51, timing: "endOfPeriodCertain" } as const;
  return lives === "fixed"
    ? lifetimeValue({ ...terms, retention: 1, horizon: Math.round(1 / defection) }).valueNet
    : lifetimeValue({ ...terms, retention: 1 - defection, horizon: 600 }).valueNet;
}

function values(): string[] {
  const rows = [0.2, 0.1, 0.05].map((defection) => [
    percent(defection, 0),
    `${1 / defection} years`,
    number(printed[defection] ?? 0),
    number(customerValue(defection, 0.062, "fixed")),
    number(customerValue(defection, 0.062, "varying")),
    number(customerValue(defection, 0.1, "varying")),
  ]);
  return table(
    ["Defection", "life", "printed", "fixed lives, 6.2%", "lives that vary, 6.2%", "the same, 10%"],
    rows,
  );
}

/** Gain in value of a customer as defection falls from 10 to 5%. */
export function halvedDefection(discountRate: number, lives: "fixed" | "varying"): number {
  return customerValue(0.05, discountRate, lives) / customerValue(0.1, discountRate, lives) - 1;
}

/** The lines of the example. */
export function reichheld1990(): string[] {
  return [
    ...heading("The root of the five-per-cent sentence: Reichheld and Sasser, 1990"),
    ...paragraph(
      "What was computed is the present value of one customer's stream of profit, not the profit of a company. Five points of retention, from 90 to 95%, halve defection, and with fixed lives they double the life from ten years to twenty.",
    ),
    "",
    ...values(),
    "",
    ...paragraph(
      `From 10 to 5% defection: ${gain(525 / 300 - 1, 0)} as printed, ${gain(halvedDefection(0.062, "fixed"), 0)} here. Customers do not all live for one over the rate: where each may leave every year it is ${gain(halvedDefection(0.062, "varying"), 0)}, and ${gain(halvedDefection(0.1, "varying"), 0)} at a discount of 10%.`,
    ),
    "",
    ...paragraph(
      "The summary of the article promises almost 100% more profit from 5% more customers kept; the text has 25 to 85% by industry. '95%' is of customer net present value, in The Loyalty Effect (1996), page 36. Sharp calls it a thought experiment: no company's profit was measured.",
    ),
  ];
}

printWhenRun(import.meta.url, reichheld1990);
