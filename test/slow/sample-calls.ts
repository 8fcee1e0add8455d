/**
 * A valid call, or a few, of every public function: what test/refusals.test.ts spoils one value at a time.
 * Numbers are those of the functions' own examples; what takes long there is given less to do here.
 */
import {
  bgNbd,
  cohortTable,
  geometric,
  kaplanMeier,
  optimalSpending,
  points,
  projectRetention,
  samplePosterior,
  shiftedBetaGeometric,
} from "../../src/index.js";

type Numbers = Readonly<Record<string, number>>;
/** Argument lists of one function. */
export type SampleCalls = readonly (readonly unknown[])[];

const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
const smallCohort = { timeUnit: "year", lostByPeriod: [131, 126, 90], stillActive: 653 } as const;
const durations = { duration: [2, 4, 4, 7, 9, 12, 12, 15], event: [1, 1, 0, 1, 1, 1, 0, 0] };
const grouped = { group: ["a", "b", "a", "a", "b", "b", "a", "b"], who: [1, 1, 2, 2, 3, 3, 4, 4] };
const causes = {
  duration: [2, 4, 4, 7, 9, 12, 12, 15],
  cause: ["card", "left", "left", null, "card", "left", null, "left"],
  ...grouped,
};
const survivalCurve = kaplanMeier(durations);
const hazardModel = {
  link: "cloglog",
  baseline: { kind: "powers", powers: ["log"] },
  covariates: [{ name: "price", kind: "number" }],
  parameters: { intercept: -3, "log(t)": -0.5, price: 0.1 },
};
const hazardRows = {
  duration: [1, 2, 3, 1, 4, 4, 2, 3, 2, 1],
  event: [1, 1, 0, 0, 1, 0, 1, 1, 0, 1],
  price: [9, 12, 7, 10, 14, 8, 11, 9, 13, 12],
};
const renewing = [
  ["a", "2024-01-15", "2024-04-15", "month", "2024-04-02"],
  ["b", "2024-01-31", "2024-02-29", "month", null],
  ["c", "2023-02-01", null, "year", null],
].map(([customer, start, end, interval, canceledAt]) => ({
  ...{ customer, start, end, interval, canceledAt, intervalCount: 1, plan: "basic", amount: 9, cause: null },
}));
const valueToDate = {
  ...{ level: 0.95, intervalMethod: null },
  points: [20, 37, 52].map((estimate, period) => ({
    period,
    estimate,
    lower: estimate - 3,
    upper: estimate + 4,
  })),
};
const geometricFit = geometric.fit(cohort);
const shiftedFit = shiftedBetaGeometric.fit(cohort);
const posterior = samplePosterior(geometric, smallCohort, { draws: 100, warmup: 100, chains: 2 });
const ramp = Array.from({ length: 40 }, (_, i) => i);

const base = { margin: 100, retention: 0.8, discount: 0.1 };
const netValue = ({ margin = 0, retention = 0, discount = 0 }: Numbers) =>
  (margin * (1 + discount)) / (1 + discount - retention);
const netBenefits = (inputs: Numbers) => ({ act: netValue(inputs) - 300, leave: 0 });
const liftAt = ({ retention = 0 }: Numbers) => (1 - retention) / (1 - retention - 0.05) - 1;
const uncertainInputs = {
  margin: { kind: "uniform", lower: 80, upper: 120 },
  retention: { kind: "uniform", lower: 0.7, upper: 0.9 },
  discount: 0.1,
};

const stripePrice = {
  ...{ id: "price_1", currency: "usd", unit_amount: 1000 },
  recurring: { interval: "month", interval_count: 1, usage_type: "licensed" },
};
const stripeSubscription = {
  ...{ id: "sub_1", customer: "cus_1", status: "active", currency: "usd", start_date: 1767225600 },
  items: { data: [{ id: "si_1", price: stripePrice, quantity: 1 }], has_more: false },
};
const stripeInvoice = {
  ...{
    id: "in_1",
    customer: "cus_1",
    status: "paid",
    currency: "usd",
    created: 1767225600,
    total: 1000,
    amount_paid: 1000,
  },
  status_transitions: {
    finalized_at: 1767225600,
    marked_uncollectible_at: null,
    paid_at: 1767229200,
    voided_at: null,
  },
  lines: {
    data: [
      {
        ...{
          id: "il_1",
          amount: 1000,
          currency: "usd",
          quantity: 1,
          period: { start: 1767225600, end: 1769904000 },
        },
        parent: { subscription_item_details: { subscription: "sub_1" } },
        pricing: { price_details: { price: "price_1" } },
      },
    ],
  },
};

/** The verbs that every contractual model has, at the given parameters. */
const contractual = (parameters: Numbers): Readonly<Record<string, SampleCalls>> => ({
  churnProbability: [
    [parameters, 2],
    [parameters, [1, 2]],
  ],
  discountedExpectedLifetime: [[parameters, { discountRate: { rate: 0.1, per: "year" }, timeUnit: "year" }]],
  discountedExpectedResidualLifetime: [
    [parameters, { renewals: 4, discountRate: { rate: 0.1, per: "year" } }],
    [parameters, { renewals: [0, 4], discountRate: 0.1 }],
  ],
  expectedLifetime: [[parameters, { horizon: 12 }], [parameters]],
  fit: [
    [cohort],
    [{ duration: [1, 2, 3, 3], event: [1, 1, 1, 0], entry: [0, 0, 1, 0], weight: [9, 5, 3, 20] }],
  ],
  likelihoodProblem: [[cohort]],
  logLikelihood: [[parameters, cohort]],
  medianLifetime: [[parameters]],
  replicate: [[parameters, smallCohort, { seed: 1, stream: 0 }]],
  resample: [[smallCohort, { seed: 1, stream: 0 }]],
  residualLifetimeValue: [[parameters, { margin: 100, renewals: 4, discountRate: 0.1 }]],
  retentionElasticity: [[parameters, { renewals: 0, discountRate: 0.1, kind: "individual" }]],
  retentionRate: [
    [parameters, 1],
    [parameters, [1, 2]],
  ],
  simulate: [[parameters, { customers: 20, periods: 4, timeUnit: "year", firstPeriod: 1, seed: 1 }]],
  survival: [
    [parameters, 5],
    [parameters, [0, 5]],
  ],
});

const customer = { frequency: 2, recency: 30.43, T: 38.86 };
const customers = { frequency: [0, 2, 7], recency: [0, 30.43, 36], T: [38, 38.86, 38] };
const log = {
  frequency: [0, 1, 2, 0, 4, 7, 3],
  recency: [0, 12, 30.43, 0, 20, 36, 25],
  T: [38, 38, 38.86, 30, 35, 38, 36],
  weight: [600, 150, 80, 500, 30, 15, 40],
};

const smallLog = { frequency: [0, 2, 7], recency: [0, 30.43, 36], T: [38, 38.86, 38], weight: [3, 1, 2] };

/** The verbs that every model of purchases in continuous time has, at the given parameters. */
const purchases = (parameters: Numbers): Readonly<Record<string, SampleCalls>> => ({
  conditionalExpectedTransactions: [
    [parameters, customer, 39],
    [parameters, customers, 39],
  ],
  conditionalTransactionProbability: [
    [parameters, customer, { x: 1, t: 39 }],
    [parameters, customers, { x: 0, t: 39 }],
  ],
  discountedExpectedResidualTransactions: [
    [parameters, customer, { discountRate: { rate: 0.15, per: "year" }, timeUnit: "week" }],
    [parameters, customers, { continuousDiscountRate: 0.0027 }],
  ],
  expectedTransactions: [
    [parameters, 52],
    [parameters, [0, 52]],
  ],
  fit: [[log]],
  likelihoodProblem: [[log]],
  logLikelihood: [
    [parameters, customer],
    [parameters, customers],
  ],
  probabilityAlive: [
    [parameters, customer],
    [parameters, customers],
  ],
  replicate: [[parameters, smallLog, { seed: 1, stream: 0 }]],
  resample: [[smallLog, { seed: 1, stream: 0 }]],
  simulate: [[parameters, { customers: 10, T: 39, seed: 7 }]],
  transactionProbability: [[parameters, { x: 1, t: 39 }]],
});

/** The same of regular purchases, whose gaps are part of the likelihood. */
const regularWithCovariates = (parameters: Numbers): Readonly<Record<string, SampleCalls>> => {
  const { likelihoodProblem: _, ...verbs } = purchasesWithCovariates({ k: 2, ...parameters });
  const given = { k: 2, ...parameters, "purchase.online": 0.5, "dropout.online": -0.3 };
  const logged = { ...log, online: [0, 1, 1, 1, 0, 1, 0], sumLogGaps: [0, 4, 5, 2, 6, 1, 3] };
  return {
    ...verbs,
    fit: [[logged, { covariates: { purchase: ["online"], dropout: [] }, shapes: [2] }]],
    logLikelihood: [
      [given, { ...customer, online: 1, sumLogGaps: 5.4 }],
      [given, logged],
    ],
  };
};

/** The verbs of the models with covariates: one for purchases and one for leaving, in each form of input. */
const purchasesWithCovariates = (parameters: Numbers): Readonly<Record<string, SampleCalls>> => {
  const given = { ...parameters, "purchase.online": 0.5, "dropout.online": -0.3 };
  const one = { ...customer, online: 1 };
  const many = { ...customers, covariates: { online: [0, 1, 1] } };
  const logged = { ...log, online: [0, 1, 1, 1, 0, 1, 0] };
  return {
    conditionalExpectedTransactions: [
      [given, one, 39],
      [given, many, 39],
    ],
    conditionalTransactionProbability: [[given, one, { x: 1, t: 39 }]],
    discountedExpectedResidualTransactions: [
      [given, one, { discountRate: { rate: 0.15, per: "year" }, timeUnit: "week" }],
      [given, many, { continuousDiscountRate: 0.0027 }],
    ],
    expectedTransactions: [
      [given, { online: 1 }, 52],
      [given, { online: 1 }, [0, 52]],
    ],
    fit: [[logged, { covariates: { purchase: ["online"], dropout: [] } }]],
    likelihoodProblem: [[logged, { covariates: ["online"] }]],
    logLikelihood: [
      [given, one],
      [given, many],
    ],
    parametersFor: [[given, { online: 1 }]],
    probabilityAlive: [
      [given, one],
      [given, many],
    ],
    replicate: [[given, { ...smallLog, online: [0, 1, 1] }, { seed: 1, stream: 0 }]],
    resample: [
      [
        { ...smallLog, covariates: { online: [0, 1, 1] } },
        { seed: 1, stream: 0 },
      ],
    ],
    simulate: [[given, { T: 39, covariates: { online: [0, 1, 1] }, seed: 7 }]],
    transactionProbability: [[given, { online: 1 }, { x: 1, t: 39 }]],
  };
};

/** The verbs of the models of regular purchases; for k above 1 a history has the sum of its log gaps. */
const regularPurchases = (parameters: Numbers): Readonly<Record<string, SampleCalls>> => {
  const { likelihoodProblem: _, ...verbs } = purchases(parameters);
  return {
    ...verbs,
    fit: [[{ ...log, sumLogGaps: [0, 2.4, 5.4, 0, 6.3, 10.6, 6.2] }, { shapes: [1, 2] }]],
    replicate: [[parameters, { ...smallLog, sumLogGaps: [0, 5.4, 10.6] }, { seed: 1, stream: 0 }]],
    resample: [
      [
        { frequency: [1, 2], recency: [9, 30.43], T: [38, 38.86], sumLogGaps: [2.2, 5.4] },
        { seed: 1, stream: 0 },
      ],
    ],
    logLikelihood: [[parameters, { ...customer, sumLogGaps: 5.4 }]],
  };
};

