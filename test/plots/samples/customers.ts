/** A shop without contracts to draw: simulated customers of whom the second half year is held out, and shops of one customer. */
import {
  aliveBySilence,
  aliveHistory,
  bgNbd,
  calibrationCurve,
  conditionalExpectations,
  expectedFrequencies,
  frequencyRecencyMatrix,
  gainCurve,
  gammaGamma,
  heterogeneity,
  isoValueCurves,
  maximumProfit,
  paretoNbd,
  profitCurve,
  qiniCurve,
  spendByFrequency,
  spendDensity,
  survivalCalibration,
  trackTransactions,
  valueDistribution,
} from "retention-economics";
import {
  aliveBySilenceChart,
  aliveHistoryChart,
  aliveMatrixChart,
  calibrationChart,
  cumulativeTrackingChart,
  expectationsByFrequencyChart,
  expectationsByRecencyChart,
  frequencyChart,
  gainChart,
  heterogeneityChart,
  isoValueChart,
  liftChart,
  profitChart,
  purchasesMatrixChart,
  qiniChart,
  spendByFrequencyChart,
  spendDensityChart,
  trackingChart,
  valueDistributionChart,
} from "retention-economics/plots";
import { sample } from "./sample.js";

const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const pareto = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
const bg = { model: bgNbd, fit: parameters };
const shop = bgNbd.simulate(parameters, { customers: 1000, T: 78, seed: 7 });

/** What is known of the customers at age 39, and what they bought until 78. */
function observedAt39() {
  const size = shop.customers.T.length;
  const [frequency, recency, holdoutFrequency] = [
    new Float64Array(size),
    new Float64Array(size),
    new Float64Array(size),
  ];
  const byWeek = new Array<number>(78).fill(0);
  shop.orders.age.forEach((age, i) => {
    const customer = shop.orders.customer[i]!;
    byWeek[Math.min(77, Math.floor(age))]!++;
    if (age > 39) holdoutFrequency[customer]!++;
    else {
      frequency[customer]!++;
      recency[customer] = Math.max(recency[customer]!, age);
    }
  });
  return {
    customers: {
      frequency,
      recency,
      T: new Float64Array(size).fill(39),
      holdoutFrequency,
      holdoutDuration: 39,
    },
    byWeek,
  };
}

const { customers, byWeek } = observedAt39();
const one = { frequency: [0], recency: [0], T: [6], holdoutFrequency: [0], holdoutDuration: 6 };
const tracked = { periods: 78, observed: byWeek };
const tracking = {
  "BG/NBD": trackTransactions(bg, customers, tracked),
  "Pareto/NBD": trackTransactions({ model: paretoNbd, fit: pareto }, customers, tracked),
};
const matrix = frequencyRecencyMatrix(bg, { T: 39, horizon: 39, largest: 15, steps: 13 });
const smallest = frequencyRecencyMatrix(bg, { T: 1, largest: 1, steps: 1 });
const history = aliveHistory(bg, { purchases: [3, 5, 9, 12, 14, 31], T: 39 });
const silence = aliveBySilence(bg, { frequencies: [1, 2, 5, 10, 20], recency: 30, longest: 40 });
const [rate, dropOut] = heterogeneity({ model: "bgNbd", parameters });
const spenders = {
  frequency: customers.frequency,
  monetaryValue: Array.from(customers.frequency, (x, i) =>
    x > 0 ? 18 + ((i * 7919) % 97) ** 1.5 / (8 + x) + (i % 13) : null,
  ),
};
const spending = gammaGamma.fit(spenders);
const density = spendDensity(spending, spenders);
const spends = spendByFrequency(spenders, { largest: 8 });
const expected = bgNbd.conditionalExpectedTransactions(parameters, customers, 39);
const values = Array.from(expected, (purchases, i) => purchases * (spenders.monetaryValue[i] ?? 25));
const spread = valueDistribution(values);
const isoValues = isoValueCurves(
  (many) => bgNbd.conditionalExpectedTransactions(parameters, many, 39).map((n) => 35 * n),
  {
    T: 78,
    values: [5, 15, 50, 100, 200],
  },
);
const frequencies = expectedFrequencies(bg, customers);
const conditional = conditionalExpectations(bg, customers);
const calibration = calibrationCurve(bg, customers, { bins: 8 });
const ranking = { score: expected, value: customers.holdoutFrequency };
const gain = gainCurve(ranking);
const scores = Array.from({ length: 400 }, (_, i) => ((i * 7919) % 401) / 401);
const churned = scores.map((score, i) => ((i * 104_729) % 397) / 397 < 0.05 + 0.5 * score ** 2);
const offer = { customerValue: 60, incentive: 6, contactCost: 1 };
const profit = profitCurve({ scores, churned }, offer);
const treated = scores.map((_, i) => Number((i * 104_729) % 7 < 3.5));
const qini = qiniCurve({
  uplift: scores,
  treated,
  churned: scores.map(
    (score, i) => ((i * 15_485_863) % 389) / 389 < 0.5 - treated[i]! * 0.6 * (score - 0.35),
  ),
});
const outcomes = { duration: scores.map((s, i) => 1 + ((i * 31) % 20) + 5 * s), event: churned };
const predicted = survivalCalibration(
  outcomes,
  { time: 12, churn: scores.map((s) => 0.05 + 0.4 * s) },
  { bins: 5 },
);
const special = "one customer who never came back";

