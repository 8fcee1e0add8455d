/**
 * Survival and hazards of the beta-discrete-Weibull model, where t^c may be too large for a number: on its flat ridge the
 * likelihood drives c upwards without end while survival tends to a power of t.
 */
import { digamma, digammaDifference, logBetaRatio, logGammaRatio } from "../../math/gamma.js";
import { type GammaQuotient, gammaQuotient, hasGammaQuotient } from "../../math/gamma-quotient.js";
import { log1mExp, logAddExp } from "../../math/log-sum-exp.js";
import type { FillHazards, HazardTable } from "./lifetime-likelihood.js";
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

/** Beyond this ln(t^c), ln Γ(β + u) - ln Γ(α + β + u) is -α ln(β + u) to rounding. */
const largePower = 80;
/** Beyond this ln(t^c), t^c is too large for a number. */
const largestPower = 700;

/** Whether the gamma functions at age t are left to their asymptotes. */
function isLarge(alpha: number, beta: number, logPower: number): boolean {
  // With shapes of that size the power is not yet large beside them.
  return logPower > (alpha + beta > 1e10 ? largestPower : largePower);
}

/** ln(β + t^c). */
function logShape(beta: number, c: number, t: number): number {
  return t === 0 ? Math.log(beta) : logAddExp(Math.log(beta), c * Math.log(t));
}

/** ln S(n + t) - ln S(n). */
function logSurvivalFrom({ alpha, beta, c }: BetaDiscreteWeibullParameters, n: number, t: number): number {
  if (t === 0) return 0;
  if (!isLarge(alpha, beta, c * Math.log(n + t)))
    return logBetaRatio(alpha, beta + n ** c, powerStep(n, t, c));
  const before = logShape(beta, c, n);
  const after = logShape(beta, c, n + t);
  if (!(before > largePower)) return logGammaRatio(beta + n ** c, alpha) - alpha * after;
  // ln(1 + ((n + t)^c - n^c) / (β + n^c)), so that neighbouring ages do not cancel.
  const logStep = c * Math.log(n + t) - before + (n === 0 ? 0 : log1mExp(c * Math.log(n / (n + t))));
  return -alpha * (logStep > largestPower ? after - before : Math.log1p(Math.exp(logStep)));
}

/** The model as the shared functions need it. */
export const betaDiscreteWeibullModel: LifetimeModel<BetaDiscreteWeibullParameters> = {
  name: "betaDiscreteWeibull",
  scale: { alpha: "log", beta: "log", c: "log" },
  largest: 1e300,
  logSurvivalFrom,
  logChurn: (parameters, t) => log1mExp(logSurvivalFrom(parameters, t - 1, 1)),
  tailPower: ({ alpha, c }) => alpha * c,
};

/** Derivatives of ln Γ(β + t^c) - ln Γ(α + β + t^c) by β and c. */
function slopesAt({ alpha, beta, c }: BetaDiscreteWeibullParameters, t: number): readonly [number, number] {
  const logT = Math.log(t);
  if (t > 0 && isLarge(alpha, beta, c * logT)) {
    const logSum = logShape(beta, c, t);
    return [-alpha * Math.exp(-logSum), -alpha * Math.exp(c * logT - logSum) * logT];
  }
  const power = t ** c;
  const byBeta = -digammaDifference(beta + power, alpha);
  return [byBeta, t <= 1 ? 0 : byBeta * power * logT];
}

/** ∂ ln r(n + 1) / ∂α. */
function slopeByAlpha({ alpha, beta, c }: BetaDiscreteWeibullParameters, n: number): number {
  // Digammas are subtracted as one difference wherever the power is a number: close ones would cancel.
  if (c * Math.log(n + 1) < largestPower)
    return -digammaDifference(alpha + beta + n ** c, powerStep(n, 1, c));
  const start = c * Math.log(n) < largestPower ? digamma(alpha + beta + n ** c) : logShape(beta, c, n);
  return start - logShape(beta, c, n + 1);
}

/** An age: ln Γ(α + β + t^c) - ln Γ(β + t^c) with what its derivatives are made of. */
interface Age extends GammaQuotient {
  /** Whether the parameters are in the range of the quick formula for these numbers. */
  isQuick: boolean;
  /** t^c ln t. */
  powerSlope: number;
  /** The derivatives by β and c as the slower formula has them, once it was asked for. */
  slopes: readonly [number, number] | null;
}

function newAge(): Age {
  return { isQuick: false, value: 0, byBase: 0, byStep: 0, powerSlope: 0, slopes: null };
}

function fillAge(
  { alpha, beta, c }: BetaDiscreteWeibullParameters,
  t: number,
  age: Age,
  withSlopes: boolean,
): void {
  const power = t ** c;
  age.slopes = null;
  age.isQuick = hasGammaQuotient(beta + power, alpha);
  if (!age.isQuick) return;
  gammaQuotient(beta + power, alpha, withSlopes, age);
  age.powerSlope = t > 1 && withSlopes ? power * Math.log(t) : 0;
}

/** Fills in the slopes of the period after n by differences that do not cancel, whatever the parameters. */
function fillSlopes(
  parameters: BetaDiscreteWeibullParameters,
  n: number,
  [before, after]: readonly [Age, Age],
  slopes: HazardTable["slopes"],
): void {
  before.slopes ??= slopesAt(parameters, n);
  after.slopes ??= slopesAt(parameters, n + 1);
  slopes[0]![n] = slopeByAlpha(parameters, n);
  slopes[1]![n] = after.slopes[0] - before.slopes[0];
  slopes[2]![n] = after.slopes[1] - before.slopes[1];
}

/** Hazards of the beta-discrete-Weibull model: differences of one quotient per age, unless these would cancel. */
export const fillBetaDiscreteWeibullHazards: FillHazards = (values, table, withSlopes) => {
  const parameters = { alpha: values[0]!, beta: values[1]!, c: values[2]! };
  const { logRetention, logChurn, slopes } = table;
  const [byAlpha, byBeta, byShape] = [slopes[0]!, slopes[1]!, slopes[2]!];
  let [before, after] = [newAge(), newAge()];
  fillAge(parameters, 0, before, withSlopes);
  for (let i = 0; i < logRetention.length; i++) {
    fillAge(parameters, i + 1, after, withSlopes);
    const quick = before.value - after.value;
    const size = Math.abs(before.value) + Math.abs(after.value) + parameters.alpha;
    const isQuick = before.isQuick && after.isQuick && -quick > 1e-3 * size;
    const kept = isQuick ? quick : logSurvivalFrom(parameters, i, 1);
    logRetention[i] = kept;
    logChurn[i] = log1mExp(kept);
    if (withSlopes && isQuick) {
      byAlpha[i] = before.byStep - after.byStep;
      byBeta[i] = before.byBase - after.byBase;
      byShape[i] = before.byBase * before.powerSlope - after.byBase * after.powerSlope;
    } else if (withSlopes) fillSlopes(parameters, i, [before, after], slopes);
    [before, after] = [after, before];
  }
};
