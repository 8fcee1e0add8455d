/**
 * Survival and hazards of the beta-discrete-Weibull model, where t^c may be too large for a number: on its flat ridge the
 * likelihood drives c upwards without end while survival tends to a power of t.
 */
import { digamma, digammaDifference, logBetaRatio, logGammaRatio } from "../../math/gamma.js";
import { log1mExp } from "../../math/log-sum-exp.js";
import type { FillHazards } from "./lifetime-likelihood.js";
import type { LifetimeModel } from "./lifetime-verbs.js";
import { powerStep } from "./power-step.js";

/** Parameters of the beta-discrete-Weibull model. */
export interface BetaDiscreteWeibullParameters {
  /** First shape of the beta distribution of first-period churn across customers, above 0. */
  readonly alpha: number;
  /** Second shape of that distribution, above 0; mean churn in the first period is alpha / (alpha + beta). */
  readonly beta: number;
  /** Shape of each customer's lifetime, above 0: churn falls with age below 1, rises above 1. */
  readonly c: number;
}

/** Beyond this ln(t^c), Γ(β + u) / Γ(α + β + u) is u^-α to rounding. */
const largePower = 80;

/** ln S(n + t) - ln S(n). */
function logSurvivalFrom({ alpha, beta, c }: BetaDiscreteWeibullParameters, n: number, t: number): number {
  if (t === 0) return 0;
  const logPower = c * Math.log(n + t);
  // With shapes of that size the power is not yet large beside them.
  if (logPower <= largePower || alpha + beta > 1e10)
    return logBetaRatio(alpha, beta + n ** c, powerStep(n, t, c));
  if (c * Math.log(n) > largePower) return -alpha * c * Math.log1p(t / n);
  return logGammaRatio(beta + n ** c, alpha) - alpha * logPower;
}

/** The model as the shared verbs need it. */
export const betaDiscreteWeibullModel: LifetimeModel<BetaDiscreteWeibullParameters> = {
  name: "betaDiscreteWeibull",
  scale: { alpha: "log", beta: "log", c: "log" },
  logSurvivalFrom,
  logChurn: (parameters, t) => log1mExp(logSurvivalFrom(parameters, t - 1, 1)),
  tailPower: ({ alpha, c }) => alpha * c,
};

/** Derivatives of ln Γ(β + t^c) - ln Γ(α + β + t^c) by α, β and c, which ln r(t) is a difference of. */
function slopesAt(alpha: number, beta: number, c: number, t: number): readonly [number, number, number] {
  const logT = Math.log(t);
  if (t > 0 && c * logT > largePower && alpha + beta <= 1e10) return [-c * logT, 0, -alpha * logT];
  const power = t ** c;
  const byBeta = -digammaDifference(beta + power, alpha);
  return [-digamma(alpha + beta + power), byBeta, t <= 1 ? 0 : byBeta * power * logT];
}

/** Hazards of the beta-discrete-Weibull model. */
export const fillBetaDiscreteWeibullHazards: FillHazards = ([alpha = 0, beta = 0, c = 0], table) => {
  const [byAlpha, byBeta, byShape] = table.slopes as readonly [Float64Array, Float64Array, Float64Array];
  let before = slopesAt(alpha, beta, c, 0);
  for (let i = 0; i < byAlpha.length; i++) {
    const step = logSurvivalFrom({ alpha, beta, c }, i, 1);
    const after = slopesAt(alpha, beta, c, i + 1);
    table.logRetention[i] = step;
    table.logChurn[i] = log1mExp(step);
    const power = i ** c;
    const near = (i + 1) ** c - power < 1e-3 * (alpha + beta + power);
    // Close digammas are subtracted as one difference.
    byAlpha[i] = near ? -digammaDifference(alpha + beta + power, powerStep(i, 1, c)) : after[0] - before[0];
    byBeta[i] = after[1] - before[1];
    byShape[i] = after[2] - before[2];
    before = after;
  }
};
