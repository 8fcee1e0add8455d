/** How customers differ under a fit: the distributions of purchase rates and of dropping out that its parameters describe. */
import { check, checkCount, checkObject, checkOptions, checkPositive } from "../../errors.js";
import { betaQuantile, gammaQuantile } from "../../math/distributions.js";
import { logBeta, logGamma } from "../../math/gamma.js";

/** A point of a density. */
export interface DensityPoint {
  /** A rate per unit of time, or a probability. */
  readonly value: number;
  /** Density of the customers there. */
  readonly density: number;
}

/** How one trait is spread over customers. */
export interface MixingDensity {
  /** What differs: purchases per unit of time, probability of buying, rate of dropping out, probability of dropping out. */
  readonly trait: "purchaseRate" | "purchaseProbability" | "dropOutRate" | "dropOutProbability";
  /** The distribution. */
  readonly distribution: "gamma" | "beta";
  /** Mean over customers. */
  readonly mean: number;
  /** Median over customers. */
  readonly median: number;
  /** The density at even steps. */
  readonly points: readonly DensityPoint[];
}

/** Options of `heterogeneity`. */
export interface HeterogeneityOptions {
  /** Number of points of each density, 200 by default. */
  readonly points?: number | undefined;
}

/** The fit of a model, as far as its name and its parameters go. */
export interface NamedParameters {
  /** Name of the model. */
  readonly model: string;
  /** Its parameters. */
  readonly parameters: object;
}

type Mixing = readonly [trait: MixingDensity["trait"], first: string, second: string];
const gammaRate: Mixing = ["purchaseRate", "r", "alpha"];
const mixings: Readonly<Record<string, readonly Mixing[]>> = {
  nbd: [gammaRate],
  bgNbd: [gammaRate, ["dropOutProbability", "a", "b"]],
  mbgNbd: [gammaRate, ["dropOutProbability", "a", "b"]],
  bgCnbdK: [gammaRate, ["dropOutProbability", "a", "b"]],
  mbgCnbdK: [gammaRate, ["dropOutProbability", "a", "b"]],
  paretoNbd: [gammaRate, ["dropOutRate", "s", "beta"]],
  bgBb: [
    ["purchaseProbability", "alpha", "beta"],
    ["dropOutProbability", "gamma", "delta"],
  ],
  shiftedBetaGeometric: [["dropOutProbability", "alpha", "beta"]],
};

const where = "heterogeneity";

/**
 * How customers differ under a fit: the densities of purchase rate and of drop-out that its parameters stand for.
 *
 * A shape below 1 piles customers up at zero: the density is infinite there, and begins half a step away.
 *
 * Formula: gamma(λ; r, α) of rates, beta(p; a, b) of probabilities, over what 99% of the customers have.
 *
 * @param fit - A fit, or `{ model, parameters }`, of `nbd`, `bgNbd`, `mbgNbd`, `bgCnbdK`, `mbgCnbdK` (whose rates are of the steps
 *   between which k make a purchase), `paretoNbd`, `bgBb` or `shiftedBetaGeometric`.
 * @param options - `points`.
 * @returns One density per trait.
 * @throws {InvalidInputError} If the model is none of these, or a parameter is not above 0.
 * @see Fader & Hardie (2005), "A Note on Deriving the BG/NBD Model and Related Expressions", brucehardie.com.
 *
 * @example
 * const fit = { model: "bgNbd", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } };
 * heterogeneity(fit).map(({ trait, mean }) => [trait, mean.toFixed(3)]);
 * // => [["purchaseRate", "0.055"], ["dropOutProbability", "0.246"]]
 */
export function heterogeneity(fit: NamedParameters, options: HeterogeneityOptions = {}): MixingDensity[] {
  checkOptions(where, options, ["points"]);
  const { points = 200 } = options;
  checkCount(where, "points", points, 2);
  check(points <= 10_000, where, "points", "must be a whole number from 2 to 10000", points);
  checkObject(where, "fit", fit);
  const known = Object.hasOwn(mixings, fit.model) ? mixings[fit.model] : undefined;
  check(
    known !== undefined,
    where,
    "fit.model",
    `must be one of ${Object.keys(mixings).join(", ")}`,
    fit.model,
  );
  checkObject(where, "fit.parameters", fit.parameters);
  const values = fit.parameters as Readonly<Record<string, number>>;
  return known.map(([trait, first, second]) => {
    const [a, b] = [values[first]!, values[second]!];
    checkPositive(where, `fit.parameters.${first}`, a);
    checkPositive(where, `fit.parameters.${second}`, b);
    return trait.endsWith("Rate") ? gammaMixing(trait, a, b, points) : betaMixing(trait, a, b, points);
  });
}

function gammaMixing(
  trait: MixingDensity["trait"],
  shape: number,
  rate: number,
  count: number,
): MixingDensity {
  const end = gammaQuantile(0.99, shape) / rate;
  const logConstant = shape * Math.log(rate) - logGamma(shape);
  const density = (x: number) => Math.exp(logConstant + (shape - 1) * Math.log(x) - rate * x);
  const median = gammaQuantile(0.5, shape) / rate;
  return { trait, distribution: "gamma", mean: shape / rate, median, points: pointsOf(density, end, count) };
}

function betaMixing(trait: MixingDensity["trait"], a: number, b: number, count: number): MixingDensity {
  const end = Math.min(1, betaQuantile(0.99, a, b));
  const constant = -logBeta(a, b);
  const density = (p: number) => Math.exp(constant + (a - 1) * Math.log(p) + (b - 1) * Math.log1p(-p));
  const median = betaQuantile(0.5, a, b);
  return { trait, distribution: "beta", mean: a / (a + b), median, points: pointsOf(density, end, count) };
}

/** A density in the middle of equal steps, where it is finite. */
function pointsOf(density: (x: number) => number, end: number, count: number): DensityPoint[] {
  return Array.from({ length: count }, (_, i) => {
    const value = (end * (i + 0.5)) / count;
    return { value, density: density(value) };
  }).filter((point) => Number.isFinite(point.density) && point.value > 0);
}
