/** A company valued from outside, from the customers that it says it won and lost. */
import { disclosedRetention } from "retention-economics";
import { number, percent } from "../print.js";
import { bySeason, fitProcesses, made, valueOfCompany } from "../valued-from-outside.js";
import type { Topic } from "./topic.js";

/** The page. */
export function company(): Topic {
  const fits = fitProcesses();
  const estimates = {
    retention: fits.retention.parameters,
    acquisition: fits.acquisition.parameters,
    revenue: fits.revenue.parameters,
  };
  const left = (years: number) => disclosedRetention.survival(fits.retention, 4 * years);
  return {
    question: "What is a company worth by the customers that it discloses?",
    answer: `${number(valueOfCompany(estimates))} million, against ${number(valueOfCompany(made))} by the process that made its 76 quarters of disclosures. Totals of customers won and lost reveal how long customers stay.`,
    table: {
      headers: ["New customers left after", "true", "estimated"],
      rows: [1, 3, 5, 10].map((years) => [
        `${years} years`,
        percent(disclosedRetention.survival(made.retention, 4 * years)),
        percent(left(years)),
      ]),
    },
    chart: {
      title: "New customers left, as estimated, after",
      full: 1,
      bars: [1, 3, 5, 10].map((years) => ({
        label: `${years} years`,
        value: left(years),
        text: percent(left(years), 0),
      })),
    },
    caveat:
      "The disclosures are simulated from processes printed for DISH and Capital One. Costs, tax, discount and the horizon of thirty years are assumptions, and matter more than the fit.",
    code: [
      "const fit = disclosedRetention.fit({ ...disclosures, seasons: 4 });",
      "const years = 5;",
      `disclosedRetention.survival(fit, 4 * years); // ≈ ${Number(left(5).toPrecision(4))}`,
    ],
    given: { disclosures: bySeason },
  };
}
