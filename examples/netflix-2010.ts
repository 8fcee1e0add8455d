/**
 * Netflix in the third quarter of 2010: one company, one quarter, three churn rates, each under its name; and what
 * the net loss of 2011 can and cannot say.
 *
 * Sources: subscriber counts of Netflix's own reports: 15.001 million at the start, 16.933 million at the end of the
 * third quarter of 2010, 4.101 million gross additions, revenue of $553.2 million (release of 20 October 2010); shareholder letter of 24 October 2011: 24.59 million
 * subscribers before and 23.79 million after the third quarter of 2011. Revenue of a subscriber and month is that of the
 * quarter over the mean of its two counts, $11.55; gross profit of the quarter was 208.75 of 553.2 million, 37.7%, and a
 * contribution of 30% is an assumption.
 */
import {
  churnRate,
  churnRateInterval,
  churnRates,
  convertRate,
  expectedLifetime,
  fewerDefections,
  lifetimeValue,
  points,
  retentionLift,
} from "retention-economics";
import { gain, heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

const opening = 15_001_000;
const closing = 16_933_000;
const added = 4_101_000;
const lost = opening + added - closing;
const discountRate = { rate: 0.1, per: "year" } as const;
/** Of a subscriber and month: revenue of the quarter over the mean of opening and closing subscribers. */
const revenue = 553_200_000 / 3 / ((opening + closing) / 2);

/** Monthly churn of a quarter as the industry quotes it: a third of the quarter's rate. */
const monthly = (quarterly: number | null) =>
  convertRate(quarterly ?? 0, { kind: "hazard", from: "quarter", to: "month" });

/** The three monthly rates of the quarter. */
export function definitions(): { name: string; churn: number }[] {
  const quarter = churnRates({ atStart: opening, added, lost });
  return [
    { name: "of opening and added", churn: monthly(quarter.ofStartAndAdded) },
    { name: "of the average base", churn: monthly(quarter.ofAverage) },
    { name: "of the opening base", churn: monthly(quarter.ofStart) },
  ];
}

/** What a customer is worth by each rate. */
export function valuesOf(rates: readonly { name: string; churn: number }[]): string[][] {
  return rates.map(({ name, churn }) => {
    const worth = (share: number) => {
      const margin = share * revenue;
      const { value } = lifetimeValue({ margin, retention: 1 - churn, timeUnit: "month", discountRate });
      return `$${number(value, 2)}`;
    };
    return [name, percent(churn, 2), `${number(expectedLifetime(churn), 1)} months`, worth(0.3), worth(0.37)];
  });
}

function fivePoints(): string[] {
  const rows = definitions().map(({ name, churn }) => {
    const retention = convertRate(1 - churn, { kind: "retention", from: "month", to: "year" });
    const terms = { measure: "lifetimeValue", discountRate } as const;
    const year = retentionLift({ ...terms, retention, change: points(0.05), timeUnit: "year" });
    const fewer = { retention: 1 - churn, change: fewerDefections(0.05) };
    const month = retentionLift({ ...terms, ...fewer, timeUnit: "month" });
    const rates = `${percent(year.retention)} to ${percent(year.newRetention)}`;
    return [name, rates, gain(year.gain), gain(month.gain)];
  });
  return table(["Definition", "yearly retention", "5 points a year", "5% fewer lost a month"], rows);
}

function netLoss(): string[] {
  const before = 24_590_000;
  const net = before - 23_790_000;
  const rows = [0, 2_000_000, added].map((additions) => {
    const quarter = churnRate({ atStart: before, lost: net + additions });
    return [number(additions), number(net + additions), percent(quarter), percent(monthly(quarter), 2)];
  });
  return table(["If this many joined", "this many left", "of the opening base", "a month"], rows);
}

/** The lines of the example. */
export function netflix2010(): string[] {
  const sampling = churnRateInterval({ atStart: opening, lost });
  const width = percent(sampling.upper! - sampling.lower!, 2);
  return [
    ...heading("Netflix, third quarter of 2010: one company, three churn rates"),
    ...paragraph(
      `${number(opening)} subscribers at the start, ${number(added)} joined, ${number(closing)} at the end: so ${number(lost)} left. Which number they are divided by is a choice: Netflix took opening and added. Value: $${number(revenue, 2)} of revenue a month, of which 30% (assumed) or 37% (near the gross margin of the quarter, 37.7%) is contribution, discounted at 10% a year, first payment at once.`,
    ),
    "",
    ...table(
      ["Definition", "monthly churn", "mean lifetime", "value at 30%", "value at 37%"],
      valuesOf(definitions()),
    ),
    "",
    ...paragraph(
      `The difference is only one of definitions. Sampling error is negligible: with fifteen million subscribers the 95% interval of the quarter's rate is ${width} wide.`,
    ),
    "",
    ...paragraph(
      "What would five points have been worth? Of monthly retention there are not five points to be had; of yearly retention there are. Gain in lifetime value:",
    ),
    "",
    ...fivePoints(),
    "",
    ...paragraph(
      'A year later 24.59 million became 23.79 million: "lost 800,000". That is a net count. It bounds churn from below (if nobody joined) and says no more: as many joining as a year before would mean six times as many leaving.',
    ),
    "",
    ...netLoss(),
  ];
}

printWhenRun(import.meta.url, netflix2010);
