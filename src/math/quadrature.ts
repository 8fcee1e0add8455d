/** Integrals of functions of one variable. */
import { check } from "../errors.js";
import { gaussLegendre10 } from "./gauss-legendre.js";

/** An integral with what is known of its error. */
export interface Integral {
  /** The integral. */
  readonly value: number;
  /** Estimated bound of the absolute error. */
  readonly error: number;
  /** How often the function was evaluated. */
  readonly evaluations: number;
}

/** The logarithm of the integral of a positive function. */
export interface LogIntegral {
  /** Logarithm of the integral; -Infinity if it is 0. */
  readonly log: number;
  /** Estimated bound of the relative error of the integral, which is the absolute error of its logarithm. */
  readonly error: number;
  /** How often the function was evaluated. */
  readonly evaluations: number;
}

/** How closely an integral is found. */
export interface QuadratureOptions {
  /** Error allowed relative to the integral. Default 1e-13. */
  readonly relative?: number | undefined;
  /** Error allowed absolutely. Default 0. */
  readonly absolute?: number | undefined;
  /** Interior points at which to cut first: kinks, narrow peaks. Default none. */
  readonly points?: readonly number[] | undefined;
  /** Largest number of pieces. Default 500. */
  readonly pieces?: number | undefined;
}

/** Nodes of Kronrod's rule of 15 points on (0, 1), with its weight and that of Gauss's rule of 7 points (0 if none). */
const nodes: readonly (readonly [number, number, number])[] = [
  [0.20778495500789848, 0.20443294007529889, 0],
  [0.4058451513773972, 0.19035057806478542, 0.3818300505051189],
  [0.5860872354676911, 0.1690047266392679, 0],
  [0.7415311855993945, 0.14065325971552592, 0.27970539148927664],
  [0.8648644233597691, 0.10479001032225019, 0],
  [0.9491079123427585, 0.06309209262997856, 0.1294849661688697],
  [0.9914553711208126, 0.022935322010529224, 0],
];
const centreWeights = [0.20948214108472782, 0.4179591836734694] as const;

/** Integral over a piece, with its error. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly error: number;
  /** Integral of |f|: rounding alone makes an error in proportion to it. */
  readonly size: number;
}

function piece(f: (x: number) => number, from: number, to: number): Piece {
  const middle = 0.5 * (from + to);
  const half = 0.5 * (to - from);
  const values = [f(middle)];
  let kronrod = centreWeights[0] * values[0]!;
  let gauss = centreWeights[1] * values[0]!;
  let size = Math.abs(kronrod);
  for (const [node, weight, gaussWeight] of nodes) {
    const low = f(middle - node * half);
    const high = f(middle + node * half);
    kronrod += weight * (low + high);
    gauss += gaussWeight * (low + high);
    size += weight * (Math.abs(low) + Math.abs(high));
    values.push(low, high);
  }
  let variation = centreWeights[0] * Math.abs(values[0]! - kronrod / 2);
  nodes.forEach(([, weight], i) => {
    variation +=
      weight * (Math.abs(values[2 * i + 1]! - kronrod / 2) + Math.abs(values[2 * i + 2]! - kronrod / 2));
  });
  // QUADPACK's estimate: the difference of the two rules overstates the error of the better one.
  const ratio = variation > 0 ? Math.min(1, ((200 * Math.abs(kronrod - gauss)) / variation) ** 1.5) : 0;
  return { from, to, value: kronrod * half, error: variation * ratio * half, size: size * half };
}

/** The integrand over a finite interval that equals the integral of f from a to b, a < b, either end possibly infinite. */
function onFiniteInterval(
  f: (x: number) => number,
  a: number,
  b: number,
): [(t: number) => number, number, number] {
  if (Number.isFinite(a) && Number.isFinite(b)) return [f, a, b];
  const weigh = (x: number, weight: number) => {
    const y = f(x);
    return y === 0 ? 0 : y * weight;
  };
  if (Number.isFinite(a)) return [(t) => weigh(a + t / (1 - t), 1 / (1 - t) ** 2), 0, 1];
  if (Number.isFinite(b)) return [(t) => weigh(b - t / (1 - t), 1 / (1 - t) ** 2), 0, 1];
  return [(t) => weigh(t / (1 - t * t), (1 + t * t) / (1 - t * t) ** 2), -1, 1];
}

