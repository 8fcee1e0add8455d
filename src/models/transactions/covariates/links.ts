/** How a linear predictor of covariates moves the parameters of a model: by a factor, a shift, or the odds of two of them. */

/** One linear predictor η and what it moves. All moves leave the parameters as they are, in every bit, at η = 0. */
export type Move =
  /** The parameter at `index` becomes θ exp(sign η). */
  | { readonly kind: "factor"; readonly index: number; readonly sign: 1 | -1 }
  /** It becomes θ + sign η. */
  | { readonly kind: "shift"; readonly index: number; readonly sign: 1 | -1 }
  /** The odds first : second become first/second exp(η), with the sum of the two unchanged. */
  | { readonly kind: "odds"; readonly first: number; readonly second: number };

/** Writes the parameters of customers whose linear predictors are `eta` into `out`. */
export function moveParameters(
  moves: readonly Move[],
  base: ArrayLike<number>,
  eta: ArrayLike<number>,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) out[i] = base[i]!;
  for (let m = 0; m < moves.length; m++) {
    const move = moves[m]!;
    if (move.kind === "factor") out[move.index]! *= Math.exp(move.sign * eta[m]!);
    else if (move.kind === "shift") out[move.index]! += move.sign * eta[m]!;
    else moveOdds(base[move.first]!, base[move.second]!, eta[m]!, move, out);
  }
}

function moveOdds(
  a: number,
  b: number,
  eta: number,
  { first, second }: { readonly first: number; readonly second: number },
  out: Float64Array,
): void {
  // Whichever side grows is written through the other, so that nothing overflows.
  const shrunk = Math.exp(-Math.abs(eta));
  const part = (eta > 0 ? b : a) / (a + b);
  if (eta > 0) {
    const whole = 1 + part * Math.expm1(-eta);
    out[first] = a / whole;
    out[second] = (b * shrunk) / whole;
  } else {
    const whole = 1 + part * Math.expm1(eta);
    out[first] = (a * shrunk) / whole;
    out[second] = b / whole;
  }
}

/** A point of the chain rule: parameters at covariates 0 (others may follow them), and those that the predictors give. */
export interface Moved {
  readonly base: ArrayLike<number>;
  readonly at: ArrayLike<number>;
}

/**
 * The chain rule: from the slopes by the moved parameters, adds those by the parameters at covariates 0 to `gradient` (in
 * its first places), and writes those by the predictors into `byEta`.
 */
export function pullBack(
  moves: readonly Move[],
  { base, at }: Moved,
  slopes: Float64Array,
  gradient: Float64Array,
  byEta: Float64Array,
): void {
  let untouched = (1 << slopes.length) - 1;
  for (let m = 0; m < moves.length; m++) {
    const move = moves[m]!;
    if (move.kind === "factor") {
      const { index, sign } = move;
      untouched &= ~(1 << index);
      const relative = at[index]! * slopes[index]!;
      gradient[index]! += relative / base[index]!;
      byEta[m] = sign * relative;
      continue;
    }
    if (move.kind === "shift") {
      byEta[m] = move.sign * slopes[move.index]!;
      continue;
    }
    const { first, second } = move;
    untouched &= ~((1 << first) | (1 << second));
    const [one, two] = [at[first]!, at[second]!];
    const along = one * (two / (one + two)) * (slopes[first]! - slopes[second]!);
    const mean = (one * slopes[first]! + two * slopes[second]!) / (one + two);
    gradient[first]! += mean + along / base[first]!;
    gradient[second]! += mean - along / base[second]!;
    byEta[m] = along;
  }
  for (let i = 0; i < slopes.length; i++) if (untouched & (1 << i)) gradient[i]! += slopes[i]!;
}
