/** Netflix in the third quarter of 2010: one quarter, three churn rates. */
import { churnRates, convertRate } from "retention-economics";
import { definitions, valuesOf } from "../netflix-2010.js";
import { number, percent } from "../print.js";
import type { Topic } from "./topic.js";

/** The page. */
export function netflix(): Topic {
  const rates = definitions();
  const quarter = churnRates({ atStart: 15_001, added: 4_101, lost: 2_169 });
  const monthly = convertRate(quarter.ofStart ?? 0, { kind: "hazard", from: "quarter", to: "month" });
  return {
    question: "How many subscribers did Netflix lose a month in 2010?",
    answer: `2.2 of 15 million left in a quarter. That is 3.8, 4.5 or ${number(100 * monthly, 1)}% a month, depending on the divisor, and a customer is worth $62 or $76 accordingly.`,
    table: {
      headers: ["Definition", "monthly churn", "mean lifetime", "value at 30%", "value at 37%"],
      rows: valuesOf(rates),
    },
    chart: {
      title: "Monthly churn by definition:",
      bars: rates.map(({ name, churn }) => ({ label: name, value: churn, text: percent(churn, 2) })),
    },
    caveat:
      "The difference is only one of definitions: with fifteen million subscribers chance moves the quarter's rate by 0.04%. Compare rates of one definition only. The margin of 37% is near that quarter's gross profit; 30% is an assumption.",
    code: [
      'import { churnRates } from "retention-economics";',
      "const quarter = churnRates({ atStart: 15_001, added: 4_101, lost: 2_169 });",
      `quarter.ofStart; // ≈ ${Number((quarter.ofStart ?? 0).toPrecision(4))}`,
    ],
  };
}
