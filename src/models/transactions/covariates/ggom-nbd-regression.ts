/**
 * The GGom/NBD model with static covariates: what a customer's channel, first product or age at the start says of how often the
 * customer buys and how soon the customer leaves. `parametersFor` turns covariates into the parameters that the verbs of
 * `ggomNbd` take.
 *
 * @see Fader & Hardie (2007), "Incorporating Time-Invariant Covariates into the Pareto/NBD and BG/NBD Models", note 019,
 *   brucehardie.com.
 *
 * @module
 */
import type { DataDrawOptions } from "../../../inference/bootstrap.js";
import type { Fit, LikelihoodProblem } from "../../../inference/fit.js";
import type { Covariates } from "../../covariates.js";
import type { CountInTime } from "../counts.js";
import type { Discounting } from "../discounting.js";
import { movingGompertz } from "../lifetimes/gompertz-lifetime.js";
import { type GgomNbdParameters, gompertzProblem } from "../lifetimes/gompertz-problem.js";
import { drawGompertzBuyer } from "../lifetimes/mortal-simulation.js";
import {
  fitRegression,
  type LifetimeCovariateChoice,
  type RegressionOptions,
  regressionProblem,
} from "./fit.js";
import type { CovariateCustomers, CovariateHistory } from "./input.js";
import { mortalKind } from "./kinds.js";
import type { RegressionParameters } from "./layout.js";
import { paretoKind } from "./pareto.js";
import {
  type CovariateSimulation,
  type CovariateSimulationOptions,
  type CovariateTimeVerb,
  type CovariateVerb,
  type CovariateVerbWith,
  parametersForCovariates,
  type ReplicatedCovariateCustomers,
  regressionLogLikelihood,
  regressionVerbs,
  replicateRegression,
  resampleRegression,
  simulateRegression,
} from "./verbs.js";

/** Parameters of the GGom/NBD model for customers whose covariates are all 0, and the coefficients of the covariates. */
export type GgomNbdRegressionParameters = RegressionParameters<GgomNbdParameters>;

const model = "ggomNbdRegression";
/** Growth of the hazard over a mean T that no double notices. */
const growth = 1e-24;
const kind = /* @__PURE__ */ mortalKind({
  model,
  base: "ggomNbd",
  names: ["r", "alpha", "b", "s", "beta"],
  baseStarts: (customers) => gompertzProblem(customers).starts,
  everyStart: "always",
  lifetime: movingGompertz,
  draw: (p, random) => drawGompertzBuyer({ r: p[0]!, alpha: p[1]!, b: p[2]!, s: p[3]!, beta: p[4]! }, random),
  checkEndless: () => {},
  alike: [
    { lost: ["s", "beta"], distribution: "gamma", identified: "hazardFactor", what: "hazard of leaving" },
  ],
  delayed: true,
  simpler: {
    kind: paretoKind,
    lost: ["b", "beta"],
    near: ({ b }, meanT) => b! * meanT < 0.05,
    reduce: ({ b, beta, ...rest }) => ({ ...rest, beta: beta! / b! }),
    expand: ({ r, alpha, s, beta, ...coefficients }, meanT) => {
      const b = growth / meanT;
      return { r: r!, alpha: alpha!, b, s: s!, beta: b * beta!, ...coefficients };
    },
  },
});
const verbs = /* @__PURE__ */ regressionVerbs(kind);

/**
 * The likelihood of the GGom/NBD model with covariates, as profiles and posteriors use it.
 *
 * Covariates are taken as they are: for profiles and posteriors, count them in units in which they vary by about one.
 *
 * @param customers - Rows, or columns `{ frequency, recency, T, weight? }`, with covariates.
 * @param options - `covariates`, `equal`: as in `fit`.
 * @returns The likelihood with its gradient, scales and starting points.
 * @throws {InvalidInputError} If a history or a covariate breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again, or a covariate is the same for everyone or follows from others.
 */
export function likelihoodProblem(
  customers: CovariateCustomers,
  options: LifetimeCovariateChoice = {},
): LikelihoodProblem<GgomNbdRegressionParameters> {
  return regressionProblem("ggomNbdRegression.fit", kind, customers, options);
}

