/** The CDNOW sample of Fader and Hardie, summarised to days and counted in weeks of 7 days; not part of the repository. */
import { outsideText } from "../../support.js";

/** Histories in weeks, calibration to 1997-09-30 (39 weeks) or the whole 78 weeks. */
export function cdnow(weeks: 39 | 78 = 39) {
  const rows = outsideText(`data/published/cdnow_${weeks}wk_exact.csv`)
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
  const column = (i: number, per = 1): Float64Array => Float64Array.from(rows, (row) => (row[i] ?? 0) / per);
  const frequency = column(1);
  return {
    frequency,
    recency: column(2, 7),
    T: column(3, 7),
    monetaryValue: column(4).map((value, i) => (frequency[i] === 0 ? Number.NaN : value)),
    holdout: column(5),
  };
}

/** The log of orders. */
export const cdnowOrders = () =>
  outsideText("data/cdnow_transactions.csv")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((row) => {
      const [customer, time, , amount] = row.split(",");
      return { customer: customer!, time: time!, amount: Number(amount) };
    });