const bgNbdFit = bgNbd.fit(
  bgNbd.simulate({ r: 0.6, alpha: 6, a: 0.9, b: 2.4 }, { customers: 150, T: 52, seed: 5 }).customers,
);
const bgNbdParameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const covariateCohorts = [
  { timeUnit: "year", lostByPeriod: [131, 126, 90, 60], stillActive: 593, covariates: { regular: 0 } },
  { timeUnit: "year", lostByPeriod: [369, 163, 86, 56], stillActive: 326, covariates: { regular: 1 } },
];
const opportunities = {
  frequency: [0, 1, 2, 3, 6],
  recency: [0, 1, 3, 6, 6],
  T: [6, 6, 6, 6, 6],
  weight: [346, 109, 40, 18, 120],
};
const disclosures = {
  timeUnit: "quarter",
  added: [100, 120, 140, 150, 150, 140, 150, 160, 150],
  lost: [0, 8, 17, 26, 34, 41, 46, 51, 57],
};
const wave = { timeUnit: "quarter", added: [20, 31, 44, 58, 69, 73, 70, 59, 46], lost: Array(9).fill(0) };
const disclosed = { r: 2, alpha: 20, c: 1 };
const prospects = { reach: 0.4, lambda: 0.02, c: 1.5 };
const market = { timeUnit: "quarter", population: [1000, 1003, 1006, 1009, 1012, 1015, 1018] };
const bgBbParameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
const spenders = { frequency: [2, 1, 0, 7, 1, 3], monetaryValue: [22.35, 11.77, null, 73.74, 40.1, 25.55] };
const spend = { p: 6, q: 4, gamma: 16 };
const profits = {
  frequency: [2, 1, 0, 7, 1, 3],
  monetaryValue: [22.35, -11.77, null, 43.74, 40.1, -25.55],
  monetaryVariance: [110, null, null, 250, null, 90],
};
const profit = { mu: 15, tau: 20, sigma: 12 };

