/** Buyers who leave at an unobserved age, drawn one by one. */
import type { Random } from "../../../math/random.js";
import { sampleExponential, sampleGamma } from "../../../math/samplers.js";
import type { Buyer } from "../simulation.js";

interface ParetoBuyers {
  readonly r: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
}

/** Draws a customer of the Pareto/NBD model: an exponential lifetime at a death rate of its own. */
export function drawParetoBuyer({ r, alpha, s, beta }: ParetoBuyers, random: Random): Buyer {
  const rate = sampleGamma(random, r) / alpha;
  const death = sampleGamma(random, s) / beta;
  const aliveUntil = sampleExponential(random) / death;
  return { aliveUntil, gap: () => sampleExponential(random) / rate };
}

/** Draws a customer of the GGom/NBD model: a hazard that grows as e^(bt), times a factor of its own. */
export function drawGompertzBuyer(
  { r, alpha, b, s, beta }: ParetoBuyers & { readonly b: number },
  random: Random,
): Buyer {
  const rate = sampleGamma(random, r) / alpha;
  const factor = sampleGamma(random, s) / beta;
  const aliveUntil = Math.log1p(sampleExponential(random) / factor) / b;
  return { aliveUntil, gap: () => sampleExponential(random) / rate };
}
