/** The likelihood of profit per order under the normal-normal model, from a few sums per frequency. */

/** Parameters in the order of the fit. */
export interface Three {
  /** Mean of the customers' means. */
  readonly mu: number;
  /** Standard deviation of the customers' means. */
  readonly tau: number;
  /** Standard deviation of the orders of one customer. */
  readonly sigma: number;
}

/** The customers of one frequency. */
export interface FrequencyClass {
  /** Orders of each of them: x, 1 or more. */
  readonly x: number;
  /** How many they are: the sum of their weights. */
  readonly customers: number;
  /** Mean of their averages. */
  readonly mean: number;
  /** Sum of squared deviations of their averages from that mean. */
  readonly squares: number;
}

/** All that the likelihood depends on. */
export interface ProfitSums {
  readonly classes: readonly FrequencyClass[];
  /** Customers of frequency above 0, and their orders: sums of weights. */
  readonly customers: number;
  readonly orders: number;
  /** Orders beyond the first of each customer, where variances were given; else 0. */
  readonly within: number;
  /** Sum of squared deviations of the orders from their customer's average. */
  readonly squaresWithin: number;
  /** The part of the log-likelihood that no parameter changes. */
  readonly constant: number;
}

/** Distinct triples of frequency, average and variance, sorted by frequency, with the customers who share each. */
export interface ProfitRows {
  readonly x: Float64Array;
  readonly m: Float64Array;
  /** Null where no variances were given. */
  readonly v: Float64Array | null;
  readonly weight: Float64Array;
}

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/**
 * The sums of some customers. With variances the likelihood is the density of the orders themselves, else that of the averages.
 */
export function profitSums({ x, m, v, weight }: ProfitRows): ProfitSums {
  const classes: { x: number; customers: number; mean: number; squares: number }[] = [];
  let [customers, orders, within, squaresWithin, logs] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [count, average, w] = [x[i]!, m[i]!, weight[i]!];
    if (count === 0 || w === 0) continue;
    let last = classes.at(-1);
    if (last?.x !== count) {
      last = { x: count, customers: 0, mean: 0, squares: 0 };
      classes.push(last);
    }
    last.customers += w;
    const ahead = average - last.mean;
    last.mean += (ahead * w) / last.customers;
    last.squares += w * ahead * (average - last.mean);
    customers += w;
    orders += w * count;
    if (v === null) continue;
    within += w * (count - 1);
    squaresWithin += w * (count - 1) * v[i]!;
    logs += w * Math.log(count);
  }
  const constant = -halfLogTwoPi * (customers + within) - 0.5 * logs;
  return { classes, customers, orders, within, squaresWithin, constant };
}

/**
 * Log-likelihood at (mu, tau, sigma): the averages m of x orders are normal with variance V = τ² + σ²/x, and the squares
 * within customers over σ² are chi-square.
 *
 * Formula: constant - ½ Σ (ln V + (m - μ)²/V) - d ln σ - S/(2σ²), d being the orders beyond the first and S their squares.
 */
export function profitLikelihood({ classes, within, squaresWithin, constant }: ProfitSums) {
  return (parameters: Float64Array, gradient?: Float64Array): number => {
    const [mu, tau, sigma] = parameters as unknown as [number, number, number];
    const residual = squaresWithin / sigma / sigma;
    let sum = constant - 0.5 * residual - within * Math.log(sigma);
    let [byMu, byTau, bySigma] = [0, 0, (residual - within) / sigma];
    for (const { x, customers, mean, squares } of classes) {
      const deviation = Math.hypot(tau, sigma / Math.sqrt(x));
      const ahead = (mean - mu) / deviation;
      const scaled = squares / deviation / deviation + customers * ahead * ahead;
      sum -= 0.5 * scaled + customers * Math.log(deviation);
      byMu += (customers * ahead) / deviation;
      const byDeviation = (scaled - customers) / deviation;
      byTau += byDeviation * (tau / deviation);
      bySigma += byDeviation * (sigma / (x * deviation));
    }
    if (gradient !== undefined) {
      gradient[0]! += byMu;
      gradient[1]! += byTau;
      gradient[2]! += bySigma;
    }
    return sum;
  };
}

/** What is best at a ratio τ/σ, with the slope of the log-likelihood by the ratio's logarithm there. */
export interface AtRatio {
  readonly mu: number;
  readonly sigma: number;
  readonly logLikelihood: number;
  readonly slope: number;
}

/**
 * The maximum at a ratio τ/σ, 0 included: μ and σ are explicit there.
 *
 * Formula: μ = Σ m/u / Σ 1/u; σ² = (Σ (m - μ)²/u + S)/(n + d), u = (τ/σ)² + 1/x.
 */
export function bestAtRatio(sums: ProfitSums, ratio: number): AtRatio {
  const { classes, customers, within, squaresWithin, constant } = sums;
  let [total, mu] = [0, 0];
  for (const { x, customers: n, mean } of classes) {
    const weight = n / (ratio * ratio + 1 / x);
    total += weight;
    mu += ((mean - mu) * weight) / total;
  }
  let [squares, logs, slope] = [squaresWithin, 0, 0];
  const parts = classes.map(({ x, customers: n, mean, squares: own }) => {
    const u = ratio * ratio + 1 / x;
    const part = (own + n * (mean - mu) ** 2) / u;
    squares += part;
    logs += n * Math.log(u);
    return { n, part, share: (ratio * ratio) / u };
  });
  const degrees = customers + within;
  const variance = squares / degrees;
  for (const { n, part, share } of parts) slope += share * (part / variance - n);
  const logLikelihood = constant - 0.5 * (logs + degrees * (Math.log(variance) + 1));
  return { mu, sigma: Math.sqrt(variance), logLikelihood, slope };
}
