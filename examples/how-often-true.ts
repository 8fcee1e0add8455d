/**
 * "Five per cent more retention, 25 per cent more profit": how often is that true over plausible firms, which input decides, and
 * what would it be worth to know the retention rate before paying for a programme?
 */
import {
  oneWay,
  regionalAnalysis,
  sampleModel,
  sobolIndices,
  uncertain,
  valueOfInformation,
} from "retention-economics";
import { heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

type Firm = Record<"retention" | "discount" | "acquisitionCost" | "programmeCost", number>;

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
  retention: uncertain.uniform({ low: 0.6, high: 0.9, unit: "a year", source: "range over industries" }),
  discount: uncertain.uniform({ low: 0.08, high: 0.15, unit: "a year" }),
  acquisitionCost: uncertain.uniform({ low: 0.25, high: 2, unit: "annual margins" }),
  programmeCost: uncertain.uniform({ low: 0, high: 0.2, unit: "share of margin" }),
};

/** The example as lines of text. */
export function howOftenTrue(): string[] {
  const sample = sampleModel(gains, firms, { samples: 2 ** 14 });
  const claims = (["gross", "net"] as const).map((name) => {
    const region = regionalAnalysis(
      { inputs: sample.inputs, output: sample.outputs[name] },
      { atLeast: 0.25 },
    );
    const deciding = region.inputs[0];
    return [name, percent(region.probability), deciding?.input ?? "", number(deciding?.median ?? null, 2)];
  });
  const { outputs } = sobolIndices(gains, firms);
  const indices = outputs.gain.inputs.map(({ input, first, total }) => [
    input,
    number(first.estimate, 2),
    number(total.estimate, 2),
  ]);
  const base = { retention: 0.75, discount: 0.115, acquisitionCost: 1, programmeCost: 0.1 };
  const tornado = oneWay((firm: Firm) => gains(firm).gain, base, {
    retention: [0.6, 0.9],
    programmeCost: [0, 0.2],
  });
  const information = valueOfInformation((firm: Firm) => gains(firm).gain, firms);
  const retention = information.partial.find(({ set }) => set === "retention");
  return [
    ...heading("How often do five points of retention raise the value of a customer by a quarter?"),
    ...table(["lifetime value", "share of firms", "decided by", "median there"], claims),
    "",
    ...paragraph("Which input explains the gain of a programme, in annual margins per customer:"),
    ...table(["input", "alone", "with interactions"], indices),
    "",
    ...paragraph(
      `The sign of the gain turns with ${tornado.rows
        .filter((row) => row.switchesDecision)
        .map((row) => row.input)
        .join(" and ")}. ` +
        `A firm that knew everything before deciding would be ${number(information.perfect, 3)} annual margins per customer ` +
        `better off; one that knew only its retention rate, ${number(retention?.value ?? null, 3)}.`,
    ),
  ];
}

printWhenRun(import.meta.url, howOftenTrue);
