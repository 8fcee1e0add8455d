/** The seven lines of the cost of churn, for Harbour Coffee. */
import { costOfChurn } from "retention-economics";
import { gain, number, percent } from "../print.js";
import { liftsOf, worksheet } from "../seven-line-company.js";
import type { Topic } from "./topic.js";

/** The page. */
export function worksheetTopic(): Topic {
  const cost = costOfChurn(worksheet);
  return {
    question: "What does losing customers cost us a year?",
    answer: `Harbour Coffee loses 200 of 1,000 customers net. That costs ${number(cost.costByReplacement)} a year if they are replaced, ${number(cost.costByLostProfit)} if they are not. Saving one may cost up to ${number(cost.saveBreakEven)}.`,
    table: {
      headers: ["A year of Harbour Coffee", "amount"],
      rows: [
        ["Customers lost, net of those who returned", number(cost.netLost)],
        ["Churn rate a year", percent(cost.churnRate, 0)],
        ["Cost of winning a customer", number(cost.acquisitionCost)],
        ["Profit of a customer and year", number(cost.profitPerPeriod)],
        ["Cost of replacing the lost", number(cost.replacementCost)],
        ["Profit lost with the lost, present value", number(cost.lostProfitPresentValue)],
        ["Warranty, repair, complaints", number(cost.complaintCost)],
      ],
    },
    chart: {
      title: "What 5% more retention (80 to 84%) is worth here, by what profit means:",
      bars: liftsOf().map(({ meaning, value }) => ({ label: meaning, value, text: gain(value) })),
    },
    caveat:
      "The two costs answer two questions and are never added: a customer who is replaced is not lost as well.",
    code: [
      'import { retentionLift, relative } from "retention-economics";',
      "const lift = retentionLift({ retention: 0.8, change: relative(0.05) });",
      "lift.gain; // ≈ 0.25",
    ],
  };
}