export const customerSamples = [
  sample(trackingChart, tracking),
  sample(trackingChart, {}, { special: "no model" }),
  sample(cumulativeTrackingChart, tracking),
  sample(cumulativeTrackingChart, { bg: trackTransactions(bg, one, { periods: 1 }) }, { special }),
  sample(aliveMatrixChart, matrix),
  sample(aliveMatrixChart, smallest, { special: "the smallest grid" }),
  sample(purchasesMatrixChart, matrix),
  sample(purchasesMatrixChart, smallest, { special: "the smallest grid" }),
  sample(aliveHistoryChart, history, { rows: { history } }),
  sample(aliveHistoryChart, aliveHistory(bg, { purchases: [], T: 10 }), { special: "no purchase" }),
  sample(aliveBySilenceChart, silence, { rows: { silence } }),
  sample(aliveBySilenceChart, [], { special: "no customers" }),
  sample(heterogeneityChart, rate!, { rows: { density: rate!.points } }),
  sample(heterogeneityChart, dropOut!, { special: "drop-out" }),
  sample(spendDensityChart, density, { rows: { observed: density.observed, expected: density.expected } }),
  sample(spendDensityChart, spendDensity(spending, { frequency: [1], monetaryValue: [12] }), {
    special: "one customer",
  }),
  sample(spendByFrequencyChart, spends),
  sample(spendByFrequencyChart, spendByFrequency({ frequency: [1], monetaryValue: [12] }), {
    special: "one customer",
  }),
  sample(isoValueChart, isoValues),
  sample(isoValueChart, [], { special: "no curve" }),
  sample(valueDistributionChart, spread, { rows: { bins: spread.bins } }),
  sample(valueDistributionChart, valueDistribution([0]), { special: "one customer worth nothing" }),
  sample(frequencyChart, frequencies),
  sample(frequencyChart, expectedFrequencies(bg, one, { largest: 1 }), { special }),
  sample(expectationsByFrequencyChart, conditional),
  sample(expectationsByFrequencyChart, conditionalExpectations(bg, one), { special }),
  sample(expectationsByRecencyChart, conditional, { rows: { means: conditional.byRecency } }),
  sample(expectationsByRecencyChart, conditionalExpectations(bg, { ...one, holdoutFrequency: undefined }), {
    special,
  }),
  sample(calibrationChart, calibration, { rows: { bins: calibration.bins } }),
  sample(calibrationChart, predicted, { special: "of survival" }),
  sample(calibrationChart, calibrationCurve(bg, one, { bins: 1 }), { special }),
  sample(gainChart, gain, { rows: { points: gain.points } }),
  sample(gainChart, gainCurve({ score: [1], value: [1] }), { special: "one customer" }),
  sample(liftChart, gain),
  sample(liftChart, gainCurve({ score: [1], value: [1] }), { special: "one customer" }),
  sample(qiniChart, qini, { rows: { points: qini.points } }),
  sample(qiniChart, qiniCurve({ uplift: [0, 0], treated: [1, 0], churned: [0, 0] }), {
    special: "nobody leaves",
  }),
  sample(profitChart, profit, {
    rows: {
      points: profit,
      best: profit.filter((point) => point.profit === maximumProfit({ scores, churned }, offer).profit),
    },
  }),
  sample(profitChart, profitCurve({ scores: [1, 0], churned: [0, 1] }), { special: "the wrong way round" }),
];
