/** The Pareto distribution of lifetimes: exponential lifetimes at gamma(s, beta) distributed rates. */
import { check } from "../../../errors.js";
import { scaledExponentialIntegral } from "../../../math/exponential-integral.js";
import type { Lifetime, MovingLifetime } from "./lifetime.js";

/** The lifetimes of customers whose death rates are gamma distributed with shape s and rate parameter beta. */
export function paretoLifetime(s: number, beta: number): Lifetime {
  const lifetime = movingPareto();
  lifetime.take([0, 0, s, beta]);
  return lifetime;
}

/** The same with parameters that are given later. */
export function movingPareto(): MovingLifetime {
  let s = 1;
  let beta = 1;
  let logRate = 0;
  return {
    take(parameters) {
      s = parameters[2]!;
      beta = parameters[3]!;
      logRate = Math.log(s / beta);
    },
    get scale() {
      return beta;
    },
    rise: () => 0,
    logSurvival: (t) => -s * Math.log1p(t / beta),
    logDensity(y, gradient) {
      const u = y / beta;
      const grown = Math.log1p(u);
      if (gradient !== undefined) {
        gradient[0] = 1 / s - grown;
        gradient[1] = (s * u - 1) / (beta + y);
      }
      return logRate - (s + 1) * grown;
    },
    logDensityRatio: (y, T) => s * Math.log1p((T - y) / (beta + y)) + Math.log(s / (beta + y)),
    steepness: (y) => (s + 1) / (beta + y),
    reach: () => Number.POSITIVE_INFINITY,
    addRatioGradient(y, T, weight, gradient, at) {
      gradient[at]! += weight * (1 / s + Math.log1p((T - y) / (beta + y)));
      gradient[at + 1]! -= (weight * (1 + (s * (T - y)) / (beta + T))) / (beta + y);
    },
    addSurvivalGradient(T, weight, gradient, at) {
      gradient[at]! -= weight * Math.log1p(T / beta);
      gradient[at + 1]! += (weight * s * T) / (beta * (beta + T));
    },
    after: (T) => paretoLifetime(s, beta + T),
    timeAlive: (t) => beta * growth(Math.log1p(t / beta), s - 1),
    discountedTimeAlive: (rate) =>
      rate === 0 && s <= 1 ? Number.POSITIVE_INFINITY : beta * scaledExponentialIntegral(s, beta * rate),
  };
}

/** (1 - e^(-εu)) / ε, which is u at ε = 0. */
function growth(u: number, epsilon: number): number {
  return epsilon === 0 ? u : -Math.expm1(-epsilon * u) / epsilon;
}

/** Refuses to add up purchases without end where s is 1 or less and nothing discounts them. */
export function checkParetoEndless(where: string, s: number, rate: number): void {
  check(
    rate > 0 || s > 1,
    where,
    "discounting",
    "must be a rate above 0 where parameters.s is 1 or less (the expected number of purchases is infinite)",
    rate,
  );
}
