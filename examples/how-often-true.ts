/**
 * "Five per cent more retention, 25 per cent more profit": how often is that true over plausible firms, under each reading and
 * each meaning of profit; which input decides; and what would it be worth to know the retention rate before paying for a
 * programme?
 */
import {
  fewerDefections,
  oneWay,
  points,
  type RetentionChange,
  regionalSensitivity,
  relative,
  retentionLift,
  sampleModel,
  sobolIndices,
  uncertain,
  valueOfInformation,
} from "retention-economics";
import { heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

type Firm = Record<"retention" | "discount" | "acquisitionCost" | "programmeCost", number>;
type FirmWithFixedCosts = Firm & Record<"fixedCosts", number>;

const readings: readonly (readonly [string, RetentionChange])[] = [
  ["5 percentage points", points(0.05)],
  ["5% of the rate", relative(0.05)],
  ["5% fewer defections", fewerDefections(0.05)],
];

const plausible = {
  retention: uncertain.uniform({ lower: 0.6, upper: 0.9, unit: "a year", source: "range over industries" }),
  discount: uncertain.uniform({ lower: 0.08, upper: 0.15, unit: "a year" }),
  acquisitionCost: uncertain.uniform({ lower: 0.25, upper: 2, unit: "annual margins" }),
};

const firmsWithFixedCosts = {
  ...plausible,
  programmeCost: uncertain.uniform({ lower: 0, upper: 0.1, unit: "share of margin" }),
  fixedCosts: uncertain.uniform({ lower: 0, upper: 0.4, unit: "share of contribution" }),
};

/** Gain in each meaning of profit, in the order of the table; `null` where there is no profit to begin with. */
function gainsInProfit(firm: FirmWithFixedCosts, change: RetentionChange): (number | null)[] {
  const { retention, discount: discountRate, acquisitionCost, programmeCost, fixedCosts } = firm;
  const alone = { retention, change, periods: 0 };
  const costs = { ...alone, programmeCost, margin: 1, acquisitionCost };
  // With one intake of customers a year, what it costs is a fixed cost too.
  const fixedCostShare = fixedCosts + acquisitionCost * (1 - retention);
  const profitable = fixedCostShare < 0.95;
  const profit = { ...alone, programmeCost, periods: 1, measure: "profit", fixedCostShare } as const;
  const settling = profitable ? retentionLift(profit) : null;
  const limited = { ...costs, measure: "baseLimited", fixedCostShare: fixedCosts } as const;
  return [
    retentionLift(alone).gain,
    settling?.gain ?? null,
    retentionLift({ ...alone, measure: "lifetimeValue", discountRate }).gain,
    retentionLift({ ...costs, measure: "lifetimeValueNet", discountRate }).gain,
    profitable ? retentionLift(limited).gain : null,
    settling?.path[0]?.gain ?? null,
  ];
}

/** The share of firms for which each reading of the claim holds, by what is meant by profit. */
export function sharesOfFirms(count = 2 ** 14): { reading: string; shares: number[] }[] {
  const { inputs } = sampleModel(({ retention }: FirmWithFixedCosts) => retention, firmsWithFixedCosts, {
    samples: count,
  });
  const firms = Array.from(inputs.retention, (retention, i) => ({
    retention,
    discount: inputs.discount[i] as number,
    acquisitionCost: inputs.acquisitionCost[i] as number,
    programmeCost: inputs.programmeCost[i] as number,
    fixedCosts: inputs.fixedCosts[i] as number,
  }));
  return readings.map(([reading, change]) => {
    const gains = firms.map((firm) => gainsInProfit(firm, change));
    const shares = [0, 1, 2, 3, 4, 5].map((meaning) => {
      const known = gains.flatMap((row) => row[meaning] ?? []);
      return known.filter((gain) => gain >= 0.25).length / known.length;
    });
    return { reading, shares };
  });
}

/** The inputs in words. */
const words: Readonly<Record<string, string>> = {
  retention: "retention",
  discount: "discount rate",
  acquisitionCost: "acquisition cost",
  programmeCost: "programme cost",
};

/** Value of a customer in annual margins, the first margin at once. */
const value = (retention: number, discount: number): number => (1 + discount) / (1 + discount - retention);

/** Relative gain in lifetime value, gross and after acquisition cost, from five percentage points more retention. */
const gains = ({ retention, discount, acquisitionCost, programmeCost }: Firm) => {
  const before = value(retention, discount);
  const after = (1 - programmeCost) * value(retention + 0.05, discount);
  return {
    gross: value(retention + 0.05, discount) / before - 1,
    net: (after - acquisitionCost) / (before - acquisitionCost) - 1,
    gain: after - before,
  };
};

const firms = {
  ...plausible,
  programmeCost: uncertain.uniform({ lower: 0, upper: 0.2, unit: "share of margin" }),
};

/** The table of shares, and what it supposes. */
function claimOverFirms(): string[] {
  const rows = sharesOfFirms().map(({ reading, shares }) => [
    reading,
    ...shares.map((share) => percent(share, 0)),
  ]);
  const meanings = ["contribution", "after costs", "of a customer", "net", "fixed base", "first year"];
  return [
    ...paragraph(
      "16,384 firms keep 60 to 90% of their customers a year, discount at 8 to 15% and pay 0.25 to 2 annual margins for a customer. They have fixed costs of up to 40% of contribution and pay up to 10% of the margin for the programme, all equally likely. The table has the share of them that gain 25% or more, by the meaning of 5% and of profit. Profit is the contribution of the settled base, before and after all costs, or the value of a customer, before and after acquisition and programme. The last two columns are after all costs: in a base that cannot grow, and in the first year.",
    ),
    "",
    ...table(["Reading", ...meanings], rows),
    "",
  ];
}

/** Which firms gain a quarter, in the value of a customer. */
function whoGains(): string[] {
  const sample = sampleModel(gains, firms, { samples: 2 ** 12 });
  const claims = (["gross", "net"] as const).map((name) => {
    const column = { inputs: sample.inputs, output: sample.outputs[name] };
    const region = regionalSensitivity(column, { atLeast: 0.25 });
    const [deciding] = region.inputs;
    return [
      name,
      percent(region.probability),
      words[deciding?.input ?? ""] ?? "",
      number(deciding?.median ?? null, 2),
    ];
  });
  return [
    ...paragraph(
      "Five points again, with a programme of up to 20% of the margin. In which firms do customers become worth a quarter more, before costs (gross) and after acquisition and programme (net)?",
    ),
    "",
    ...table(["Lifetime value", "share of firms", "decided by", "median there"], claims),
    "",
  ];
}

/** What moves the gain of a programme, and what knowing it would be worth. */
function worthKnowing(): string[] {
  const gainOf = (firm: Firm) => gains(firm).gain;
  const indices = sobolIndices(gainOf, firms, { samplesPerReplicate: 2 ** 10 }).outputs.output.inputs;
  const base = { retention: 0.75, discount: 0.115, acquisitionCost: 1, programmeCost: 0.1 };
  const tornado = oneWay(gainOf, base, { retention: [0.6, 0.9], programmeCost: [0, 0.2] });
  const turning = tornado.rows.filter((row) => row.switchesDecision).map((row) => words[row.input]);
  const information = valueOfInformation(gainOf, firms, { samples: 2 ** 12 });
  const known = (input: string) =>
    number(information.partial.find(({ set }) => set === input)?.value ?? null, 3);
  return [
    ...paragraph("Share of the variance of the gain, in annual margins per customer, by input:"),
    "",
    ...table(
      ["Input", "alone", "with interactions"],
      indices.map(({ input, first, total }) => [
        words[input] ?? input,
        number(first.estimate, 2),
        number(total.estimate, 2),
      ]),
    ),
    "",
    ...paragraph(
      `The sign of the gain turns with ${turning.join(" and ")}. A firm that knew everything before deciding would be ${number(information.perfect, 3)} annual margins per customer better off; one that knew only what the programme costs, ${known("programmeCost")}; only its retention rate, ${known("retention")}.`,
    ),
  ];
}

/** The example as lines of text. */
export function howOftenTrue(): string[] {
  return [
    ...heading("How often does 5% more retention give a quarter more profit?"),
    ...claimOverFirms(),
    ...whoGains(),
    ...worthKnowing(),
  ];
}

printWhenRun(import.meta.url, howOftenTrue);
