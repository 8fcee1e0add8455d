/** A shop without contracts: who is still a customer, and what all of them are worth. */
import { bgNbd, splitCalibrationHoldout } from "retention-economics";
import { readOrders } from "../customers-without-contracts.js";
import { number, percent } from "../print.js";
import type { Topic } from "./topic.js";

/** The page, of the orders in a file if the variable CDNOW names one. */
export function shop(): Topic {
  const orders = readOrders();
  const customers = splitCalibrationHoldout(orders, {
    timeUnit: "week",
    calibrationEnd: "1997-09-30",
    asOf: "1998-06-30",
  });
  const fit = bgNbd.fit(customers);
  const bought = customers.holdoutFrequency.reduce((sum, x) => sum + x, 0);
  const weeks = customers.holdoutDuration;
  const expected = bgNbd
    .conditionalExpectedTransactions(fit, customers, weeks)
    .reduce((sum, x) => sum + x, 0);
  const silent = [0, 5, 10, 20, 30].map((silence) => ({
    silence,
    alive: bgNbd.probabilityAlive(fit, { frequency: 3, recency: 38 - silence, T: 38 }),
  }));
  return {
    question: "Which customers of a shop are still customers, and what will they buy?",
    answer: `${number(orders.customer.length)} orders of ${number(customers.frequency.length)} customers. From their first 39 weeks the BG/NBD model expects ${number(expected)} purchases in the next ${number(weeks)}; ${number(bought)} were made.`,
    table: {
      headers: ["Parameter", "estimate", "standard error"],
      rows: (["r", "alpha", "a", "b"] as const).map((name) => [
        name,
        number(fit.parameters[name], 3),
        number(fit.standardErrors[name] ?? null, 3),
      ]),
    },
    chart: {
      title:
        "Probability of still being a customer after 3 repeat purchases in 38 weeks, by the weeks of silence since the last:",
      full: 1,
      bars: silent.map(({ silence, alive }) => ({
        label: `${silence} weeks`,
        value: alive,
        text: percent(alive, 0),
      })),
    },
    caveat:
      "recency is the customer's age at the last purchase, not the days since. The orders are simulated at the parameters published for CDNOW; set CDNOW to a file of orders to use yours: CDNOW=file npm start -- shop.",
    code: [
      "const fit = bgNbd.fit(customers);",
      "const someone = { frequency: 3, recency: 28, T: 38 };",
      `bgNbd.probabilityAlive(fit, someone); // ≈ ${Number(silent[2]!.alive.toPrecision(4))}`,
    ],
    given: { customers },
  };
}