/**
 * Maximum-likelihood estimate of the GGom/NBD model with static covariates.
 *
 * A positive coefficient means faster purchases or sooner leaving. It describes; it does not say that moving a customer to
 * another channel would change anything. Covariates must be known at the first purchase: one that is gathered during
 * observation, such as the number of products bought, explains purchases by themselves.
 *
 * Formula: α_i = α exp(-Σ γ z) and β_i = β exp(-Σ γ z), with coefficients γ of their own, or equal ones on request.
 *
 * @param customers - Rows, or columns `{ frequency, recency, T, weight? }`, with covariates: each a field or column of its
 *   own, or all of them under `covariates`. What `summarizeTransactions` gives with `carry` works as it is.
 * @param options - `covariates`, `equal`, `coefficientPrior`, a `start`, a `prior`, `maxIterations`.
 * @returns The fit as plain data. Parameters are r, alpha, b, s, beta of customers whose covariates are all 0, then `purchase.x` and `dropout.x` for a covariate x, or `equal.x` for one that has a single coefficient for both.
 * @throws {InvalidInputError} If a history or a covariate breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again, or a covariate is the same for everyone or follows from others.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Fader & Hardie (2007), note 019, brucehardie.com.
 *
 * @example
 * const truth = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.6, "dropout.online": -0.4 };
 * const online = Array.from({ length: 200 }, (_, i) => i % 2);
 * const { customers } = ggomNbdRegression.simulate(truth, { T: 39, covariates: { online }, seed: 6 });
 * const fit = ggomNbdRegression.fit(customers);
 * fit.parameters["purchase.online"]; // ≈ 0.3989
 */
export function fit(
  customers: CovariateCustomers,
  options: LifetimeCovariateChoice & RegressionOptions<GgomNbdRegressionParameters> = {},
): Fit<GgomNbdRegressionParameters> {
  return fitRegression("ggomNbdRegression.fit", kind, customers, options);
}

/**
 * The parameters of `ggomNbd` for customers with given covariates, for its verbs.
 *
 * Formula: as for `fit`.
 *
 * @param parameters - Parameters of a fit.
 * @param covariates - Values of all covariates of the fit, by name.
 * @returns r, alpha, b, s, beta of such customers.
 * @throws {InvalidInputError} If a covariate is missing, not a number, or none of the fit's.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5 };
 * const { alpha } = ggomNbdRegression.parametersFor(parameters, { online: 1 });
 * alpha; // ≈ 6.6718
 */
export function parametersFor(
  parameters: GgomNbdRegressionParameters,
  covariates: Covariates,
): GgomNbdParameters {
  return parametersForCovariates("ggomNbdRegression.parametersFor", kind, parameters, covariates);
}

/**
 * Log-likelihood of the purchase times of customers with covariates, in natural logarithms; weights count customers.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @returns The sum over customers.
 * @throws {InvalidInputError} If a parameter, a history or a covariate breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * ggomNbdRegression.logLikelihood(parameters, customer); // ≈ -9.51518
 */
export function logLikelihood(
  parameters: GgomNbdRegressionParameters,
  customers: CovariateHistory | CovariateCustomers,
): number {
  return regressionLogLikelihood(kind, parameters, customers);
}

/**
 * Probability that a customer with a given history and covariates has not left by T, 0 to 1.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history or a covariate breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * ggomNbdRegression.probabilityAlive(parameters, customer); // ≈ 0.79441
 */
export const probabilityAlive: CovariateVerb<GgomNbdRegressionParameters> = (parameters, customers) =>
  verbs.probabilityAlive(parameters, customers);

/**
 * Expected number of repeat purchases, in the time t after the first purchase, of a new customer with given covariates.
 *
 * @param parameters - Parameters of a fit.
 * @param covariates - Values of all covariates of the fit, by name.
 * @param t - Length of time, 0 or more, in the unit of alpha; or many of them.
 * @returns Expected purchases, the first one not counted.
 * @throws {InvalidInputError} If a parameter, a covariate or a time breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * ggomNbdRegression.expectedTransactions(parameters, { online: 1 }, 52); // ≈ 2.64651
 */
export const expectedTransactions: CovariateTimeVerb<GgomNbdRegressionParameters> = (
  parameters,
  covariates,
  t,
) => verbs.expectedTransactions(parameters, covariates, t);

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T and the covariates.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @param t - Length of time from T on, 0 or more.
 * @returns Expected purchases: one number, or a column.
 * @throws {InvalidInputError} If a parameter, a history, a covariate or the time breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * ggomNbdRegression.conditionalExpectedTransactions(parameters, customer, 39); // ≈ 1.21651
 */
export const conditionalExpectedTransactions: CovariateVerbWith<GgomNbdRegressionParameters, number> = (
  parameters,
  customers,
  t,
) => verbs.conditionalExpectedTransactions(parameters, customers, t);

