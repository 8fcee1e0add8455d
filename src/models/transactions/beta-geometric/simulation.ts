/** Buyers of the beta-geometric family, drawn one by one. */
import type { Random } from "../../../math/random.js";
import { sampleBeta, sampleExponential, sampleGamma } from "../../../math/samplers.js";
import type { Buyer } from "../simulation.js";
import type { BetaGeometric } from "./history.js";

/** Draws one customer: its purchase rate, its drop-out probability, and what follows from them. */
export function drawBetaGeometric({ r, alpha, a, b, k, zero }: BetaGeometric, random: Random): Buyer {
  const rate = sampleGamma(random, r) / alpha;
  const dropout = sampleBeta(random, a, b);
  const leaves = (): boolean => random.next() < dropout;
  const buyer: Buyer = {
    aliveUntil: zero === 1 && leaves() ? 0 : Number.POSITIVE_INFINITY,
    gap: () => (k === 1 ? sampleExponential(random) : sampleGamma(random, k)) / rate,
    purchased: (age) => {
      if (leaves()) buyer.aliveUntil = age;
    },
  };
  return buyer;
}
