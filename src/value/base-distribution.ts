/**
 * Distribution of the mean value of a base of customers: the convolution of theirs, through its Fourier series. Where the law
 * itself is uncertain, the laws are mixed after the convolution, since one law holds for all customers at once.
 */
import { largestOf, smallestOf } from "../math/extremes.js";
import { momentsOf, type PossibleLife } from "./possible-lives.js";

/** Distribution of a mean, blurred by a small fraction of its standard deviation. */
export interface BaseDistribution {
  readonly cdf: (value: number) => number;
  readonly quantile: (probability: number) => number;
  /** Mean of the lowest share. */
  readonly shortfall: (share: number) => number;
}

/** Standard deviations around the mean that the series spans; what lies beyond has a probability below 1e-8. */
const reach = 20;
/** Blur, in standard deviations of the mean: with many laws a coarser one, which their number smooths. */
const blurOf = (laws: number) => (laws === 1 ? 0.005 : 0.02);
/** More lives than this are merged with their neighbours. */
const mostLives = 1000;

/** The distribution of the mean of `customers` independent values under each of the laws, which are equally likely. */
export function baseDistribution(
  laws: readonly (readonly PossibleLife[])[],
  customers: number,
): BaseDistribution {
  const moments = laws.map(momentsOf);
  const spread = (i: number) => (reach * moments[i]!.deviation) / Math.sqrt(customers);
  const least = smallestOf(
    laws.map((lives) => lives.reduce((low, { value }) => Math.min(low, value), Infinity)),
  );
  const most = largestOf(
    laws.map((lives) => lives.reduce((high, { value }) => Math.max(high, value), -Infinity)),
  );
  const low = Math.max(least, smallestOf(moments.map(({ mean }, i) => mean - spread(i))));
  const high = Math.min(most, largestOf(moments.map(({ mean }, i) => mean + spread(i))));
  const centre = moments.reduce((sum, { mean }) => sum + mean, 0) / laws.length;
  const variance =
    moments.reduce((sum, { mean, deviation }) => sum + (mean - centre) ** 2 + deviation ** 2 / customers, 0) /
    laws.length;
  const blur = blurOf(laws.length) * Math.sqrt(variance);
  const start = low - 10 * blur;
  const width = high - low + 20 * blur;
  const series = fourierSeries(laws.map(merge), { customers, start, width, blur });
  return readSeries(series, { start, width, blur });
}

interface Span {
  readonly start: number;
  readonly width: number;
  readonly blur: number;
}

interface Series {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Coefficients k = 1, 2, … of the blurred density on the span: Σ over laws of E[e^(iωX/n)]^n, turned back to its start. */
function fourierSeries(
  laws: readonly (readonly PossibleLife[])[],
  { customers, start, width, blur }: Span & { readonly customers: number },
): Series {
  const omega = (2 * Math.PI) / width;
  // Beyond this the blur leaves less than rounding.
  const count = Math.ceil(8.6 / (blur * omega));
  const real = new Float64Array(count);
  const imaginary = new Float64Array(count);
  for (const lives of laws) {
    const { mean } = momentsOf(lives);
    const turn = turning(lives, mean, omega / customers);
    for (let k = 1; k <= count; k++) {
      const [re, im] = turn();
      const size = Math.exp(0.5 * customers * Math.log(re * re + im * im) - 0.5 * (k * omega * blur) ** 2);
      const angle = customers * Math.atan2(im, re) + k * omega * (mean - start);
      real[k - 1]! += (size * Math.cos(angle)) / laws.length;
      imaginary[k - 1]! += (size * Math.sin(angle)) / laws.length;
    }
  }
  return { real, imaginary };
}

/** E[e^(ikω(X - mean))] for k = 1, 2, …, each call turning every life by one step more. */
function turning(
  lives: readonly PossibleLife[],
  mean: number,
  omega: number,
): () => readonly [number, number] {
  const weights = Float64Array.from(lives, ({ probability }) => probability);
  const cosines = Float64Array.from(lives, ({ value }) => Math.cos(omega * (value - mean)));
  const sines = Float64Array.from(lives, ({ value }) => Math.sin(omega * (value - mean)));
  const re = Float64Array.from(weights);
  const im = new Float64Array(weights.length);
  return () => {
    let [sumRe, sumIm] = [0, 0];
    for (let i = 0; i < re.length; i++) {
      const next = re[i]! * cosines[i]! - im[i]! * sines[i]!;
      im[i] = re[i]! * sines[i]! + im[i]! * cosines[i]!;
      re[i] = next;
      sumRe += next;
      sumIm += im[i]!;
    }
    return [sumRe, sumIm];
  };
}

function readSeries({ real, imaginary }: Series, { start, width, blur }: Span): BaseDistribution {
  const omega = (2 * Math.PI) / width;
  const cdf = (value: number): number => {
    const x = Math.min(width, Math.max(0, value - start));
    let sum = x / 2;
    for (let k = 1; k <= real.length; k++) {
      const angle = k * omega * x;
      sum += (real[k - 1]! * Math.sin(angle) + imaginary[k - 1]! * (1 - Math.cos(angle))) / (k * omega);
    }
    return Math.min(1, Math.max(0, (2 * sum) / width));
  };
  const quantile = (probability: number): number => {
    let [low, high] = [start, start + width];
    while (high - low > 0.01 * blur) {
      const middle = (low + high) / 2;
      if (cdf(middle) < probability) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  /** ∫ of the distribution function up to a value, term by term. */
  const area = (value: number): number => {
    const x = value - start;
    let sum = (x * x) / 4;
    for (let k = 1; k <= real.length; k++) {
      const w = k * omega;
      sum += (real[k - 1]! * (1 - Math.cos(w * x)) + imaginary[k - 1]! * (w * x - Math.sin(w * x))) / (w * w);
    }
    return (2 * sum) / width;
  };
  const shortfall = (share: number): number => {
    const end = quantile(share);
    return end - area(end) / share;
  };
  return { cdf, quantile, shortfall };
}

/** At most a thousand lives, neighbours of little probability taken together at their mean value. */
function merge(lives: readonly PossibleLife[]): readonly PossibleLife[] {
  if (lives.length <= mostLives) return lives;
  const merged: PossibleLife[] = [];
  let open: { payments: number; probability: number; value: number } | null = null;
  for (const { payments, probability, value } of lives) {
    const total: number = (open?.probability ?? 0) + probability;
    const mean: number =
      open === null ? value : (open.value * open.probability + value * probability) / total;
    open = { payments, probability: total, value: mean };
    if (total >= 1 / mostLives) {
      merged.push(open);
      open = null;
    }
  }
  return open === null ? merged : [...merged, open];
}