/** Valid calls of the verbs of each model; a verb that the model does not have is passed over. */
export const sampleVerbs: Readonly<Record<string, Readonly<Record<string, SampleCalls>>>> = {
  geometric: contractual({ theta: 0.2 }),
  discreteWeibull: contractual({ theta: 0.15, c: 0.77 }),
  betaDiscreteWeibull: {
    ...contractual({ alpha: 0.26, beta: 1.72, c: 1.58 }),
    churnPosterior: [[{ alpha: 0.26, beta: 1.72, c: 1.58 }, { renewals: 3 }]],
  },
  shiftedBetaGeometric: {
    ...contractual({ alpha: 0.668, beta: 3.806 }),
    churnPosterior: [[{ alpha: 0.668, beta: 3.806 }, { renewals: 3 }]],
    fitRetentionRates: [[cohort]],
  },
  geometricMixture: {
    ...contractual({ theta1: 0.4, theta2: 0.05, share1: 0.3 }),
    segments: [[{ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { renewals: 2 }]],
  },
  bgNbd: purchases(bgNbdParameters),
  bgNbdRegression: purchasesWithCovariates(bgNbdParameters),
  bgCnbdKRegression: regularWithCovariates(bgNbdParameters),
  mbgCnbdKRegression: regularWithCovariates(bgNbdParameters),
  bgCnbdK: regularPurchases({ k: 2, ...bgNbdParameters }),
  mbgCnbdK: regularPurchases({ k: 2, r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }),
  ggomNbd: purchases({ r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 }),
  ggomNbdRegression: purchasesWithCovariates({ r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 }),
  mbgNbd: purchases({ r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }),
  mbgNbdRegression: purchasesWithCovariates({ r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }),
  paretoNbd: purchases({ r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }),
  paretoNbdRegression: purchasesWithCovariates({ r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }),
  nbd: purchases({ r: 0.385, alpha: 12.072 }),
  disclosedAcquisition: {
    additions: [[{ alpha: 81.945, beta: -6.009, gamma: 0.317 }, 22]],
    fit: [[wave]],
    likelihoodProblem: [[wave]],
    peak: [[{ alpha: 81.945, beta: -6.009, gamma: 0.317 }]],
    wonBy: [[{ alpha: 81.945, beta: -6.009, gamma: 0.317 }, 21]],
  },
  disclosedProspects: {
    additions: [[prospects, market]],
    fit: [[{ ...market, added: [15.7, 24.4, 28, 29.5, 29.7, 29] }]],
    likelihoodProblem: [[{ ...market, added: [15.7, 24.4, 28, 29.5, 29.7, 29] }]],
    shareJoined: [[prospects, 8, { season: 1 }]],
  },
  disclosedRetention: {
    activeByTenure: [[disclosed, disclosures]],
    expectedLifetime: [[disclosed], [disclosed, { horizon: 40 }]],
    fit: [[disclosures]],
    likelihoodProblem: [[disclosures]],
    medianLifetime: [[disclosed]],
    retentionRate: [[disclosed, 8]],
    survival: [[disclosed, 8]],
    survivalByCohort: [[disclosed, { nextSeason: 1 }]],
    track: [[disclosed, disclosures]],
  },
  disclosedRevenue: {
    fit: [[{ timeUnit: "quarter", revenuePerCustomer: [230, 231, 236, 238, 241, 242, 247, 249] }]],
    likelihoodProblem: [[{ timeUnit: "year", revenuePerCustomer: [50, null, 53, 56] }]],
    revenuePerCustomer: [[{ level: 230, growth: 1.012 }, 9]],
  },
  bgBb: {
    conditionalExpectedTransactions: [
      [bgBbParameters, { frequency: 3, recency: 4, T: 6 }, 10],
      [bgBbParameters, opportunities, 10],
    ],
    conditionalTransactionProbability: [[bgBbParameters, { frequency: 3, recency: 4, T: 6 }, { x: 1, n: 5 }]],
    discountedExpectedResidualTransactions: [
      [bgBbParameters, { frequency: 3, recency: 4, T: 6 }, { discountRate: 0.1 }],
    ],
    expectedDropoutProbability: [[bgBbParameters, { frequency: 3, recency: 4, T: 6 }]],
    expectedPurchaseProbability: [[bgBbParameters, { frequency: 3, recency: 4, T: 6 }]],
    expectedTransactions: [[bgBbParameters, 10]],
    fit: [[opportunities]],
    likelihoodProblem: [[opportunities]],
    logLikelihood: [
      [bgBbParameters, { frequency: 3, recency: 4, T: 6 }],
      [bgBbParameters, opportunities],
    ],
    probabilityAlive: [
      [bgBbParameters, { frequency: 3, recency: 4, T: 6 }],
      [bgBbParameters, opportunities],
    ],
    replicate: [[bgBbParameters, opportunities, { seed: 1, stream: 0 }]],
    resample: [[opportunities, { seed: 1, stream: 0 }]],
    simulate: [[bgBbParameters, { customers: 10, T: 6, seed: 7 }]],
    transactionProbability: [[bgBbParameters, { x: 2, n: 6 }]],
  },
  gammaGamma: {
    conditionalExpectedSpend: [
      [spend, { frequency: 3, monetaryValue: 35 }],
      [spend, spenders],
    ],
    expectedSpend: [[spend]],
    fit: [[spenders]],
    independence: [[spenders]],
    likelihoodProblem: [[spenders]],
    logLikelihood: [[spend, { frequency: 3, monetaryValue: 35 }]],
    replicate: [[spend, spenders, { seed: 1, stream: 0 }]],
    resample: [[spenders, { seed: 1, stream: 0 }]],
    simulate: [[spend, { frequency: [3, 1, 2], seed: 7 }]],
  },
  normalNormal: {
    conditionalExpectedSpend: [
      [profit, { frequency: 3, monetaryValue: -5 }],
      [profit, profits],
    ],
    expectedSpend: [[profit]],
    fit: [[profits]],
    independence: [[profits]],
    likelihoodProblem: [[profits]],
    logLikelihood: [[profit, { frequency: 3, monetaryValue: -5, monetaryVariance: 80 }]],
    probabilityOfLoss: [
      [profit, { frequency: 3, monetaryValue: -5 }],
      [profit, profits],
    ],
    replicate: [[profit, profits, { seed: 1, stream: 0 }]],
    resample: [[profits, { seed: 1, stream: 0 }]],
    simulate: [[profit, { frequency: [3, 1, 2], seed: 7 }]],
  },
};

/** Valid calls of the other functions, by name. */
const twoVisits = [
  { customer: "ann", time: "2024-01-05" },
  { customer: "ann", time: "2024-02-11" },
];
const bgNbdFitted = { model: bgNbd, fit: bgNbdParameters };
const expectedPurchases = (many: {
  frequency: ArrayLike<number>;
  recency: ArrayLike<number>;
  T: ArrayLike<number>;
}) => bgNbd.conditionalExpectedTransactions(bgNbdParameters, many, 39);

export const sampleCalls: Readonly<Record<string, SampleCalls>> = {
  cohortTableAsync: [
    [{ customer: [0, 1, 0], time: ["2024-01-05", "2024-01-20", "2024-02-11"] }, { period: "month" }],
  ],
  "discreteTimeHazard.fitAsync": [[durations, { time: { powers: [] } }]],
  summarizeTransactionsAsync: [
    [{ customer: ["a", "b", "a"], time: ["2024-01-05", "2024-01-20", "2024-02-11"] }],
  ],
  layerCake: [[cohortTable(twoVisits, { period: "month", asOf: "2024-03-01" })]],
  trendProjections: [[projectRetention(geometric, smallCohort, { periods: 4 })]],
  parameterIntervals: [[geometricFit, { parameters: ["theta"], level: 0.9 }]],
  heterogeneity: [[{ model: "bgNbd", parameters: bgNbdParameters }, { points: 10 }]],
  spendDensity: [[{ p: 6.25, q: 3.74, gamma: 15.44 }, spenders, { bins: 5 }]],
  spendByFrequency: [[spenders, { largest: 3 }]],
  valueDistribution: [[[1, 2, 30], { bins: 4 }]],
  paybackCurve: [[{ margin: 20, retention: 0.9, discountRate: 0.01, acquisitionCost: 50 }, { periods: 3 }]],
  profitCurve: [
    [
      { scores: [0.1, 0.4, 0.7, 0.9], churned: [0, 1, 0, 1] },
      { acceptance: 0.3, customerValue: 200, incentive: 10, contactCost: 1 },
    ],
  ],
  retentionLiftCurves: [[{ contribution: { change: points(0.05) } }, { retentions: [0.7, 0.8] }]],
  spendingCurves: [
    [
      optimalSpending({
        margin: 60,
        discountRate: 0.2,
        acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.15 } },
        retention: { ceiling: 0.7, point: { spend: 10, rate: 0.4 } },
      }),
      { points: 3 },
    ],
  ],
  outputDistribution: [[[-1, 1, 2, 3], { lossBelow: 0, bins: 4 }]],
  frequencyRecencyMatrix: [[bgNbdFitted, { T: 39, horizon: 39, largest: 2, steps: 2 }]],
  aliveHistory: [[bgNbdFitted, { purchases: [2, 30], T: 40, steps: 3 }]],
  aliveBySilence: [[bgNbdFitted, { frequencies: [1, 2], recency: 30, longest: 20, steps: 2 }]],
  isoValueCurves: [[expectedPurchases, { T: 78, values: [1], largest: 4 }]],
  confidenceSequence: [
    [
      [0, 1, 0, 0.4, 0.7],
      {
        method: "hedged",
        level: 0.9,
        at: [2, 5],
        nullValue: 0.5,
        bounds: { lower: 0, upper: 1 },
        bettingFraction: 0.5,
      },
    ],
    [[0, 1, 0, 0, 1], { method: "beta-binomial" }],
    [[{ atStart: 20, lost: 3 }], { method: "beta-binomial", nullValue: 0.1 }],
    [[4, 7, 5], { method: "normal-mixture", tunedAt: 100, standardDeviation: 2 }],
    [[4, 7, 5], { method: "asymptotic", tunedAt: 100, from: 3 }],
    [
      [{ first: { atStart: 500, lost: 40 }, second: { atStart: 500, lost: 31 } }],
      { method: "mixture", mixtureVariance: 0.0001, fewestLost: 5 },
    ],
    [
      [{ perGroup: 100, difference: 0.9 }],
      { method: "mixture", mixtureVariance: 0.25, standardDeviation: 4 },
    ],
  ],
  differenceInDifferences: [
    [
      ["a", "b", "c", "d"].flatMap((cluster, i) =>
        [0, 1].map((after) => ({
          cluster,
          treated: i % 2,
          after,
          atStart: 100,
          lost: 5 + 2 * i + after * (i % 3),
        })),
      ),
      { level: 0.9, seed: 3 },
    ],
  ],
  experimentSize: [
    [{ of: "rates", first: 0.05, second: 0.04 }],
    [
      {
        of: "rates",
        first: 0.05,
        second: 0.04,
        power: 0.8,
        significance: 0.05,
        secondPerFirst: 1,
        intakePerWeek: 100,
        observationWeeks: 4,
      },
    ],
    [{ of: "rates", first: 0.05, second: 0.04, customers: { first: 2000, second: 2000 } }],
    [{ of: "notWorse", first: 0.05, second: 0.05, margin: 0.01, oneSidedSignificance: 0.025 }],
    [{ of: "means", difference: 2, standardDeviation: 30, covariateRSquared: 0.36 }],
    [{ of: "events", hazardRatio: 0.75, method: "freedman", hazard: 0.06, accrual: 12, followUp: 12 }],
    [
      {
        of: "restrictedMean",
        horizon: 12,
        firstRate: 0.08,
        secondRate: 0.06,
        shape: 1,
        accrual: 6,
        followUp: 12,
      },
    ],
  ],
  normalMixtureBoundary: [
    [{ intrinsicTimes: [100, 1000], tunedAt: 1000, level: 0.9, tuning: "approximate" }],
  ],
  peekingError: [[{ looks: 5 }], [{ looks: 5, significance: 0.01 }]],
  sampleRatioTest: [
    [{ counts: [50312, 49311], shares: [0.5, 0.5], threshold: 0.001 }],
    [
      {
        looks: [
          [520, 480],
          [1010, 1000],
        ],
        shares: [0.5, 0.5],
        concentration: 100,
      },
    ],
  ],
  sequentialBoundary: [
    [{ boundary: "pocock", looks: 3, significance: 0.05 }],
    [{ spending: { power: 2 }, information: [0.5, 1] }],
    [{ spending: "obrienFleming", information: [0.5, 1] }],
  ],
  sequentialDesign: [
    [
      {
        boundary: {
          method: "pocock",
          significance: 0.05,
          constant: 2.178,
          looks: [
            { information: 0.5, z: 2.178 },
            { information: 1, z: 2.178 },
          ],
        },
        power: 0.8,
        fixedSize: 1000,
      },
    ],
  ],
  acquisitionPayback: [[{ acquisitionCost: 400, revenuePerAccount: 100, grossMargin: 0.8 }]],
  activeCustomers: [
    [
      [
        { customer: "ann", time: "2024-01-01" },
        { customer: "ann", time: "2024-01-02" },
        { customer: "ann", time: "2024-01-07" },
        { customer: "bob", time: "2024-01-03" },
      ],
      { asOf: "2024-01-09" },
    ],
  ],
  incidenceRate: [[{ share: 0.64 }], [{ share: 0.64, shape: 1 }], [{ share: 0.64, occasions: 52 }]],
  averageRevenuePerAccount: [[{ recurringRevenue: 12500, customers: 150, customersAtStart: 100 }]],
  bergerNasrValue: [
    [{ contribution: 260, promotion: 50, retention: 0.75, discountRate: 0.2, cycles: 10 }],
    [{ contribution: 260, promotion: 50, retention: 0.75, discountRate: 0.2 }],
  ],
  blanketProgrammeBreakEven: [[{ costPerCustomer: 24, valuePerSave: 120, churnRate: 0.3 }]],
  backtest: [
    [{ series: [1, 2, 4, 5, 7, 8, 9], horizon: 1, forecast: (past: number[]) => [past.length] }],
    [
      {
        ...{ cohorts: [cohort], horizon: 1, origins: 1, quantity: "lost" },
        forecast: () => [{ estimate: 20, lower: 10, upper: 30 }],
      },
    ],
  ],
  backtestAsync: [[{ series: [1, 2, 4, 5, 7, 8, 9], horizon: 1, forecast: () => [3] }]],
  bootstrap: [[geometric, cohort, ({ theta }: Numbers) => 1 / (theta ?? 1), { resamples: 20, seed: 1 }]],
  bootstrapAsync: [[geometric, cohort, ({ theta }: Numbers) => 1 / (theta ?? 1), { resamples: 20, seed: 1 }]],
  bootstrapLikelihoodRatioTestAsync: [
    [{ simple: geometric, full: shiftedBetaGeometric }, smallCohort, { resamples: 19 }],
  ],
  bootstrapLikelihoodRatioTest: [
    [{ simple: geometric, full: shiftedBetaGeometric }, smallCohort, { resamples: 19 }],
  ],
  breakEven: [[liftAt, { retention: 0.8 }, { input: "retention", within: [0.5, 0.94], target: 0.25 }]],
  burnMultiple: [[{ netBurn: 4000000, netNewAnnualRecurringRevenue: 5000000 }]],
  calibrationCurve: [
    [{ model: bgNbd, fit: bgNbdParameters }, customers, { horizon: 39, observed: [0, 3, 0], bins: 2 }],
  ],
  conditionalExpectations: [
    [
      { model: bgNbd, fit: bgNbdParameters },
      customers,
      { horizon: 39, observed: [0, 1, 8], largest: 2, recencyWidth: 20 },
    ],
  ],
  "discreteTimeHazard.churnProbability": [[hazardModel, { price: 10 }, [1, 4]]],
  "discreteTimeHazard.conditionalChurnProbability": [
    [hazardModel, { tenure: 2, price: 10 }],
    [hazardModel, { months: [2, 9], price: [10, 25] }, { horizon: 3, tenure: "months" }],
  ],
  "discreteTimeHazard.fit": [
    [
      hazardRows,
      {
        covariates: ["price"],
        link: "logit",
        time: { powers: ["log"] },
        timeUnit: "month",
        maxIterations: 50,
      },
    ],
    [
      { ...hazardRows, entry: [0, 0, 1, 0, 2, 0, 0, 1, 0, 0], weight: [2, 1, 3, 1, 1, 2, 1, 1, 4, 1] },
      { time: { steps: [2] } },
    ],
  ],
  "discreteTimeHazard.hazard": [[hazardModel, { price: 10 }, 4]],
  "discreteTimeHazard.inference.likelihoodProblem": [
    [hazardRows, { covariates: ["price"], time: { powers: [] } }],
  ],
  "discreteTimeHazard.logLikelihood": [[hazardModel, hazardRows, { duration: "duration" }]],
  "discreteTimeHazard.inference.resample": [[durations, { seed: 1, stream: 0 }]],
  "discreteTimeHazard.simulate": [[hazardModel, { price: [5, 10, 20] }, { periods: 12, seed: 1, stream: 0 }]],
  "discreteTimeHazard.survival": [[hazardModel, { price: 10 }, [0, 5]]],
  "discreteTimeHazard.withOptions": [[{ covariates: ["price"], time: { powers: [] } }]],
  expectedFrequencies: [[{ model: bgNbd, fit: bgNbdParameters }, customers, { largest: 2 }]],
  gainCurve: [[{ score: [0.9, 0.4, 0.4, 0.1], value: [6, 3, 1, 0] }]],
  holdoutErrors: [[{ predicted: [0.5, 1.5, 2, 0], observed: [0, 2, 4, 0] }]],
  holdoutLogScore: [
    [{ model: bgNbd, fit: bgNbdParameters }, customers, { horizon: 39, observed: [0, 1, 2] }],
  ],
  compareForecasts: [
    [
      [
        {
          model: bgNbd,
          fit: {
            model: "bgNbd",
            parameters: bgNbdParameters,
            likelihoodOf: "purchase timing (x, t_x, T)",
            logLikelihood: -95.8,
            aic: 199.6,
            bic: 201.2,
          },
        },
      ],
      customers,
      { horizon: 39, observed: [0, 1, 2], tracking: { periods: 2, observed: [30, 48] } },
    ],
  ],
  trackTransactions: [
    [{ model: bgNbd, fit: bgNbdParameters }, customers, { periods: 2, observed: [30, 48] }],
  ],
  calibrateSpendingCurve: [[{ ceiling: 0.4, point: { spend: 5, rate: 0.2 } }]],
  campaignProfit: [
    [
      {
        customers: 100000,
        targetedShare: 0.1,
        churnRate: 0.05,
        lift: 4,
        acceptance: 0.3,
        customerValue: 200,
        incentive: 10,
        contactCost: 1,
        fixedCost: 5000,
      },
    ],
  ],
  checkClaims: [
    [
      {
        claims: [
          { probability: "satisfied", given: "defected", equals: 0.8 },
          { probability: "defected", given: "satisfied", equals: 0.4 },
          {
            ratioOf: { probability: "defected", given: "not satisfied" },
            to: { probability: "defected", given: "satisfied" },
            equals: 5,
          },
        ],
        quantities: [{ probability: "satisfied" }],
      },
    ],
  ],
  rankAverageTreatmentEffect: [
    [
      {
        uplift: [0.4, 0.3, 0.2, 0.1, -0.1, -0.2],
        treated: [1, 0, 1, 0, 1, 0],
        outcome: [9, 4, 5, 4, 3, 8],
      },
      { weighting: "qini", treatedShare: 0.5, resamples: 100, seed: 2, level: 0.9 },
    ],
  ],
  upliftCurve: [
    [
      {
        uplift: [0.4, 0.3, 0.2, 0.1, -0.1, -0.2],
        treated: [1, 0, 1, 0, 1, 0],
        outcome: [9, 4, 5, 4, 3, 8],
      },
      { groups: 2, level: 0.95 },
    ],
    [
      {
        uplift: [0.4, 0.3, 0.2, 0.1, -0.1, -0.2],
        treated: [1, 0, 1, 0, 1, 0],
        churned: [0, 1, 0, 0, 1, 0],
      },
      { groups: 3 },
    ],
  ],
  valueOfRunningLonger: [
    [
      {
        estimate: 1.25,
        standardError: 0.9,
        costPerCustomer: 0.8,
        customers: 100000,
        observed: 8000,
        more: 8000,
        cost: 2000,
        prior: { mean: 0, standardDeviation: 2 },
      },
    ],
  ],
  compareRates: [
    [
      { atStart: 1200, lost: 84 },
      { atStart: 1180, lost: 91 },
      { level: 0.95, difference: "mee", ratio: "koopman", oddsRatio: "score", exact: "fisher", margin: 0.02 },
    ],
    [
      { eligible: 70, value: 56 },
      { eligible: 80, value: 48 },
      { difference: "newcombe", exact: "barnard" },
    ],
    [{ exposure: 1000, lost: 50 }, { exposure: 1000, lost: 70 }, { margin: 0.01 }],
    [
      {
        clusters: [
          { atStart: 100, lost: 5 },
          { atStart: 120, lost: 9 },
        ],
      },
      {
        clusters: [
          { atStart: 110, lost: 4 },
          { atStart: 90, lost: 11 },
        ],
      },
    ],
    [
      [
        { atStart: 100, lost: 5 },
        { atStart: 120, lost: 9 },
        { atStart: 110, lost: 4 },
      ],
      { compare: "all", adjust: "holm", scores: [1, 2, 4] },
    ],
  ],
  compareMeans: [
    [
      { n: 40, mean: 12, standardDeviation: 9 },
      { n: 35, mean: 1.5, standardDeviation: 8 },
      { level: 0.95, ratio: "fieller", margin: 2 },
    ],
    [[0, 5, 8, 0, 31], [4, 0, 0, 7, 2, 9], { method: "bootstrap", cap: 30, resamples: 100, seed: 3 }],
    [
      [
        { group: "a", outcome: 3, denominator: 2, id: 1 },
        { group: "a", outcome: 1, denominator: 4, id: 2 },
        { group: "b", outcome: 5, denominator: 3, id: 3 },
        { group: "b", outcome: 2, denominator: 1, id: 4 },
      ],
      {
        group: "group",
        first: "a",
        second: "b",
        denominator: "denominator",
        customer: "id",
        method: "jackknife",
      },
    ],
    [
      {
        outcome: [3, 1, 4, 1, 5, 9],
        before: [2, 7, 1, 8, 2, 8],
        upTo: Array(6).fill("2026-01-31"),
        from: Array(6).fill("2026-02-01"),
      },
      {
        outcome: [2, 6, 5, 3, 5, 8],
        before: [3, 1, 4, 1, 5, 9],
        upTo: Array(6).fill("2026-01-31"),
        from: Array(6).fill("2026-02-01"),
      },
      {
        covariates: ["before"],
        adjust: "lin",
        robust: "hc2",
        effectFor: "wider",
        measuredAt: "upTo",
        assignedAt: "from",
        timeZone: "UTC",
      },
    ],
  ],
  compareCurves: [
    [
      {
        duration: [2, 4, 4, 7, 9, 12, 1, 3, 3, 5, 6, 8],
        event: [1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0],
        group: ["a", "a", "a", "a", "a", "a", "b", "b", "b", "b", "b", "b"],
      },
      { first: "a", horizon: 8, at: 6, level: 0.95, timeUnit: "month" },
    ],
    [
      {
        duration: [1, 2, 3, 3, 4, 5, 6, 6, 8, 9, 2, 4],
        cause: ["card", "left", "left", null, "card", "left", null, "left", "card", null, "left", "left"],
        arm: [0, 0, 1, 0, 1, 2, 0, 0, 2, 1, 2, 1],
        id: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      },
      { group: "arm", first: 0, cause: "cause", customer: "id", at: 3, compare: "all", adjust: "holm" },
    ],
  ],
  churnDispersion: [
    [
      [
        { atStart: 1000, lost: 50 },
        { atStart: 1000, lost: 41 },
        { atStart: 1000, lost: 66 },
        { atStart: 1000, lost: 38 },
        { atStart: 1000, lost: 72 },
        { atStart: 1000, lost: 45 },
      ],
    ],
  ],
  churnFromHazard: [[0.0073972602739726025, 30]],
  churnRate: [[{ atStart: 250, lost: 10 }]],
  churnRateInterval: [
    [{ atStart: 10, lost: 0 }],
    [{ lost: 27, exposure: 3650 }],
    [{ atStart: 10, lost: 0 }, { method: "clopper-pearson" }],
  ],
  churnRates: [
    [{ atStart: 15001000, added: 4101000, lost: 2169000 }],
    [{ atStart: 1000, added: 400, lost: 60, lostOfAdded: 10, exposure: 1170 }],
  ],
  churnSegments: [[{ alpha: 0.668, beta: 3.806 }]],
  departureSpiral: [[{ employeesFollow: 0.5, customersFollow: 0.4, rise: { customers: 0.05 } }]],
  churnShock: [
    [{ churnRate: 0.0453, shape: { kind: "decaying", meanDuration: 1 }, hazardRise: 2 }],
    [
      {
        churnRate: 0.0453,
        shape: { kind: "step" },
        observed: { atStart: 24.59, atEnd: 23.79, periods: 3, counterfactualNet: 0 },
      },
    ],
    [
      {
        churnRate: 0.0453,
        shape: { kind: "step" },
        observed: { atStart: 24.59, atEnd: 23.79, counterfactualNet: 1.8, periods: 3 },
      },
    ],
    [
      {
        churnRate: 0.0453,
        shape: { kind: "step" },
        observed: { atStart: 24.59, atEnd: 23.79, periods: 3, counterfactualNet: 1.8 },
        margin: 3.303,
        discountRate: { rate: 0.1, per: "year" },
        timeUnit: "month",
      },
    ],
  ],
  cohortChurnRate: [
    [{ duration: [0.5, 1, 2, 3, 0.25], lost: [1, 0, 1, 0, 0] }, { within: 1 }],
    [{ duration: [3, 2, 3], event: [1, 1, 0], entry: [0, 1, 0], weight: [2, 1, 1] }, { within: 2 }],
  ],
  cohortTable: [
    [
      { customer: [0, 1, 0], time: Float64Array.of(1704412800000, 1705708800000, 1707609600000) },
      { period: "month", asOf: "2024-03-01" },
    ],
    [
      [
        { userId: "ann", paid: { at: "2024-01-05" } },
        { userId: "bob", paid: { at: "2024-01-20" } },
        { userId: "ann", paid: { at: "2024-02-11" } },
      ],
      {
        customer: "userId",
        time: (order: { paid?: { at: string } }) => order.paid?.at,
        period: "month",
        asOf: "2024-03-01",
      },
    ],
    [
      [
        { customer: "ann", time: "2024-01-05" },
        { customer: "bob", time: "2024-01-20" },
        { customer: "ann", time: "2024-02-11" },
        { customer: "cem", time: "2024-02-12" },
        { customer: "bob", time: "2024-03-02" },
      ],
      { period: "month", asOf: "2024-04-01" },
    ],
    [
      [
        { userId: "ann", paidAt: "2024-01-05" },
        { userId: "bob", paidAt: "2024-01-20" },
        { userId: "ann", paidAt: "2024-02-11" },
        { userId: "cem", paidAt: "2024-02-12" },
        { userId: "bob", paidAt: "2024-03-02" },
      ],
      { customer: "userId", time: "paidAt", period: "month", asOf: "2024-04-01" },
    ],
  ],
  compareFits: [[[geometricFit, shiftedFit]]],
  compareScenarios: [[netValue, { today: base, programme: { margin: 90, retention: 0.85, discount: 0.1 } }]],
  competingCauses: [[{ churnRate: 0.2, causes: { service: 5, price: 1 } }]],
  complaintFunnel: [
    [
      [
        { outcome: "silent", share: 0.5, loyalty: 0.09 },
        { outcome: "complained, not satisfied", share: 0.2, loyalty: 0.19 },
        { outcome: "satisfied", share: 0.2, loyalty: 0.54 },
        { outcome: "satisfied quickly", share: 0.1, loyalty: 0.82 },
      ],
    ],
  ],
  complaintIceberg: [[{ contacts: 400000, contactsPerComplainer: [1, 1], complaintRate: [0.01, 0.05] }]],
  excessContacts: [[{ contactsPerPeriod: 1500, usualPerPeriod: 400, periods: 79 }]],
  convertEffectSize: [[{ kind: "oddsRatio", ratio: 10, baseline: 0.7 }]],
  convertRate: [
    [0.1, { kind: "churn", from: "year", to: "month" }],
    [0.05, { kind: "churn", from: { days: 28 }, to: { days: 31 } }],
  ],
  corporateValuation: [
    [
      {
        base: [{ renewals: 0, customers: 1000 }],
        acquisition: { customers: [200, 200] },
        retention: 0.8,
        revenuePerCustomer: 200,
        marginShare: 0.5,
        acquisitionCost: 120,
        discountRate: 0.1,
        horizon: 2,
        timing: "afterOnePeriod",
      },
    ],
    [
      {
        base: [
          { renewals: 0, customers: 300 },
          { renewals: 3, customers: 700 },
        ],
        acquisition: { customers: [200, 220, 180, 160, 150] },
        survival: (t: number) => (1 + t / 4) ** -1.5,
        revenuePerCustomer: 240,
        marginShare: 0.5,
        acquisitionCost: 120,
        fixedCost: 20000,
        taxRate: 0.25,
        discountRate: 0.1,
        horizon: 5,
        terminalGrowth: 0,
        netDebt: 50000,
        shares: 10000,
      },
    ],
  ],
  costOfChurn: [
    [
      {
        atStart: 1000,
        departed: 240,
        returned: 40,
        firstPurchase: 60,
        firstPurchaseMargin: 0.4,
        lifetime: 5,
        lifetimeProfit: 600,
        lifetimeProfitOf: "oneCustomer",
        acquisitionSpend: 24000,
        newCustomers: 200,
        complaintCost: 19200,
        timeUnit: "year",
        discountRate: { rate: 0.1, per: "year" },
      },
    ],
  ],
  acquisitionCostRatio: [
    [
      {
        acquisitionSpend: 24000,
        newCustomers: 200,
        retentionSpend: 19200,
        customers: 40,
        per: "customerSaved",
      },
    ],
  ],
  customerAcquisitionCost: [[{ spend: 60000, newCustomers: 50 }]],
  customerEquity: [
    [
      {
        margin: 100,
        retention: 0.8,
        discountRate: 0.1,
        base: [
          { renewals: 0, customers: 500 },
          { renewals: 1, customers: 300 },
        ],
        acquisition: { customers: [100, 110, 120], acquisitionCost: 120 },
      },
    ],
    [
      {
        margin: 1,
        retention: 0.809784,
        discountRate: 0.1,
        standing: "renewalDue",
        base: [
          { renewals: 4, customers: 4390.69 },
          { renewals: 3, customers: 7961.14 },
          { renewals: 2, customers: 11340 },
          { renewals: 1, customers: 15200 },
          { renewals: 0, customers: 20500 },
        ],
      },
    ],
    [
      {
        margin: 1,
        retention: (period: number) => (15.2 + period - 1) / (19 + period - 1),
        discountRate: 0.1,
        standing: "renewalDue",
        base: [
          { renewals: 4, customers: 4390.69 },
          { renewals: 3, customers: 7961.14 },
          { renewals: 2, customers: 11340 },
          { renewals: 1, customers: 15200 },
          { renewals: 0, customers: 20500 },
        ],
      },
    ],
  ],
  customerLifetimeValue: [
    [{ discountedTransactions: 14.2, spend: 35, marginShare: 0.3 }],
    [{ discountedTransactions: [14.2, 3.1], spend: [35, 80], marginShare: 0.3 }],
    [
      {
        expectedTransactions: (weeks: number[]) => weeks.map((week) => 4 * (1 - 0.98 ** week)),
        spend: 35,
        horizon: 52,
        discountRate: { rate: 0.15, per: "year" },
        timeUnit: "week",
      },
    ],
  ],
  customerReferralValue: [
    [
      {
        referralsByPeriod: [1, 1],
        referredValue: 220,
        acquisitionCost: 121,
        incentive: 11,
        typeOneShare: 0.5,
        discountRate: 0.1,
      },
    ],
  ],
  dailyChurnRates: [
    [
      [
        { atStart: 100, lost: 5 },
        { atStart: 95, lost: 5 },
      ],
    ],
  ],
  dailyNetRevenueChurn: [[[{ opening: 100, closing: 120, new: 10 }]]],
  decomposeChange: [
    [netValue, { from: base, to: { margin: 90, retention: 0.85, discount: 0.1 } }, { method: "shapley" }],
  ],
  elasticities: [[netValue, { margin: 100, retention: 0.8, discount: 0.1 }]],
  expectedLifetime: [
    [0.05],
    [0.05, { leavingPeriod: "unpaid" }],
    [{ estimate: 0, lower: 0, upper: 0.16112515805281932, level: 0.95, method: "wilson" }],
  ],
  expectedMaximumProfit: [
    [{ scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9], churned: [0, 1, 0, 1, 0, 1, 0, 1] }],
    [
      { scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9], churned: [0, 1, 0, 1, 0, 1, 0, 1] },
      { customerValue: 200, incentive: 10, contactCost: 1, acceptance: { alpha: 6, beta: 14 } },
    ],
  ],
  attributableChurn: [[{ riskRatio: 5, exposedShare: 0.25, unexposedChurn: 0.1 }]],
  summarizeTransactionsSql: [
    ["orders", { dialect: "duckdb", amount: "total", asOf: "2024-03-01", rows: "histories" }],
  ],
  splitCalibrationHoldoutSql: [
    ["orders", { dialect: "spark", calibrationEnd: "2024-02-01", asOf: "2024-03-01" }],
  ],
  cohortTableSql: [
    ["events", { dialect: "trino", period: "month", asOf: "2024-03-01", amount: "total", measure: "sum" }],
  ],
  lifecycleSql: [["events", { dialect: "postgres", period: "week", asOf: "2024-03-01", minimumEvents: 2 }]],
  stickinessSql: [["events", { dialect: "redshift", periods: 7, asOf: "2024-03-01" }]],
  lastSeenTenuresSql: [["events", { dialect: "bigquery", inactiveAfter: 30, asOf: "2024-03-01" }]],
  subscriptionTenuresSql: [
    ["subscriptions", { dialect: "snowflake", asOf: "2024-03-01", mergeGap: 2, amount: "price" }],
  ],
  renewalCohortsSql: [
    [
      "subscriptions",
      { dialect: "spark", asOf: "2024-03-01", interval: "per", graceDays: 3, churnAt: "periodEnd" },
    ],
  ],
  recurringRevenueSql: [
    ["subscriptions", { dialect: "clickhouse", at: ["2024-03-01"], exchangeRates: { EUR: 1.1 } }],
  ],
  revenueMovementsSql: [["balances", { dialect: "duckdb", periods: [1, 2], paidBefore: ["ann"] }]],
  readQueryResult: [
    [
      {
        of: "summarizeTransactions",
        text: "",
        parameters: [],
        columns: [{ name: "T", kind: "number", nullable: false }],
      },
      [{ T: 2 }, { T: "3.5" }],
    ],
  ],
  expressionModel: [["margin * (1 + discount) / (1 + discount - retention)"]],
  fewerDefections: [[0.05]],
  givenDataIndices: [[{ inputs: { x: ramp, z: ramp.map((x) => (x * 7) % 40) }, output: ramp }]],
  givenDataIndicesAsync: [[{ inputs: { x: ramp, z: ramp.map((x) => (x * 7) % 40) }, output: ramp }]],
  halfLife: [[0.05]],
  hazardFromChurn: [[0.05]],
  imanConover: [
    [
      [
        [1, 2, 3, 4, 5, 6, 7, 8],
        [10, 20, 30, 40, 50, 60, 70, 80],
      ],
      [
        [1, 0.99],
        [0.99, 1],
      ],
    ],
  ],
  internalRateOfReturn: [
    [{ margin: 100, retention: 0.8, acquisitionCost: 120 }],
    [{ margin: 100, retention: 0.8, acquisitionCost: 120, timing: "afterOnePeriod" }],
  ],
  adjustPValues: [[[0.01, 0.04, 0.03], { method: "hochberg" }]],
  aalenJohansen: [
    [causes, { standardErrors: "aalen" }],
    [
      { ...causes, event: [1, 1, 1, 1, 1, 1, 0, 1] },
      { unknownCause: "other", cluster: "who", transform: "plain" },
    ],
  ],
  causeSpecificHazards: [[causes, { ties: "corrected" }]],
  grayTest: [
    [
      { ...causes, stratum: [1, 1, 1, 1, 2, 2, 2, 2] },
      { strata: "stratum", rho: 0.5 },
    ],
  ],
  logRankTest: [
    [
      { ...durations, ...grouped },
      { weighting: "flemingHarrington", p: 0.5, q: 1, trend: { a: 1, b: 2 } },
    ],
    [{ ...durations, ...grouped }, { strata: "who" }],
  ],
  pairwiseLogRankTests: [
    [
      { ...durations, ...grouped },
      { weighting: "peto", adjustment: "hochberg" },
    ],
  ],
  atRiskTable: [[{ all: survivalCurve }, { times: [0, 8] }]],
  concordance: [
    [
      { ...durations, ...grouped, score: [9, 6, 7, 5, 6, 2, 1, 3] },
      { higherScore: "shorter", cluster: "who" },
    ],
    [{ ...durations, ...grouped, score: [9, 6, 7, 5, 6, 2, 1, 3] }, { strata: "group" }],
  ],
  conditionalSurvival: [[survivalCurve, { tenure: 5 }]],
  lifeTable: [[durations, { breaks: [0, 5, 10, 20], transform: "log" }]],
  restrictedMeanDifference: [
    [survivalCurve, kaplanMeier({ ...durations, event: [1, 1, 1, 1, 1, 0, 0, 0] }), { horizon: 12 }],
  ],
  survivalBand: [[survivalCurve, { kind: "hallWellner", from: 4, to: 9, level: 0.9, transform: "plain" }]],
  survivalDifference: [[survivalCurve, survivalCurve, { time: 8, test: "logLog" }]],
  turnbull: [[{ lower: [0, 1, 1, 2, 3, 3], upper: [1, 3, 2, 3, null, null], weight: [1, 2, 1, 1, 1, 1] }]],
  flemingHarrington: [[durations, { ties: "corrected" }]],
  forecastScenarios: [
    [
      {
        ...{ fit: geometricFit, model: geometric, base: [100], intake: 5, horizon: 1, draws: 100 },
        scenarios: { now: {}, more: { intake: 9 } },
      },
    ],
  ],
  forecastScenariosAsync: [
    [
      {
        ...{ fit: geometricFit, model: geometric, base: [100], intake: 5, horizon: 1, draws: 100 },
        scenarios: { now: {}, more: { intake: 9 } },
      },
    ],
  ],
  forecastSubscribers: [
    [
      {
        ...{
          cohorts: [smallCohort, { ...cohort, firstPeriod: 2 }],
          model: geometric,
          horizon: 2,
          draws: 100,
        },
        ...{ intake: 10, prices: [{ from: 1, price: 20 }], expansion: 0.01 },
        events: [{ name: "price", periods: [-1, 2] }],
      },
    ],
    [{ fit: geometricFit, model: geometric, base: [100, 50], intake: [5, 6], horizon: 2, draws: 100 }],
  ],
  forecastSubscribersAsync: [[{ cohorts: [cohort], model: geometric, intake: 0, horizon: 1, draws: 100 }]],
  nelsonAalen: [[durations, { transform: "plain", standardErrors: "binomial" }]],
  kaplanMeier: [
    [durations],
    [
      [
        { months: 2, left: true, since: 0, mrr: 29.5 },
        { months: 4, left: true, since: 1, mrr: 9 },
        { months: 4, left: false, since: 0, mrr: 99 },
      ],
      {
        duration: "months",
        event: "left",
        entry: "since",
        weight: "mrr",
        level: 0.9,
        transform: "log",
        standardErrors: "robust",
        timeUnit: "month",
      },
    ],
  ],
  lastSeenTenures: [
    [
      [
        { customer: "ann", time: "2024-01-01" },
        { customer: "ann", time: "2024-01-21" },
        { customer: "bob", time: "2024-02-01" },
        { customer: "bob", time: "2024-03-20" },
        { customer: "cem", time: "2024-03-15" },
      ],
      { inactiveAfter: 30, asOf: "2024-04-01" },
    ],
    [
      { who: [0, 1, 0], at: [0, 86400, 1728000], kind: ["order", "order", "visit"] },
      {
        customer: "who",
        time: "at",
        event: "kind",
        startEvent: "order",
        returnEvent: ["order", "visit"],
        numericTime: "seconds",
        timeZone: "Europe/Paris",
        inactiveAfter: 30,
        timeUnit: "week",
        winBacks: "newTenure",
        asOf: "1970-03-01",
        eventsAfterAsOf: "leaveOut",
      },
    ],
  ],
  lifecycle: [
    [
      [
        { customer: "ann", time: "2024-01-05" },
        { customer: "bob", time: "2024-01-20" },
        { customer: "ann", time: "2024-02-11" },
        { customer: "bob", time: "2024-03-02" },
      ],
      { period: "month", asOf: "2024-04-01" },
    ],
  ],
  lifetimeValue: [
    [{ margin: 100, retention: 0.8, discountRate: 0.1 }],
    [{ margin: 100, retention: 0.8, discountRate: 0.1, horizon: 10 }],
    [{ margin: 100, discountRate: 0.1, survival: (t: number) => (1 + t) ** -0.4 }],
    [{ margin: 100, retention: 0.8, discountRate: 0.1, marginGrowth: 0.03 }],
  ],
  lifetimeValueElasticities: [
    [{ margin: 100, retention: 0.8, discountRate: 0.1 }],
    [{ margin: 100, retention: 0.8, discountRate: 0.1, acquisitionCost: 120 }],
  ],
  lifetimeValueRisk: [
    [{ margin: 100, retention: 0.8, discountRate: 0.1, acquisitionCost: 120, customers: 1000 }],
  ],
  likelihoodRatioTest: [[geometricFit, shiftedFit]],
  breakEvenLosses: [[{ spend: 24000, customerValue: 440, customers: 1000, contactShare: 0.1 }]],
  ltvToCac: [[{ lifetimeValue: 3600, acquisitionCost: 1200 }]],
  magicNumber: [[{ revenue: 800000, previousRevenue: 600000, previousSpend: 700000 }]],
  marginMultiple: [
    [{ retention: 0.9, discountRate: 0.12 }],
    [{ retention: 0.9, discountRate: 0.12, marginGrowth: 0.08 }],
  ],
  maximumProfit: [
    [{ scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9], churned: [0, 1, 0, 1, 0, 1, 0, 1] }],
    [
      { scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9], churned: [0, 1, 0, 1, 0, 1, 0, 1] },
      { customerValue: 200, incentive: 10, contactCost: 1, acceptance: 0.3 },
    ],
  ],
  medianLifetime: [[0.05]],
  conjunctiveCriteria: [
    [{ met: [0.95, 0.95, 0.95, 0.95, 0.95] }],
    [{ met: [0.95, 0.95, 0.95, 0.95, 0.95], target: 0.8 }],
  ],
  migrationValue: [
    [
      {
        transitions: [
          [0.3, 0.7, 0, 0, 0],
          [0.2, 0, 0.8, 0, 0],
          [0.15, 0, 0, 0.85, 0],
          [0.05, 0, 0, 0, 0.95],
          [0, 0, 0, 0, 1],
        ],
        rewards: [36, -4, -4, -4, 0],
        discountRate: 0.2,
      },
    ],
    [
      {
        transitions: [
          [0.3, 0.7, 0, 0, 0],
          [0.2, 0, 0.8, 0, 0],
          [0.15, 0, 0, 0.85, 0],
          [0.05, 0, 0, 0, 0.95],
          [0, 0, 0, 0, 1],
        ],
        rewards: [36, -4, -4, -4, 0],
        discountRate: 0.2,
        horizon: 4,
      },
    ],
    [
      {
        states: ["bought last period", "two ago", "three ago", "four ago", "lost"],
        transitions: [
          [0.3, 0.7, 0, 0, 0],
          [0.2, 0, 0.8, 0, 0],
          [0.15, 0, 0, 0.85, 0],
          [0.05, 0, 0, 0, 0.95],
          [0, 0, 0, 0, 1],
        ],
        rewards: [36, -4, -4, -4, 0],
        discountRate: 0.2,
      },
    ],
  ],
  monteCarlo: [[netValue, uncertainInputs, { samples: 64, replicates: 4, seed: 1 }]],
  monthlyAmount: [[{ amount: 1200, per: "year" }], [{ amount: 600, per: "year", quantity: 50 }]],
  monteCarloAsync: [[netValue, uncertainInputs, { samples: 64, replicates: 4, seed: 1 }]],
  elementaryEffects: [
    [{ inputs: { a: [0, 1, 1], b: [0, 0, 1] }, output: [1, 2, 4] }, { ranges: { a: [0, 1] } }],
  ],
  morrisScreeningAsync: [[netValue, uncertainInputs, { trajectories: 4 }]],
  morrisScreening: [[netValue, uncertainInputs, { trajectories: 4 }]],
  oneWay: [[netValue, base, { retention: [0.7, 0.9] }]],
  optimalSpending: [
    [
      {
        margin: 100,
        acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.05 } },
        retention: { ceiling: 0.7, point: { spend: 10, rate: 0.4 } },
        discountRate: 0.2,
      },
    ],
  ],
  forecastTransactions: [
    [
      {
        ...{ model: bgNbd, fit: bgNbdFit, horizon: 2, periodLength: 4, newCustomers: 3 },
        customers: { frequency: [2, 0, 5], recency: [30, 0, 35], T: [38, 38, 38] },
      },
    ],
  ],
  forecastTransactionsAsync: [
    [
      {
        ...{ model: bgNbd, fit: bgNbdFit, horizon: 1 },
        customers: { frequency: [2], recency: [30], T: [38] },
      },
    ],
  ],
  frechetBounds: [[[0.6, 0.7]]],
  payback: [
    [{ margin: 20, retention: 0.8, discountRate: 0.1, acquisitionCost: 120 }],
    [{ margin: 100, retention: 0.8, acquisitionCost: 120, discountRate: 0.1 }],
  ],
  points: [[0.05]],
  posteriorInterval: [[posterior, ({ theta }: Numbers) => 1 / (theta ?? 1), { level: 0.9 }]],
  predictChurn: [
    [
      [
        { atStart: 1000, lost: 50 },
        { atStart: 1000, lost: 41 },
        { atStart: 1000, lost: 66 },
        { atStart: 1000, lost: 38 },
        { atStart: 1000, lost: 72 },
        { atStart: 1000, lost: 45 },
      ],
      { atStart: 1000 },
    ],
  ],
  profileInterval: [[geometric, smallCohort, "theta", { level: 0.9 }]],
  presentValue: [[{ amounts: [-120, 100, 80], discountRate: 0.1 }]],
  profitDecomposition: [
    [
      {
        parts: { base: 30, purchases: (t: number) => 6 * t },
        retention: 0.8,
        change: points(0.05),
        discountRate: 0.1,
        horizon: 20,
        acquisitionCost: 51,
      },
    ],
  ],
  projectRetention: [[geometric, smallCohort, { periods: 6, holdoutPeriods: 1 }]],
  purchaseIntervals: [
    [
      [
        { customer: "ann", time: "2024-01-01" },
        { customer: "ann", time: "2024-01-11" },
        { customer: "ann", time: "2024-01-31" },
      ],
      { asOf: "2024-02-10" },
    ],
  ],
  purchasesByPeriod: [
    [
      [
        { customer: "ann", time: "2024-01-01" },
        { customer: "bob", time: "2024-01-03" },
        { customer: "ann", time: "2024-01-15" },
      ],
      { timeUnit: "week", asOf: "2024-01-22" },
    ],
  ],
  qiniCurve: [
    [{ uplift: [0.4, 0.3, 0.2, 0.1, -0.1, -0.2], treated: [1, 0, 1, 0, 1, 0], churned: [0, 1, 0, 0, 1, 0] }],
  ],
  quickRatio: [
    [{ new: 25000, expansion: 10000, churn: 8000, contraction: 4000 }],
    [
      {
        period: "2026-03-01T00:00:00.000Z",
        opening: 150,
        new: 30,
        reactivation: 0,
        expansion: 20,
        contraction: 0,
        churn: 50,
        currency: 0,
        closing: 150,
        customersAtStart: 2,
        customersNew: 1,
        customersReactivated: 0,
        customersExpanded: 1,
        customersContracted: 0,
        customersChurned: 1,
        customersAtEnd: 2,
      },
    ],
  ],
  recoveryParadox: [
    [{ returnWithoutFailure: 0.85, valueOfReturn: 300, compensation: 8, returnAfterRecovery: 0.8 }],
  ],
  cancelReasons: [[[{ kind: "churn", change: -30, cause: "voluntary", reason: null }], { by: "cause" }]],
  contractMix: [
    [
      [{ customer: "a", start: "2026-01-10", end: null, amount: 30, interval: "month", intervalCount: 3 }],
      { at: ["2026-02-01"] },
    ],
  ],
  planMigration: [
    [
      [{ customer: "a", start: "2026-01-10", end: null, amount: 30, plan: "pro" }],
      { from: "2026-02-01", to: "2026-03-01" },
    ],
  ],
  refundCohorts: [
    [
      [{ order: "1", customer: "a", time: "2024-01-10", amount: 100 }],
      { refunds: [{ order: "1", time: "2024-02-02", amount: 30 }], asOf: "2024-03-01", ages: 2 },
    ],
  ],
  renewalRate: [
    [
      [
        {
          ...{ customer: "a", start: "2024-01-31", interval: "month", intervalCount: 1, firstPeriod: 1 },
          ...{ renewals: 3, lostAt: 4 },
        },
      ],
      { from: "2024-01-01", to: "2024-12-01", level: 0.9 },
    ],
  ],
  renewalsDue: [
    [
      [{ customer: "a", start: "2024-01-31", end: null, interval: "month", amount: 20, scheduledEnd: null }],
      { from: "2024-04-01", to: "2024-05-01" },
    ],
  ],
  revenueConcentration: [[[{ customer: "a", period: "2026-03", amount: 70 }], { top: [1, 2] }]],
  stickinessOverTime: [
    [
      [
        { customer: "a", time: "2024-01-01" },
        { customer: "a", time: "2024-01-03" },
      ],
      { periods: 2, every: 1, asOf: "2024-01-05" },
    ],
  ],
  trialOutcomes: [
    [
      [
        {
          trial: 1,
          trialStart: "2025-03-01",
          trialEnd: "2025-03-15",
          convertedAt: "2025-03-15",
          canceledAt: null,
        },
      ],
      { asOf: "2025-04-01", graceDays: 3, level: 0.9 },
    ],
  ],
  revenueStatements: [
    [
      [
        { customer: "a", start: "2026-01-10", end: "2026-02-10", amount: 30, state: "active", cause: null },
        { customer: "a", start: "2026-02-10", end: null, amount: 0, state: "paused", cause: null },
        { customer: "b", start: "2026-01-20", end: "2026-03-20", amount: 50, state: "active", cause: "card" },
      ],
      { period: "month", asOf: "2026-04-01" },
    ],
    [[{ customer: "a", start: "2026-01-10", end: null, amount: 30 }], { at: ["2026-02-01", "2026-03-01"] }],
  ],
  customerStates: [
    [
      [{ customer: "a", start: "2026-01-10", end: "2026-02-10", amount: 30, state: "active", cause: "card" }],
      { at: ["2026-02-01", "2026-03-01"] },
    ],
  ],
  stripeSubscriptions: [
    [[stripeSubscription], { asOf: "2026-03-01", discounts: "recurring", churnAt: "end" }],
  ],
  stripeInvoiceLines: [
    [
      [stripeInvoice],
      {
        subscriptions: [stripeSubscription],
        discounts: "all",
        churnAt: "end",
        pastDueDays: 30,
        pauses: "paused",
        refunds: "ignore",
      },
    ],
  ],
  shopifyOrders: [
    [
      [
        {
          ...{
            Name: "#1",
            Email: "ann@example.com",
            "Financial Status": "paid",
            Currency: "USD",
            Total: "62.90",
          },
          ...{ "Created at": "2026-03-05 04:16:23 +0500", "Lineitem quantity": "1" },
        },
      ],
      { time: "Created at", statuses: ["paid"], testOrders: "leaveOut" },
    ],
  ],
  recurringRevenue: [
    [
      [
        { customer: "a", start: "2026-01-10", end: null, amount: 100 },
        { customer: "a", start: "2026-02-15", end: "2026-03-15", amount: 20 },
        { customer: "b", start: "2026-01-20", end: "2026-02-20", amount: 50 },
      ],
      { at: ["2026-02-01", "2026-03-01"] },
    ],
    [
      [
        { customer: "a", start: "2026-01-10", end: null, amount: 100, currency: "EUR" },
        { customer: "b", start: "2026-01-20", end: "2026-02-20", amount: 50, currency: "USD" },
      ],
      { at: ["2026-02-01", "2026-03-01"], exchangeRates: { EUR: 1, USD: 0.9 } },
    ],
  ],
  referralLoop: [
    [{ retention: 0.8, referrals: 0.1, acquisition: 100 }],
    [{ retention: 0.8, referrals: 0.3, acquisition: 100, capacity: 5000 }],
    [
      {
        states: [
          { name: "new", becomes: { loyal: 0.55 }, refers: { new: 0.1 } },
          { name: "loyal", becomes: { loyal: 0.85 }, refers: { new: 0.25 } },
        ],
      },
    ],
  ],
  regionalSensitivity: [
    [{ inputs: { x: ramp, z: ramp.map((x) => (x * 7) % 40) }, output: ramp }, { atLeast: 30 }],
  ],
  regionalSensitivityAsync: [
    [{ inputs: { x: ramp, z: ramp.map((x) => (x * 7) % 40) }, output: ramp }, { atLeast: 30 }],
  ],
  relative: [[0.05]],
  repeatPurchaseRate: [
    [
      [
        { customer: "ann", time: "2024-01-05" },
        { customer: "ann", time: "2024-02-01" },
        { customer: "bob", time: "2024-01-20" },
        { customer: "cem", time: "2024-03-25" },
      ],
      { asOf: "2024-04-01" },
    ],
    [
      [
        { customer: "ann", time: "2024-01-05" },
        { customer: "ann", time: "2024-02-01" },
        { customer: "bob", time: "2024-01-20" },
        { customer: "cem", time: "2024-03-25" },
      ],
      { asOf: "2024-04-01", within: 30 },
    ],
  ],
  residualValue: [
    [{ margin: 100, survival: (t: number) => 1 / (1 + t), discountRate: 0.1, renewals: 3 }],
    [{ margin: 100, retention: 0.833, discountRate: 0.1, renewals: 4, standing: "renewalDue" }],
    [
      {
        margin: 1,
        retention: (period: number) => (15.2 + period - 1) / (19 + period - 1),
        discountRate: 0.1,
        standing: "renewalDue",
        renewals: 0,
      },
    ],
  ],
  restrictedMean: [[survivalCurve, { horizon: 12, level: 0.9 }]],
  retentionCurve: [
    [
      [
        { size: 1000, values: [500] },
        { size: 500, values: [400] },
      ],
    ],
    [
      [
        { size: 1000, values: [500] },
        { size: 500, values: [400] },
      ],
      { method: "simple" },
    ],
  ],
  retentionLift: [
    [{ retention: 0.8, change: points(0.01), customers: 100, margin: 10 }],
    [{ retention: 0.75, change: points(0.05) }],
    [{ retention: 0.75, change: points(0.05), periods: 3 }],
    [{ retention: 0.8, change: points(0.05), measure: "lifetimeValue", discountRate: 0.1 }],
    [
      {
        retention: 0.8,
        change: { kind: "relative", size: 0.05 },
        measure: "baseLimited",
        margin: 120,
        acquisitionCost: 120,
      },
    ],
  ],
  retentionLiftBySegment: [
    [
      {
        segments: [
          { retention: 0.5, customers: 1 },
          { retention: 0.9, customers: 1 },
        ],
        change: points(0.05),
        measure: "lifetimeValue",
        discountRate: 0.1,
      },
    ],
  ],
  retentionRate: [[{ atStart: 250, lost: 10 }]],
  retentionSpendBreakEven: [[{ margin: 100, retention: 0.7, improvedRetention: 0.75, discountRate: 0.1 }]],
  retentionTrend: [[[1, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491], "linear"]],
  returnOnMarketing: [[{ customerEquityGain: 101.3, cost: 70 }]],
  revenuePerCustomer: [
    [[12, 9, 30, 14, 9, 85, 11, 20].map((amount, i) => ({ customer: `c${i}`, amount }))],
    [[12, 9, 30].map((amount, customer) => ({ customer, amount })), { method: "jackknife", level: 0.9 }],
  ],
  trackLifetimeValue: [[{ margin: 20, retention: 0.85, discountRate: 0.01, realized: valueToDate }]],
  revenueMovements: [
    [
      [
        { customer: "a", period: 1, amount: 100 },
        { customer: "b", period: 1, amount: 50 },
        { customer: "a", period: 2, amount: 120 },
        { customer: "c", period: 2, amount: 30 },
      ],
    ],
    [
      [
        { customer: "a", period: "2026-02-01T00:00:00.000Z", amount: 100 },
        { customer: "b", period: "2026-02-01T00:00:00.000Z", amount: 50 },
        { customer: "a", period: "2026-03-01T00:00:00.000Z", amount: 120 },
        { customer: "c", period: "2026-03-01T00:00:00.000Z", amount: 30 },
      ],
      { periods: ["2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"] },
    ],
  ],
  revenueRates: [
    [{ opening: 100, expansion: 10, contraction: 10, churn: 10, reactivation: 0 }],
    [
      {
        period: "2026-03-01T00:00:00.000Z",
        opening: 150,
        new: 30,
        reactivation: 0,
        expansion: 20,
        contraction: 0,
        churn: 50,
        currency: 0,
        closing: 150,
        customersAtStart: 2,
        customersNew: 1,
        customersReactivated: 0,
        customersExpanded: 1,
        customersContracted: 0,
        customersChurned: 1,
        customersAtEnd: 2,
      },
    ],
  ],
  revenueRetentionInterval: [
    [ramp.map((x) => ({ opening: 10 + x, closing: 11 + x })), { resamples: 100, seed: 1 }],
    [ramp.map((x) => ({ opening: 10 + x, closing: 9 + x })), { measure: "grossChurn", method: "wilson" }],
  ],
  rfmFromSummary: [
    [
      {
        frequency: [0, 2, 5, 1],
        recency: [0, 20, 36, 4],
        T: [38, 38, 38, 38],
        monetaryValue: [NaN, 30, 22, 90],
      },
      { groups: 3, monetary: "meanOfRepeats", oneTimeBuyers: "apart" },
    ],
  ],
  rfm: [
    [
      [
        { customer: "ann", time: "2024-01-05", amount: 20 },
        { customer: "ann", time: "2024-03-20", amount: 30 },
        { customer: "bob", time: "2024-01-20", amount: 90 },
      ],
      { asOf: "2024-04-01" },
    ],
  ],
  sampleModelAsync: [[netValue, uncertainInputs, { samples: 16 }]],
  sampleModel: [[netValue, uncertainInputs, { samples: 16 }]],
  samplePosteriorAsync: [[geometric, smallCohort, { draws: 100, warmup: 100, chains: 2 }]],
  samplePosterior: [[geometric, smallCohort, { draws: 100, warmup: 100, chains: 2 }]],
  saveOfferBreakEven: [
    [{ customerValue: 200, incentive: 10, contactCost: 1, churnProbability: 0.1 }],
    [{ churnProbability: 0.1, customerValue: 200, incentive: 10, contactCost: 1 }],
  ],
  segmentChurn: [
    [
      [
        { customers: 0.2, revenue: 0.6, churnRate: 0.25 },
        { customers: 0.8, revenue: 0.4, churnRate: 0.08 },
      ],
    ],
  ],
  serviceRecovery: [
    [
      {
        marginPerVisit: 18,
        visitsPerPeriod: 6,
        retention: 0.5,
        recoveredRetention: 0.7,
        compensationCost: 8,
        compensationPrice: 25,
        discountRate: 0.1,
      },
    ],
  ],
  shapleyAttribution: [
    [
      [
        { causes: ["indifference"], share: 0.3 },
        { causes: ["poor service"], share: 0.4 },
        { causes: ["indifference", "poor service"], share: 0.3 },
      ],
    ],
  ],
  shapleyEffectsAsync: [
    [
      netValue,
      uncertainInputs,
      { samplesPerReplicate: 64, correlations: [{ between: ["margin", "retention"], rank: 0.5 }] },
    ],
  ],
  shapleyEffects: [
    [
      netValue,
      uncertainInputs,
      { samplesPerReplicate: 64, correlations: [{ between: ["margin", "retention"], rank: 0.5 }] },
    ],
  ],
  shareholderValue: [
    [{ operatingAssets: 1000, netDebt: 900 }],
    [{ operatingAssets: 27.1, netDebt: 3.7, shares: 5.5137 }],
  ],
  "shiftedBetaGeometricRegression.fit": [
    [
      [
        { timeUnit: "year", lostByPeriod: [131, 126, 90, 60], stillActive: 593, covariates: { regular: 0 } },
        { timeUnit: "year", lostByPeriod: [369, 163, 86, 56], stillActive: 326, covariates: { regular: 1 } },
      ],
    ],
  ],
  "shiftedBetaGeometricRegression.inference.replicate": [
    [{ intercept: -1.5, shapes: 4, regular: 0.5 }, covariateCohorts, { seed: 1, stream: 0 }],
  ],
  "shiftedBetaGeometricRegression.inference.resample": [[covariateCohorts, { seed: 1, stream: 0 }]],
  "shiftedBetaGeometricRegression.inference.likelihoodProblem": [
    [
      [
        { timeUnit: "year", lostByPeriod: [131, 126], stillActive: 743, covariates: { plan: 0 } },
        { timeUnit: "year", lostByPeriod: [231, 126], stillActive: 643, covariates: { plan: 1 } },
      ],
    ],
  ],
  "shiftedBetaGeometricRegression.logLikelihood": [
    [
      { intercept: -1.5, shapes: 4, plan: 0 },
      [{ timeUnit: "year", lostByPeriod: [131, 126], stillActive: 743, covariates: { plan: 1 } }],
    ],
  ],
  "shiftedBetaGeometricRegression.parametersFor": [
    [{ intercept: -1.5, plan: 0.7, shapes: 3 }, { plan: 1 }],
    [
      { intercept: -1.6156840426483434, shapes: 3.101334088798498, regular: 0.9838506516358956 },
      { regular: 1 },
    ],
  ],
  simpleLifetimeValue: [[{ revenuePerAccount: 100, churn: 0.05, grossMargin: 0.8 }]],
  sobolIndices: [[netValue, uncertainInputs, { samplesPerReplicate: 32, replicates: 4, seed: 1 }]],
  sobolIndicesAsync: [[netValue, uncertainInputs, { samplesPerReplicate: 32, replicates: 4, seed: 1 }]],
  solveRetentionLift: [
    [{ gain: 0.25, solveFor: "retention", change: points(0.05) }],
    [{ measure: "profit", retention: 0.8, change: points(0.05), gain: 0.95, solveFor: "fixedCostShare" }],
    [
      {
        gain: 0.95,
        solveFor: "retention",
        change: points(0.05),
        measure: "lifetimeValue",
        discountRate: 0.1,
      },
    ],
    [
      {
        measure: "lifetimeValue",
        timing: "afterOnePeriod",
        discountRate: 0.1,
        gain: 0.25,
        solveFor: "retention",
        change: points(0.05),
      },
    ],
  ],
  spendingResponse: [[{ ceiling: 0.4, point: { spend: 5, rate: 0.2 } }, 10]],
  spider: [[netValue, base, { inputs: ["retention"], relativeChanges: [-0.1, 0.1] }]],
  splitCalibrationHoldout: [
    [
      [
        { customer: "ann", time: "2024-01-01", amount: 20 },
        { customer: "ann", time: "2024-01-15", amount: 30 },
        { customer: "ann", time: "2024-02-10", amount: 25 },
        { customer: "bob", time: "2024-02-20", amount: 35 },
      ],
      { calibrationEnd: "2024-01-31", asOf: "2024-03-01" },
    ],
  ],
  staticPoolRetention: [
    [
      [
        { opening: 100, closing: 120 },
        { opening: 50, closing: 0 },
        { opening: 50, closing: 40 },
      ],
    ],
  ],
  stickiness: [
    [
      [
        { customer: "ann", time: "2024-01-01" },
        { customer: "ann", time: "2024-01-02" },
        { customer: "ann", time: "2024-01-04" },
        { customer: "bob", time: "2024-01-03" },
      ],
      { periods: 4, asOf: "2024-01-05" },
    ],
  ],
  study: [[netValue, uncertainInputs, { samplesPerReplicate: 32, claim: { atLeast: 100 }, target: 250 }]],
  studyAsync: [
    [netValue, uncertainInputs, { samplesPerReplicate: 32, claim: { atLeast: 100 }, target: 250 }],
  ],
  groupRows: [
    [renewing, "plan", (rows: readonly object[]) => rows.length],
    [
      renewing,
      { year: (row: { start: string }) => String(row.start).slice(0, 4), plan: "plan" },
      () => ({ one: 1 }),
    ],
  ],
  realizedPayback: [[{ valueToDate, acquisitionCost: 41 }]],
  renewalCohorts: [[renewing, { asOf: "2024-09-01", observedFrom: "2024-01-10", graceDays: 2 }]],
  renewalTenures: [[renewing, { asOf: "2024-09-01", churnAt: "request", mergeGap: 3 }]],
  subscriptionCohortTable: [
    [renewing, { asOf: "2024-09-01" }],
    [renewing, { asOf: "2024-09-01", period: "week", weekStart: "sunday", winBacks: "originalCohort" }],
  ],
  subscriptionTenures: [
    [
      [
        { customer: "ann", start: "2024-01-01", end: "2024-03-01", plan: "basic" },
        { customer: "ann", start: "2024-03-01", end: null, plan: "pro" },
        { customer: "bob", start: "2024-01-11", end: "2024-01-31", plan: "basic" },
      ],
      { asOf: "2024-04-01", timeUnit: "day" },
    ],
    [
      [
        { customer: "ann", start: "2024-01-01", end: "2024-03-01", plan: "basic", cause: null },
        { customer: "ann", start: "2024-03-01", end: null, plan: "pro", cause: null },
        { customer: "bob", start: "2023-12-22", end: "2024-01-31", plan: "basic", cause: "card declined" },
      ],
      { asOf: "2024-04-01", observedFrom: "2024-01-01", timeUnit: "day" },
    ],
  ],
  survivalAt: [[survivalCurve, { time: 8 }]],
  survivalAuc: [
    [durations, [{ time: 4, churn: [0.8, 0.7, 0.5, 0.4, 0.3, 0.3, 0.2, 0.1] }]],
    [
      { months: [2, 4, 4], left: [1, 1, 0], count: [3, 2, 1] },
      [{ time: 4, churn: [0.8, 0.7, 0.5] }],
      { duration: "months", event: "left", weight: "count" },
    ],
  ],
  survivalBrierScore: [
    [
      durations,
      [
        { time: 4, churn: [0.8, 0.7, 0.5, 0.4, 0.3, 0.3, 0.2, 0.1] },
        { time: 9, churn: [0.9, 0.8, 0.6, 0.5, 0.5, 0.4, 0.4, 0.3] },
      ],
    ],
    [
      { months: [2, 4, 4], left: [1, 1, 0], count: [3, 2, 1] },
      [{ time: 4, churn: [0.8, 0.7, 0.5] }],
      { duration: "months", event: "left", weight: "count" },
    ],
  ],
  survivalCalibration: [
    [durations, { time: 4, churn: [0.8, 0.7, 0.5, 0.4, 0.3, 0.3, 0.2, 0.1] }, { bins: 2, level: 0.9 }],
    [
      { months: [2, 4, 4], left: [1, 1, 0], count: [3, 2, 1] },
      { time: 4, churn: [0.8, 0.7, 0.5] },
      { duration: "months", event: "left", weight: "count" },
    ],
  ],
  survivalQuantile: [[survivalCurve, { p: 0.25 }]],
  summarizeOpportunities: [
    [
      [
        { customer: "ann", time: "1995-05-01" },
        { customer: "ann", time: "1997-02-01" },
        { customer: "ann", time: "1997-06-01" },
        { customer: "bob", time: "1996-03-01" },
      ],
      { period: "year", asOf: "2000-01-01" },
    ],
  ],
  summarizeTransactions: [
    [
      [
        { customer: "ann", time: "2024-01-01", amount: 20 },
        { customer: "bob", time: "2024-01-03", amount: 35 },
        { customer: "ann", time: "2024-01-15", amount: 30 },
        { customer: "ann", time: "2024-01-15", amount: 12 },
      ],
      { timeUnit: "week", asOf: "2024-01-29" },
    ],
  ],
  effectSizeReadings: [[{ times: 10, baseline: 0.7 }], [{ times: 10, baseline: 0.7, compared: 0.8 }]],
  toRows: [
    [{ customer: ["a", "b"], frequency: Float64Array.of(2, 0), monetaryValue: Float64Array.of(9.5, NaN) }],
    [
      {
        customer: ["ann", "bob"],
        frequency: Float64Array.of(1, 0),
        recency: Float64Array.of(2, 0),
        T: Float64Array.of(4, 3),
      },
    ],
    [
      {
        customer: ["ann", "ann", "ann"],
        purchase: Float64Array.of(1, 2, 3),
        duration: Float64Array.of(10, 20, 10),
        event: Float64Array.of(1, 1, 0),
      },
    ],
    [
      {
        customer: ["ann", "bob"],
        frequency: Float64Array.of(1, 0),
        recency: Float64Array.of(2, 0),
        T: Float64Array.of(4, 3.7142857142857144),
        monetaryValue: Float64Array.of(42, NaN),
      },
    ],
  ],
  trailingAverage: [
    [[0.04, 0.06, 0.05, 0.07], { window: 3 }],
    [[0.06, 0.05, 0.05, 0.04, 0.05, 0.05, 0.09], { window: 6, includeCurrent: false }],
  ],
  retentionTrendAt: [
    [
      {
        curve: "linear",
        coefficients: [0.9254166666666667, -0.07094047619047619],
        rSquared: 0.9219825435538107,
      },
      12,
    ],
  ],
  twoWay: [
    [
      netValue,
      base,
      {
        x: { input: "discount", values: [0.05, 0.1] },
        y: { input: "retention", within: [0.6, 0.9], points: 3 },
        target: 250,
      },
    ],
  ],
  "uncertain.beta": [
    [{ mean: 0.8, standardDeviation: 0.05 }],
    [{ mean: 0.8, standardDeviation: 0.05, source: "cohorts of three years" }],
  ],
  "uncertain.choice": [[{ values: [0, 1], weights: [3, 1] }]],
  "uncertain.empirical": [[{ values: [3, 1, 2] }]],
  "uncertain.exponential": [[{ mean: 5 }]],
  "uncertain.gamma": [[{ mean: 50, standardDeviation: 25 }]],
  "uncertain.integer": [[{ lower: 1, upper: 6 }]],
  "uncertain.logNormal": [[{ mean: 120, standardDeviation: 30 }]],
  "uncertain.mean": [
    [{ kind: "integer", lower: 1, upper: 6 }],
    [{ kind: "empirical", values: [1, 2, 3] }],
    [{ kind: "pert", lower: 120, mode: 144, upper: 174 }],
    [{ kind: "choice", values: [0, 1], weights: [0.75, 0.25] }],
  ],
  "uncertain.normal": [[{ mean: 0, standardDeviation: 1 }]],
  "uncertain.pert": [
    [{ lower: 120, mode: 144, upper: 174 }],
    [{ lower: 80, mode: 100, upper: 130, unit: "EUR a year" }],
  ],
  "uncertain.quantile": [
    [{ kind: "exponential", mean: 5 }, 0.5],
    [{ kind: "gamma", mean: 50, standardDeviation: 25 }, 0.95],
    [{ kind: "uniform", lower: 2, upper: 4 }, 0.25],
    [{ kind: "truncatedNormal", mean: 80, standardDeviation: 5, lower: 70, upper: 90 }, 0.05],
  ],
  "uncertain.standardDeviation": [[{ kind: "uniform", lower: 0, upper: 12 }]],
  "uncertain.triangular": [[{ lower: 70, mode: 80, upper: 96 }]],
  "uncertain.truncatedNormal": [[{ mean: 80, standardDeviation: 5, lower: 70, upper: 90 }]],
  "uncertain.uniform": [
    [{ lower: 0, upper: 1 }],
    [{ lower: 0.6, upper: 0.9, unit: "a year" }],
    [{ lower: 0.6, upper: 0.9, source: "industry survey" }],
  ],
  uncertainty: [
    [geometricFit, ({ theta }: Numbers) => 1 / (theta ?? 1)],
    [
      { first: geometricFit, second: shiftedFit },
      ({ first, second }: { first?: Numbers; second?: Numbers }) =>
        (first?.theta ?? 0) + (second?.alpha ?? 0),
      { draws: 100, seed: 1 },
    ],
  ],
  priceChange: [
    [{ margin: 7, newMargin: 9, churnRate: 0.045, newChurnRate: 0.05, discountRate: 0.01 }],
    [
      {
        margin: 7,
        newMargin: 9,
        churnRate: 0.045,
        leaveAtOnce: 0.02,
        downgradeShare: 0.2,
        downgradeMargin: 4,
        discountRate: 0.01,
      },
    ],
  ],
  savePolicy: [
    [
      {
        churn: [0.9, 0.4, 0.1],
        value: [100, 400, 300],
        effect: 0.2,
        incentive: 5,
        contactCost: 1,
        capacity: 2,
        draws: 100,
      },
    ],
  ],
  valueOfRetentionPoint: [
    [{ model: geometric, fit: geometricFit, base: [10, 20], margin: 100, discountRate: 0.1 }],
    [
      {
        model: geometric,
        fit: geometricFit,
        base: [{ renewals: 3, customers: 5 }],
        margin: 100,
        discountRate: 0,
        horizon: 4,
        points: 0.02,
      },
    ],
  ],
  winBackValue: [
    [
      {
        groups: [{ lapsed: 1, customers: 80, contacted: 20, returned: 3, leftAlone: 20, returnedAlone: 1 }],
        ...{ value: 100, incentive: 5, contactCost: 1, draws: 100 },
      },
    ],
  ],
  upliftTargeting: [
    [
      {
        churnUntreated: [0.9, 0.4, 0.1, 0.2],
        churnTreated: [0.88, 0.15, 0.1, 0.5],
        customerValue: 200,
        incentive: 10,
        contactCost: 1,
      },
    ],
  ],
  valueOfInformationAsync: [[netBenefits, uncertainInputs, { samples: 64 }]],
  valueOfInformation: [[netBenefits, uncertainInputs, { samples: 64 }]],
  valueWithReferrals: [
    [{ margin: 100, retention: 0.8, discountRate: 0.1, referrals: 0.1 }],
    [{ margin: 100, retention: 0.8, referrals: 0.1, discountRate: 0.1 }],
  ],
};
