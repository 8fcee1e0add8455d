/** Five per cent: the claim in three readings and by four measures of profit, for Harbour Coffee or a firm of the reader's. */
import { fewerDefections, points, type RetentionChange, relative, retentionLift } from "retention-economics";
import { sharesOfFirms } from "../how-often-true.js";
import { type Bar, gain, number, percent } from "../print.js";
import { type Firm, harbourCoffee } from "./harbour-coffee.js";
import type { Topic } from "./topic.js";

const readings: readonly (readonly [string, RetentionChange])[] = [
  ["5 points", points(0.05)],
  ["5% of the rate", relative(0.05)],
  ["5% fewer lost", fewerDefections(0.05)],
];

/** Gain in the settled base's contribution, in a customer's value, in that net of acquisition, and where a base cannot grow. */
export function gainsOf(firm: Firm, change: RetentionChange): readonly (number | null)[] {
  const { keep: retention, margin, acquisitionCost, discountRate } = firm;
  const alone = { retention, change, periods: 0 };
  const costs = { ...alone, margin, acquisitionCost };
  return [
    retentionLift(alone).gain,
    retentionLift({ ...alone, measure: "lifetimeValue", discountRate }).gain,
    retentionLift({ ...costs, measure: "lifetimeValueNet", discountRate }).gain,
    retentionLift({ ...costs, measure: "baseLimited" }).gain,
  ];
}

/** The gains of a firm in all readings. */
export function readingsTable(firm: Firm): Topic["table"] {
  const rows = readings.map(([name, change]) => [name, ...gainsOf(firm, change).map((one) => gain(one))]);
  return {
    headers: ['"5% more" is', "settled profit", "customer value", "net of winning", "base is full"],
    rows,
  };
}

/** In how many of the plausible firms five points bring a quarter, by what profit means. */
export function oftenTrue(count = 2 ** 11): Bar[] {
  const [fivePoints] = sharesOfFirms(count);
  const [settled = 0, , value = 0, net = 0, full = 0, firstYear = 0] = fivePoints?.shares ?? [];
  const named: readonly (readonly [string, number])[] = [
    ["settled profit", settled],
    ["customer value", value],
    ["net of winning", net],
    ["base is full", full],
    ["first year", firstYear],
  ];
  return named.map(([label, value]) => ({ label, value, text: percent(value, 0) }));
}

/** The firm in words. */
export function firmInWords({ keep, margin, acquisitionCost, discountRate }: Firm, name: string): string {
  return `${name} keeps ${percent(keep, Number.isInteger(Math.round(keep * 1e6) / 1e4) ? 0 : 1)} of its customers a year, earns ${number(margin)} a year from each, pays ${number(acquisitionCost)} to win one and discounts at ${percent(discountRate, 0)}.`;
}

/** The page. */
export function five(firm: Firm = harbourCoffee): Topic {
  const name = firm === harbourCoffee ? "Harbour Coffee" : "This firm";
  const change = points(0.05);
  const { path, gain: settled } = retentionLift({ retention: firm.keep, change, periods: 40 });
  const year = (at: number) => path[at - 1]?.gain ?? 0;
  return {
    question: "Does keeping 5% more customers raise profit by 25%?",
    answer: `${firmInWords(firm, name)} Five points more (${percent(firm.keep, 1)} to ${percent(firm.keep + 0.05, 1)}) raise the profit of the settled base by ${percent(settled)}. Other readings of "5%" and of "profit" give other numbers.`,
    table: readingsTable(firm),
    chart: {
      title: "Gain in profit after five points, year by year:",
      bars: [
        ...[1, 2, 3, 5, 10, 20].map((at) => ({ label: `year ${at}`, value: year(at), text: gain(year(at)) })),
        { label: "settled", value: settled ?? 0, text: gain(settled) },
      ],
    },
    caveat:
      "The first column assumes that every customer kept is one more customer and that keeping costs nothing. It takes years. Where the market is full, only the cost of winning replacements is saved.",
    code: [
      'import { points, retentionLift } from "retention-economics";',
      `const lift = retentionLift({ retention: ${firm.keep}, change: points(0.05) });`,
      `lift.gain; // ≈ ${Number((settled ?? 0).toPrecision(4))}`,
    ],
  };
}
