/** Boundaries of the gamma-gamma model: customers who spend alike, and customers whose own spends are all the same. */
import type { BoundaryLimit, Fit, LikelihoodProblem, LimitingFit } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { digamma, log1pMinusX, logGamma, stirlingRemainder } from "../../math/gamma.js";
import type { SpendRows } from "./gamma-gamma-likelihood.js";

/** Parameters of the gamma-gamma model by name. */
interface Three {
  readonly p: number;
  readonly q: number;
  readonly gamma: number;
}
type Problem = LikelihoodProblem<Three>;
type Limit = BoundaryLimit<Three>;

/** So large a shape that what it is the shape of does not vary, to rounding. */
const concentration = 1e13;
/** Whether a limit may be near; both are then asked, since a search may have run towards the lower one. */
const isNear = ({ p, q }: Three): boolean => Math.max(p, q) > 1000;

/** The limits of the problem of these customers. */
export function spendLimits(problem: Problem, rows: SpendRows): readonly Limit[] {
  return [oneMeanLimit(problem, rows), steadyLimit(problem, rows)];
}

/**
 * All customers have one mean spend: q and γ run to infinity together. The average m is gamma distributed with shape p x and
 * mean μ, whose estimate is the mean of all spends whatever p.
 *
 * Formula: f(m) = (p x/μ)^(p x) m^(p x - 1) e^(-p x m/μ) / Γ(p x).
 */
function oneMeanLimit(problem: Problem, { frequency, monetaryValue, weight }: SpendRows): Limit {
  const bought = frequency.map((x, i) => weight[i]! * x);
  const purchases = sumOf(bought);
  const mean = sumOf(bought.map((count, i) => count * monetaryValue[i]!)) / purchases;
  const terms = monetaryValue.map((m) => logLessExcess(m, mean));
  const most = frequency[frequency.length - 1]!;
  return {
    limitingModel: "gammaGamma with one mean spend",
    lost: ["q", "gamma"],
    near: isNear,
    maximize: ({ p }) => {
      const fit = fitShape(problem, "p", p, { factors: frequency, terms, weight, monetaryValue });
      const shape = fit.parameters.p!;
      const far = concentration * Math.max(1, shape * most);
      const meanSpend = { estimate: mean, standardError: mean / Math.sqrt(shape * purchases) };
      return asLimit(fit, { meanSpend }, { p: shape, q: far, gamma: (mean / shape) * (far - 1) });
    },
  };
}

/**
 * Each customer's spends are all the same: p runs to infinity, and p γ stays. Then 1/m is gamma distributed with shape q and mean
 * 1/c, and c = p γ/q is estimated by the harmonic mean of the spends whatever q.
 *
 * Formula: f(m) = (q c)^q m^(-q - 1) e^(-q c/m) / Γ(q).
 */
function steadyLimit(problem: Problem, { monetaryValue, weight }: SpendRows): Limit {
  const customers = sumOf(weight);
  const level = customers / sumOf(weight.map((w, i) => w / monetaryValue[i]!));
  const terms = monetaryValue.map((m) => logLessExcess(level, m));
  const factors = new Float64Array(monetaryValue.length).fill(1);
  return {
    limitingModel: "gammaGamma with one spend per customer",
    lost: ["p", "gamma"],
    near: isNear,
    maximize: ({ q }) => {
      const fit = fitShape(problem, "q", q, { factors, terms, weight, monetaryValue });
      const shape = fit.parameters.q!;
      const far = concentration * Math.max(1, shape);
      const harmonicMeanSpend = { estimate: level, standardError: level / Math.sqrt(shape * customers) };
      return asLimit(fit, { harmonicMeanSpend }, { p: far, q: shape, gamma: (level / far) * shape });
    },
  };
}

const sumOf = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0);

type ShapeFit = Fit<Readonly<Record<string, number>>>;

/** What the log-likelihood is a sum of: w [ln of c^c e^-c / Γ(c) + c d - ln m] at c = shape × factor. */
interface ShapeTerms extends Pick<SpendRows, "weight" | "monetaryValue"> {
  readonly factors: Float64Array;
  readonly terms: Float64Array;
}

/** The maximum by the one shape that the other estimate leaves. */
function fitShape(
  problem: Problem,
  name: "p" | "q",
  start: number,
  { factors, terms, weight, monetaryValue }: ShapeTerms,
): ShapeFit {
  const evaluate = ([shape = 0]: Float64Array, gradient?: Float64Array): number => {
    let [sum, slope] = [0, 0];
    for (let i = 0; i < terms.length; i++) {
      const [factor, d, w] = [factors[i]!, terms[i]!, weight[i]!];
      sum += w * (logPeak(shape * factor) + shape * factor * d - Math.log(monetaryValue[i]!));
      slope += w * factor * (peakSlope(shape * factor) + d);
    }
    if (gradient !== undefined) gradient[0]! += slope;
    return sum;
  };
  const { where, model, likelihoodOf, timeUnit, observations } = problem;
  const same = { where, model, likelihoodOf, timeUnit, observations };
  return maximizeLikelihood({
    ...same,
    scale: { [name]: "log" } as const,
    starts: [{ [name]: start }],
    evaluate,
  });
}

function asLimit(
  fit: ShapeFit,
  level: LimitingFit<Three>["identified"],
  parameters: Three,
): LimitingFit<Three> {
  const [[name, estimate]] = Object.entries(fit.parameters) as [[string, number]];
  return {
    logLikelihood: fit.logLikelihood,
    parameters,
    identified: { [name]: { estimate, standardError: fit.standardErrors[name]! }, ...level },
    covariance: [[Number(fit.covariance[0]![0])]],
  };
}

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** ln of c^c e^-c / Γ(c): of large c nothing cancels. */
function logPeak(c: number): number {
  return c < 10 ? c * Math.log(c) - c - logGamma(c) : 0.5 * Math.log(c) - halfLogTwoPi - stirlingRemainder(c);
}

/** The slope of `logPeak`: ln c - ψ(c). */
function peakSlope(c: number): number {
  return c < 10 ? Math.log(c) - digamma(c) : logLessDigamma(c);
}

/** ln c - ψ(c) of large c: ψ(c + 1) - ψ(c) = 1/c exactly, and ψ(c + 1) is near ln(c + ½). */
function logLessDigamma(c: number): number {
  const w = 1 / (c * c);
  return 0.5 / c + w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w / 240)));
}

/** ln(a/b) - (a/b - 1), without cancellation where a is near b or far below it. */
function logLessExcess(a: number, b: number): number {
  const away = (a - b) / b;
  return away < -0.5 ? Math.log(a / b) - away : log1pMinusX(away);
}