/** Where x lies on that finite interval. */
function toFiniteInterval(x: number, a: number, b: number): number {
  if (Number.isFinite(a) && Number.isFinite(b)) return x;
  if (Number.isFinite(a)) return (x - a) / (1 + x - a);
  if (Number.isFinite(b)) return (b - x) / (1 + b - x);
  return x === 0 ? 0 : (2 * x) / (1 + Math.sqrt(1 + 4 * x * x));
}

/**
 * Integral of a function from a to b by adaptive Gauss-Kronrod quadrature: rules of 7 and 15 points, the piece
 * with the largest error being halved until the total error is small enough.
 *
 * @param f - Integrand, smooth inside the pieces; it is not evaluated at the ends, where it may be singular.
 * @param a - Lower end, possibly -Infinity.
 * @param b - Upper end, possibly Infinity; below a, the sign changes.
 * @param options - Tolerances, interior points to cut at.
 * @returns Value, estimated error bound and number of evaluations. The error can exceed the tolerance where the
 *   pieces run out or rounding is reached: test it where it matters. NaN values of f give a NaN value.
 * @see Piessens, de Doncker-Kapenga, Überhuber & Kahaner (1983), "QUADPACK", section 2.2.2 and routine QAG.
 */
export function integrate(
  f: (x: number) => number,
  a: number,
  b: number,
  options: QuadratureOptions = {},
): Integral {
  if (a === b) return { value: 0, error: 0, evaluations: 0 };
  if (a > b) {
    const reverse = integrate(f, b, a, options);
    return { ...reverse, value: -reverse.value };
  }
  check(a < b, "integrate", "ends", "must be numbers", [a, b]);
  const { relative = 1e-13, absolute = 0, points = [], pieces: limit = 500 } = options;
  const [g, from, to] = onFiniteInterval(f, a, b);
  const cuts = points
    .filter((x) => x > a && x < b)
    .map((x) => toFiniteInterval(x, a, b))
    .sort((x, y) => x - y);
  const ends = [from, ...cuts, to];
  const pieces = ends.slice(1).map((end, i) => piece(g, ends[i]!, end));
  let evaluations = 15 * pieces.length;
  for (;;) {
    const { value, error, size } = total(pieces);
    // Rounding of 15 values of size |f| cannot be halved away.
    const floor = 20 * Number.EPSILON * size;
    if (!(error > Math.max(absolute, relative * Math.abs(value), floor)) || pieces.length >= limit)
      return { value, error: Math.max(error, floor), evaluations };
    const worst = pieces.reduce((at, p, i) => (p.error > pieces[at]!.error ? i : at), 0);
    const { from: low, to: high } = pieces[worst]!;
    const middle = 0.5 * (low + high);
    pieces.splice(worst, 1, piece(g, low, middle), piece(g, middle, high));
    evaluations += 30;
  }
}

/** Sums over the pieces, compensated so that many pieces cost no accuracy. */
function total(pieces: readonly Piece[]): { value: number; error: number; size: number } {
  let value = 0;
  let lost = 0;
  let error = 0;
  let size = 0;
  for (const part of pieces) {
    const next = value + part.value;
    lost += Math.abs(value) >= Math.abs(part.value) ? value - next + part.value : part.value - next + value;
    value = next;
    error += part.error;
    size += part.size;
  }
  return { value: value + lost, error, size };
}

/**
 * Logarithm of the integral of exp(logF(x)) from a to b, where exp(logF) may over- or underflow.
 *
 * The highest of 64 points is climbed to the top of its peak, and the interval is cut at distances from there that
 * grow with the width of the peak, so that a peak of any width is met; of several peaks, name the others in `points`.
 *
 * @param logF - Logarithm of the integrand; -Infinity stands for 0.
 * @param a - Lower end, possibly -Infinity.
 * @param b - Upper end, above a, possibly Infinity.
 * @param options - Tolerances, interior points to cut at.
 * @returns Logarithm, its error and number of evaluations; -Infinity if the integrand is 0 wherever it was looked at.
 * @see Piessens, de Doncker-Kapenga, Überhuber & Kahaner (1983), "QUADPACK", routine QAG.
 */