/**
 * Probability that a new customer with given covariates makes exactly x repeat purchases in the time t after the first.
 *
 * @param parameters - Parameters of a fit.
 * @param covariates - Values of all covariates of the fit, by name.
 * @param event - `x`, a whole number of 0 or more, and `t`, 0 or more.
 * @returns A probability; over all x they sum to 1.
 * @throws {InvalidInputError} If a parameter, a covariate or the event breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * ggomNbdRegression.transactionProbability(parameters, { online: 1 }, { x: 0, t: 39 }); // ≈ 0.46012
 */
export function transactionProbability(
  parameters: GgomNbdRegressionParameters,
  covariates: Covariates,
  event: CountInTime,
): number {
  return verbs.transactionProbability(parameters, covariates, event);
}

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T and the covariates.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @param event - `x`, a whole number of 0 or more, and `t`, the length of time from T on.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history, a covariate or the event breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * ggomNbdRegression.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.49976
 */
export const conditionalTransactionProbability: CovariateVerbWith<
  GgomNbdRegressionParameters,
  CountInTime
> = (parameters, customers, event) => verbs.conditionalTransactionProbability(parameters, customers, event);

/**
 * Discounted expected residual transactions (DERT) of customers with covariates: the present value at T, in purchases, of
 * all purchases to come.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @param discounting - An effective rate with its period and the time unit of the parameters, or a continuous rate per
 *   time unit by name.
 * @returns Discounted purchases: one number, or a column.
 * @throws {InvalidInputError} If an argument breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * const discounting = { continuousDiscountRate: 0.0027 };
 * ggomNbdRegression.discountedExpectedResidualTransactions(parameters, customer, discounting); // ≈ 1.9723
 */
export const discountedExpectedResidualTransactions: CovariateVerbWith<
  GgomNbdRegressionParameters,
  Discounting
> = (parameters, customers, discounting) =>
  verbs.discountedExpectedResidualTransactions(parameters, customers, discounting);

/**
 * Simulated customers with covariates and their purchases, for tests, teaching and power studies.
 *
 * @param parameters - Parameters of a fit.
 * @param options - `covariates` (one value, or one per customer), T, an optional holdout, seed and stream.
 * @returns Histories with their covariates and with what only a simulation knows, and every purchase.
 * @throws {InvalidInputError} If an argument breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5 };
 * const { customers } = ggomNbdRegression.simulate(parameters, { T: 39, covariates: { online: [0, 1, 1] }, seed: 7 });
 * Array.from(customers.covariates.online!); // => [0, 1, 1]
 */
export function simulate(
  parameters: GgomNbdRegressionParameters,
  options: CovariateSimulationOptions,
): CovariateSimulation {
  return simulateRegression(kind, parameters, options);
}

/**
 * Draws a data set of the same size from the customers of another, with replacement; covariates stay with their customers.
 *
 * It is what `bootstrap` calls. Weights must be whole: they are counts of customers.
 *
 * @param customers - Columns or rows with covariates, as `fit` takes them.
 * @param options - `seed` and `stream`.
 * @returns The same rows or columns, each customer weighted by the number of times that it was drawn, 0 included.
 * @throws {InvalidInputError} If a history breaks a rule or a weight is not whole.
 *
 * @example
 * const customers = { frequency: [0, 1, 5], recency: [0, 30, 36], T: [38, 38, 38], weight: [5, 3, 2], online: [0, 1, 1] };
 * const { weight } = ggomNbdRegression.resample(customers, { seed: 3 });
 * weight[0]! + weight[1]! + weight[2]!; // => 10
 */
export function resample<Data extends CovariateCustomers>(
  customers: Data,
  options: DataDrawOptions = {},
): Data {
  return resampleRegression(kind, customers, options);
}

/**
 * Draws a data set of the same design from the model: as many customers as the weights count, each with the same covariates
 * and observed as long as before.
 *
 * It is what a parametric `bootstrap` calls.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - Columns or rows; only T, weights, covariates and the unit of time play a part.
 * @param options - `seed` and `stream`.
 * @returns Columns with one entry per customer, the covariates under `covariates`.
 * @throws {InvalidInputError} If a parameter, a history or a covariate breaks a rule, or a weight is not whole.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5 };
 * const customers = { frequency: [0, 2], recency: [0, 30], T: [38, 35], weight: [3, 1], online: [0, 1] };
 * const drawn = ggomNbdRegression.replicate(parameters, customers, { seed: 3 });
 * Array.from(drawn.covariates.online!); // => [0, 0, 0, 1]
 */
export function replicate(
  parameters: GgomNbdRegressionParameters,
  customers: CovariateCustomers,
  options: DataDrawOptions = {},
): ReplicatedCovariateCustomers {
  return replicateRegression(kind, parameters, customers, options);
}
