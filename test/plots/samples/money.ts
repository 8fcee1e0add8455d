/** Revenue, payback, lifts, claims and uncertain results to draw, and the least that each can be. */
import {
  checkClaims,
  decomposeChange,
  lifecycle,
  morrisScreening,
  oneWay,
  optimalSpending,
  outputDistribution,
  paybackCurve,
  points,
  profitDecomposition,
  relative,
  retentionLiftCurves,
  revenueMovements,
  sampleModel,
  sobolIndices,
  spendingCurves,
  spider,
  twoWay,
  uncertain,
  valueOfInformation,
} from "retention-economics";
import {
  claimsChart,
  decompositionChart,
  informationChart,
  monteCarloChart,
  morrisChart,
  paybackChart,
  quickRatioChart,
  retentionLiftChart,
  revenueMovementsChart,
  revenueWaterfallChart,
  sobolChart,
  sobolPairsChart,
  spendingChart,
  spiderChart,
  tornadoChart,
  twoWayChart,
} from "retention-economics/plots";
import { visits } from "./cohorts.js";
import { type Sample, sample } from "./sample.js";

const months = Array.from({ length: 9 }, (_, i) => `2025-0${i + 1}`);
const balances = months.flatMap((period, month) =>
  Array.from({ length: 60 + 8 * month }, (_, i) => ({
    customer: `c${i}`,
    period,
    amount: 40 + (i % 5) * 20 + ((i + month) % 4) * 10,
  })).filter((_, i) => (i * 31 + Math.floor(month / 3) * 17) % 11 !== month % 11 && !(i < 2 * month)),
);
const revenue = revenueMovements(balances);
const quiet = revenueMovements([
  { customer: "a", period: "2025-01", amount: 100 },
  { customer: "a", period: "2025-02", amount: 100 },
]);
const untilDecember = { period: "month", asOf: "2025-12-28" } as const;
const payback = paybackCurve({ margin: 22, retention: 0.93, discountRate: 0.01, acquisitionCost: 140 });
const lost = paybackCurve({ margin: 5, retention: 0.5, discountRate: 0.1, acquisitionCost: 100 });
const five = points(0.05);
const lifts = retentionLiftCurves({
  "contribution of the base": { change: five },
  "lifetime value at 10%": { change: five, measure: "lifetimeValue", discountRate: 0.1 },
  "profit after 30% fixed costs": { change: five, measure: "profit", fixedCostShare: 0.3 },
  "5% more of retention": { change: relative(0.05) },
});
const year = (t: number) => Math.min(t - 1, 6);
const profit = profitDecomposition({
  parts: {
    base: 30,
    purchases: (t) => 6 * year(t),
    costs: (t) => 3 * year(t),
    referrals: (t) => 2 * year(t),
  },
  retention: 0.8,
  change: five,
  discountRate: 0.1,
  horizon: 400,
  acquisitionCost: 51,
});
const optimum = optimalSpending({
  margin: 60,
  discountRate: 0.2,
  acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.15 } },
  retention: { ceiling: 0.7, point: { spend: 10, rate: 0.4 } },
});
const curves = spendingCurves(optimum);
const idle = optimalSpending({
  margin: 1,
  discountRate: 0.2,
  acquisition: { ceiling: 0.1, steepness: 0.1 },
  retention: { ceiling: 0.5, steepness: 0.1 },
});
const given = (probability: string, condition: string) => ({ probability, given: condition });
const claims = checkClaims({
  claims: [
    { ...given("satisfied", "defected"), atLeast: 0.6, atMost: 0.8 },
    { probability: "defected", atLeast: 0.1, atMost: 0.25 },
    { probability: "satisfied", atLeast: 0.7 },
  ],
  quantities: [
    { probability: "satisfied" },
    { probability: "defected" },
    given("defected", "satisfied"),
    given("defected", "not satisfied"),
  ],
});
const conflict = checkClaims({
  claims: [
    { ...given("satisfied", "defected"), equals: 0.8 },
    { ...given("defected", "satisfied"), equals: 0.4 },
    { ratioOf: given("defected", "not satisfied"), to: given("defected", "satisfied"), equals: 5 },
  ],
  quantities: [{ probability: "satisfied" }],
});

type Inputs = Readonly<
  Record<"margin per customer and year" | "retention" | "discountRate" | "acquisitionCost", number>
>;
const base: Inputs = {
  "margin per customer and year": 120,
  retention: 0.8,
  discountRate: 0.1,
  acquisitionCost: 250,
};
const valueNet = (inputs: Inputs) =>
  (inputs["margin per customer and year"] * (1 + inputs.discountRate)) /
    (1 + inputs.discountRate - inputs.retention) -
  inputs.acquisitionCost;
