/**
 * The GGom/NBD model with static covariates: what a customer's channel, first product or age at the start says of how often the
 * customer buys and how soon the customer leaves. `parametersFor` turns covariates into the parameters that the functions of
 * `ggomNbd` take.
 *
 * @see Fader & Hardie (2007), "Incorporating Time-Invariant Covariates into the Pareto/NBD and BG/NBD Models", note 019,
 *   brucehardie.com.
 *
 * @module
 */
import { asyncFit } from "../../../inference/fit-async.js";
import { movingGompertz } from "../lifetimes/gompertz-lifetime.js";
import { type GgomNbdParameters, gompertzProblem } from "../lifetimes/gompertz-problem.js";
import { drawGompertzBuyer } from "../lifetimes/mortal-simulation.js";
import { fit as fitFrom, type LifetimeCovariateChoice, likelihoodOfCustomers } from "./fit.js";
import { mortalKind } from "./kinds.js";
import type { RegressionParameters } from "./layout.js";
import * as methods from "./methods.js";
import { regressionModel } from "./model.js";
import { paretoKind } from "./pareto.js";
import { inferenceOf, simulate as simulateFrom } from "./simulation.js";

/** Parameters of the GGom/NBD model for customers whose covariates are all 0, and the coefficients of the covariates. */
export type GgomNbdRegressionParameters = RegressionParameters<GgomNbdParameters>;

const name = "ggomNbdRegression";
/** Growth of the hazard over a mean T that no double notices. */
const growth = 1e-24;
const kind = /* @__PURE__ */ mortalKind({
  model: name,
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
const model = /* @__PURE__ */ regressionModel<GgomNbdRegressionParameters>(kind);

/**
 * Maximum-likelihood estimate of the GGom/NBD model with static covariates.
 *
 * A positive coefficient means faster purchases or sooner leaving. It describes; it does not say that moving a customer to
 * another channel would change anything.
 *
 * Formula: α_i = α exp(-Σ γ z) and β_i = β exp(-Σ γ z), with coefficients γ of their own, or equal ones on request.
 *
 * Parameters are r, alpha, b, s, beta of customers whose covariates are all 0, then `purchase.x` and `dropout.x` for a
 * covariate x, or `equal.x` for one that has a single coefficient for both.
 * @function
 * @see Fader & Hardie (2007), note 019, brucehardie.com.
 * @example
 * const truth = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.6, "dropout.online": -0.4 };
 * const online = Array.from({ length: 200 }, (_, i) => i % 2);
 * const { customers } = ggomNbdRegression.simulate(truth, { T: 39, covariates: { online }, seed: 6 });
 * const fit = ggomNbdRegression.fit(customers);
 * fit.parameters["purchase.online"]; // ≈ 0.3989
 */
export const fit = /* @__PURE__ */ fitFrom<GgomNbdRegressionParameters, LifetimeCovariateChoice>(kind);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const truth = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.6, "dropout.online": -0.4 };
 * const online = Array.from({ length: 200 }, (_, i) => i % 2);
 * const { customers } = ggomNbdRegression.simulate(truth, { T: 39, covariates: { online }, seed: 6 });
 * const fit = await ggomNbdRegression.fitAsync(customers);
 * fit.parameters["purchase.online"]; // ≈ 0.3989
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * The parameters of `ggomNbd` for customers with given covariates, for its functions.
 *
 * Formula: as for `fit`.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5 };
 * const { alpha } = ggomNbdRegression.parametersFor(parameters, { online: 1 });
 * alpha; // ≈ 6.6718
 */
export const parametersFor = /* @__PURE__ */ methods.parametersFor<
  GgomNbdRegressionParameters,
  GgomNbdParameters
>(model);

/**
 * Log-likelihood of the purchase times of customers with covariates, in natural logarithms; weights count customers.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * ggomNbdRegression.logLikelihood(parameters, customer); // ≈ -9.51518
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model);

/**
 * Probability that a customer with a given history and covariates has not left by T, 0 to 1.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * ggomNbdRegression.probabilityAlive(parameters, customer); // ≈ 0.79441
 */
export const probabilityAlive = /* @__PURE__ */ methods.probabilityAlive(model);

/**
 * Expected number of repeat purchases, in the time t after the first purchase, of a new customer with given covariates.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * ggomNbdRegression.expectedTransactions(parameters, { online: 1 }, 52); // ≈ 2.64651
 */
export const expectedTransactions = /* @__PURE__ */ methods.expectedTransactions(model);

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T and the covariates.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * ggomNbdRegression.conditionalExpectedTransactions(parameters, customer, 39); // ≈ 1.21651
 */
export const conditionalExpectedTransactions = /* @__PURE__ */ methods.conditionalExpectedTransactions(model);

/**
 * Probability that a new customer with given covariates makes exactly x repeat purchases in the time t after the first.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * ggomNbdRegression.transactionProbability(parameters, { online: 1 }, { x: 0, t: 39 }); // ≈ 0.46012
 */
export const transactionProbability = /* @__PURE__ */ methods.transactionProbability(model);

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T and the covariates.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * ggomNbdRegression.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.49976
 */
export const conditionalTransactionProbability = /* @__PURE__ */ methods.conditionalTransactionProbability(
  model,
);

/**
 * Discounted expected residual transactions (DERT) of customers with covariates: the present value at T, in purchases, of
 * all purchases to come.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * const discounting = { continuousDiscountRate: 0.0027 };
 * ggomNbdRegression.discountedExpectedResidualTransactions(parameters, customer, discounting); // ≈ 1.9723
 */
export const discountedExpectedResidualTransactions =
  /* @__PURE__ */ methods.discountedExpectedResidualTransactions(model);

/**
 * Simulated customers with covariates and their purchases, for tests, teaching and power studies.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5, "purchase.online": 0.5 };
 * const { customers } = ggomNbdRegression.simulate(parameters, { T: 39, covariates: { online: [0, 1, 1] }, seed: 7 });
 * Array.from(customers.covariates.online!); // => [0, 1, 1]
 */
export const simulate = /* @__PURE__ */ simulateFrom(model);

const likelihoodProblem = /* @__PURE__ */ likelihoodOfCustomers<GgomNbdRegressionParameters>(kind);
/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf<GgomNbdRegressionParameters, LifetimeCovariateChoice>(
  model,
  likelihoodProblem,
);
