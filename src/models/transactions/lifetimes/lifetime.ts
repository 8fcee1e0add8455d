/** A lifetime that ends unobserved, mixed over customers: what the Pareto/NBD and GGom/NBD models differ in. */

/** The distribution of lifetimes across customers, seen from the first purchase. */
export interface Lifetime {
  /** A length of time over which the distribution hardly changes near 0. */
  readonly scale: number;
  /** Logarithm of the factor by which the density at an age after y can exceed its value at y. */
  rise(y: number): number;
  /** ln P(lifetime > t). */
  logSurvival(t: number): number;
  /** ln f(y), the density of the lifetime; with `gradient`, its derivatives by the parameters are written into that. */
  logDensity(y: number, gradient?: Float64Array): number;
  /** ln f(y)/S(T) for y of T or less, without cancellation between the two. */
  logDensityRatio(y: number, T: number): number;
  /** Upper bound of |d ln f/dy| at y: how finely an integral must step there. */
  steepness(y: number): number;
  /** Longest step at y over which the density is smooth. */
  reach(y: number): number;
  /** Adds the derivatives of ln f(y)/S(T) by the parameters of the lifetime, times `weight`, from `at` on. */
  addRatioGradient(y: number, T: number, weight: number, gradient: Float64Array, at: number): void;
  /** Adds the derivatives of ln S(T) by the parameters of the lifetime, times `weight`, from `at` on. */
  addSurvivalGradient(T: number, weight: number, gradient: Float64Array, at: number): void;
  /** The remaining lifetime of a customer alive at T. */
  after(T: number): Lifetime;
  /** ∫ S(y) dy from 0 to t: the expected time alive within t. */
  timeAlive(t: number): number;
  /** ∫ e^(-δy) S(y) dy from 0 on; Infinity where it diverges. */
  discountedTimeAlive(rate: number): number;
}

/** A lifetime whose parameters change from customer to customer without anything being allocated for each. */
export interface MovingLifetime extends Lifetime {
  /** Takes the parameters of a model: r, alpha, then those of the lifetime. */
  take(parameters: ArrayLike<number>): void;
}