const tornado = oneWay(valueNet, base, {
  "margin per customer and year": [90, 150],
  retention: [0.7, 0.88],
  discountRate: [0.06, 0.15],
  acquisitionCost: [200, 320],
});
const spiderPoints = spider(valueNet, base, { relativeChanges: [-0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2] });
const table = twoWay(valueNet, base, {
  x: { input: "retention", within: [0.5, 0.9] },
  y: { input: "acquisitionCost", within: [100, 500] },
  target: 100,
});
const inputs = {
  "margin per customer and year": uncertain.uniform({ lower: 90, upper: 150 }),
  retention: uncertain.beta({ mean: 0.7, standardDeviation: 0.06 }),
  discountRate: uncertain.uniform({ lower: 0.06, upper: 0.15 }),
  acquisitionCost: uncertain.triangular({ lower: 200, mode: 250, upper: 420 }),
};
const options = { samplesPerReplicate: 64, seed: 1 };
const sobol = sobolIndices(valueNet, inputs, { ...options, secondOrder: true }).outputs.output;
const flat = sobolIndices(
  ({ a }: { a: number }) => 0 * a + 3,
  { a: uncertain.uniform({ lower: 0, upper: 1 }) },
  options,
).outputs.output;
const morris = morrisScreening(valueNet, inputs).outputs.output;
const drawn = sampleModel(valueNet, inputs, { samples: 2048 }).outputs.output;
const spread = outputDistribution(drawn);
const information = valueOfInformation((x: Inputs) => ({ acquire: valueNet(x) - 60, wait: 0 }), inputs, {
  samples: 1024,
});
const one = oneWay(({ a }: { a: number }) => a, { a: 1 }, { a: [1, 1] });

export const moneySamples: readonly Sample[] = [
  sample(revenueWaterfallChart, revenue.statements.at(-1)!),
  sample(revenueWaterfallChart, quiet.statements[0]!, { special: "nothing moves" }),
  sample(revenueMovementsChart, revenue),
  sample(revenueMovementsChart, quiet, { special: "nothing moves" }),
  sample(quickRatioChart, lifecycle(visits(12, 40), untilDecember), {
    rows: { periods: lifecycle(visits(12, 40), untilDecember).periods },
  }),
  sample(
    quickRatioChart,
    lifecycle([{ customer: "ann", time: "2025-01-05" }], { period: "month", asOf: "2025-01-06" }),
    { special: "no period is over" },
  ),
  sample(paybackChart, payback, { rows: { points: payback } }),
  sample(paybackChart, lost, { special: "never paid back" }),
  sample(retentionLiftChart, lifts),
  sample(retentionLiftChart, retentionLiftCurves({ one: { change: five } }, { retentions: [0.99] }), {
    special: "nothing known",
  }),
  sample(decompositionChart, profit),
  sample(
    decompositionChart,
    decomposeChange(({ a, b }: { a: number; b: number }) => a - b, {
      from: { a: 1, b: 2 },
      to: { a: 0, b: 3 },
    }),
    { special: "below zero" },
  ),
  {
    chart: "spendingChart",
    special: null,
    draw: (look) => spendingChart(optimum, curves, look),
    rows: { curves },
  },
  {
    chart: "spendingChart",
    special: "not worth it",
    draw: (look) => spendingChart(idle, spendingCurves(idle), look),
  },
  sample(claimsChart, claims),
  sample(claimsChart, conflict, { special: "a conflict" }),
  sample(tornadoChart, tornado),
  sample(tornadoChart, one, { special: "no swing" }),
  sample(spiderChart, spiderPoints, { rows: { points: spiderPoints } }),
  sample(
    spiderChart,
    spider(({ a }: { a: number }) => Math.sqrt(a), { a: 0 }),
    { special: "no output" },
  ),
  sample(twoWayChart, table, { rows: { breakEven: table.breakEvenLine } }),
  sample(
    twoWayChart,
    twoWay(
      ({ x, y }: { x: number; y: number }) => x + y - 1,
      { x: 1, y: 0 },
      { x: { input: "x", values: [1, 2] }, y: { input: "y", values: [0, 1] } },
    ),
    { special: "four cells" },
  ),
  sample(sobolChart, sobol),
  sample(sobolChart, flat, { special: "a constant result" }),
  sample(sobolPairsChart, sobol),
  sample(sobolPairsChart, flat, { special: "no pairs" }),
  sample(morrisChart, morris, { rows: { effects: morris } }),
  sample(
    morrisChart,
    morrisScreening(({ a }: { a: number }) => 0 * a, { a: uncertain.uniform({ lower: 0, upper: 1 }) }).outputs
      .output,
    { special: "a constant result" },
  ),
  sample(monteCarloChart, spread, { rows: { bins: spread.bins } }),
  sample(monteCarloChart, outputDistribution([3], { lossBelow: 10 }), { special: "one sample" }),
  sample(informationChart, information),
  sample(
    informationChart,
    valueOfInformation(
      ({ a }: { a: number }) => ({ act: a, wait: 0 }),
      { a: uncertain.uniform({ lower: 1, upper: 2 }) },
      { samples: 64 },
    ),
    { special: "nothing to learn" },
  ),
];