export function integrateLog(
  logF: (x: number) => number,
  a: number,
  b: number,
  options: QuadratureOptions = {},
): LogIntegral {
  if (!(a < b)) return { log: a === b ? -Infinity : Number.NaN, error: 0, evaluations: 0 };
  const [, from, to] = onFiniteInterval(logF, a, b);
  const place = (t: number) => fromFiniteInterval(t, a, b);
  let evaluations = 0;
  const onScale = (t: number) => {
    evaluations++;
    return logF(place(t));
  };
  const peak = highest(
    onScale,
    [from, to],
    (options.points ?? []).map((x) => toFiniteInterval(x, a, b)),
  );
  if (peak.height === -Infinity) return { log: -Infinity, error: 0, evaluations };
  const cuts = cutsAround(onScale, peak, [from, to]).map(place);
  const rest = integrate((x) => Math.exp(logF(x) - peak.height), a, b, {
    ...options,
    points: [...new Set([...(options.points ?? []), ...cuts])],
  });
  return {
    log: peak.height + Math.log(rest.value),
    error: rest.error / rest.value,
    evaluations: evaluations + rest.evaluations,
  };
}

/** The top of the highest peak that a scan of the interval meets. */
function highest(
  f: (t: number) => number,
  [from, to]: readonly [number, number],
  extra: readonly number[],
): { t: number; height: number } {
  const cell = (to - from) / 64;
  let t = Number.NaN;
  let height = -Infinity;
  const look = (x: number) => {
    const y = f(x);
    if (y > height) [t, height] = [x, y];
  };
  for (let i = 0; i < 64; i++) look(from + cell * (i + 0.5));
  for (const x of extra) if (x > from && x < to) look(x);
  if (height === -Infinity) return { t: from, height };
  const golden = 0.3819660112501051;
  let [low, high] = [Math.max(from, t - cell), Math.min(to, t + cell)];
  for (let step = 0; step < 60 && high - low > 1e-12 * cell; step++) {
    const left = low + golden * (high - low);
    const right = high - golden * (high - low);
    const [atLeft, atRight] = [f(left), f(right)];
    if (atLeft > height) [t, height] = [left, atLeft];
    if (atRight > height) [t, height] = [right, atRight];
    if (atLeft >= atRight) high = right;
    else low = left;
  }
  return { t, height };
}

/** Points on both sides of a peak: where it has fallen by about 1, and at 3, 9, 27... times that distance. */
function cutsAround(
  f: (t: number) => number,
  { t, height }: { t: number; height: number },
  [from, to]: readonly [number, number],
): number[] {
  const cuts = [t];
  for (const end of [from, to]) {
    let reach = (end - t) / 3;
    while (Math.abs(reach) > 1e-14 * (to - from) && !(f(t + reach) > height - 3)) reach /= 3;
    for (; Math.abs(reach) < Math.abs(end - t) && reach !== 0; reach *= 3) cuts.push(t + reach);
  }
  return cuts.filter((x) => x > from && x < to);
}

/** The inverse of `toFiniteInterval`. */
function fromFiniteInterval(t: number, a: number, b: number): number {
  if (Number.isFinite(a) && Number.isFinite(b)) return t;
  if (Number.isFinite(a)) return a + t / (1 - t);
  return Number.isFinite(b) ? b - t / (1 - t) : t / (1 - t * t);
}

/**
 * Integral over a finite interval by Gauss-Legendre quadrature of order 10 on equal panels, without error estimate:
 * for integrands known to be analytic within about three panel widths of the interval, where it is exact to rounding.
 *
 * @param f - Integrand.
 * @param ends - Lower and upper end.
 * @param width - Largest width of a panel.
 * @see DLMF 3.5.15-3.5.18.
 */
export function integratePanels(
  f: (x: number) => number,
  [from, to]: readonly [number, number],
  width: number,
): number {
  const { nodes: points, weights } = gaussLegendre10;
  const panels = Math.max(1, Math.ceil((to - from) / width));
  const half = (to - from) / panels / 2;
  let sum = 0;
  for (let i = 0; i < panels; i++) {
    const middle = from + (2 * i + 1) * half;
    for (let k = 0; k < points.length; k++) {
      const offset = points[k]! * half;
      sum += weights[k]! * (f(middle - offset) + f(middle + offset));
    }
  }
  return sum * half;
}
