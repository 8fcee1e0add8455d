/**
 * The gamma-Gompertz distribution of lifetimes: a hazard that grows as e^(by), times a factor of each customer's own that
 * is gamma distributed across customers.
 */
import { gaussLegendre16 } from "../../../math/gauss-legendre.js";
import type { Lifetime, MovingLifetime } from "./lifetime.js";

/**
 * Lifetimes with P(lifetime > t) = (β/(β - 1 + e^(bt)))^s.
 *
 * Everything is in terms of E(y) = 1 + (β - 1) e^(-by), which takes the place of β for those alive at y: the hazard is
 * sb/E(y). As βe^(-by) + (1 - e^(-by)) it neither overflows nor cancels.
 * @param b - Scale of the hazard's growth, per time unit.
 * @param s - Shape of the gamma distribution across customers.
 * @param beta - Its rate parameter.
 */
export function gompertzLifetime(b: number, s: number, beta: number): Lifetime {
  const lifetime = movingGompertz();
  lifetime.take([0, 0, b, s, beta]);
  return lifetime;
}

/** The same with parameters that are given later. */
export function movingGompertz(): MovingLifetime {
  let b = 1;
  let s = 1;
  let beta = 1;
  let turn = Number.NEGATIVE_INFINITY;
  let logRate = 0;
  const left = (y: number): number => {
    const faded = fadedBy(b * y);
    return beta * faded + risenBy(b * y, faded);
  };
  const logSurvival = (t: number): number => -s * logGrowth(b * t, beta);
  const hazard = (y: number): number => (s * b) / left(y);
  const reach = (y: number): number => Math.max(1 / b, y - turn);
  return {
    take(parameters) {
      b = parameters[2]!;
      s = parameters[3]!;
      beta = parameters[4]!;
      logRate = Math.log((s * b) / beta);
      // The hazard turns where e^(by) is β - 1, with poles π/b to its sides; for β of 1 or less they lie behind.
      turn = beta > 1 ? Math.log(beta - 1) / b : Number.NEGATIVE_INFINITY;
    },
    get scale() {
      return Math.min(1, beta) / b;
    },
    rise: (y) => Math.max(0, Math.log(left(y) / (1 + s))),
    logSurvival,
    logDensity(y, gradient) {
      const u = b * y;
      const faded = fadedBy(u);
      const risen = risenBy(u, faded);
      const now = beta * faded + risen;
      const near = u < 100;
      const grown = near ? Math.log1p(risen / (faded * beta)) : logGrowth(u, beta);
      if (gradient !== undefined) {
        gradient[0] = 1 / b + (y * ((beta - 1) * faded - s)) / now;
        gradient[1] = 1 / s - grown;
        gradient[2] = -(beta * faded - s * risen) / (beta * now);
      }
      // The hazard sb/E(y) is sb/β e^(by - grown), which spares a logarithm.
      return (near ? logRate + (u - grown) : Math.log((s * b) / now)) - s * grown;
    },
    logDensityRatio: (y, T) => s * logGrowth(b * (T - y), left(y)) + Math.log(hazard(y)),
    steepness(y) {
      const faded = fadedBy(b * y);
      const now = beta * faded + risenBy(b * y, faded);
      return (b * Math.abs((beta - 1) * faded - s)) / now;
    },
    reach,
    addRatioGradient(y, T, weight, gradient, at) {
      const [now, end] = [left(y), left(T)];
      const faded = Math.exp(-b * y) / now;
      gradient[at]! += weight * (1 / b + y * (beta - 1) * faded + s * (T / end - y / now));
      gradient[at + 1]! += weight * (1 / s + logGrowth(b * (T - y), now));
      gradient[at + 2]! -= weight * faded * (1 - (s * Math.expm1(b * (y - T))) / end);
    },
    addSurvivalGradient(T, weight, gradient, at) {
      const end = left(T);
      gradient[at]! -= (weight * s * T) / end;
      gradient[at + 1]! -= weight * logGrowth(b * T, beta);
      gradient[at + 2]! -= (weight * s * Math.expm1(-b * T)) / (beta * end);
    },
    after: (T) => gompertzLifetime(b, s, left(T)),
    timeAlive(t) {
      return discountedLife({ scale: this.scale, reach, logSurvival, hazard }, 0, t);
    },
    discountedTimeAlive(rate) {
      const life = { scale: this.scale, reach, logSurvival, hazard };
      return discountedLife(life, rate, Number.POSITIVE_INFINITY);
    },
  };
}

/** e^(-u), and 1 - e^(-u) from it: one exponential for the last digits of both. */
function fadedBy(u: number): number {
  return u < 1 ? 1 + Math.expm1(-u) : Math.exp(-u);
}

function risenBy(u: number, faded: number): number {
  return u < 1 ? -Math.expm1(-u) : 1 - faded;
}

/** ln(1 + (e^u - 1)/e) for u of 0 or more and e above 0. */
function logGrowth(u: number, e: number): number {
  const growth = Math.expm1(u) / e;
  if (growth < Number.POSITIVE_INFINITY) return Math.log1p(growth);
  return u - Math.log(e) + Math.log(e * Math.exp(-u) - Math.expm1(-u));
}

interface Life extends Pick<Lifetime, "scale" | "reach" | "logSurvival"> {
  hazard(y: number): number;
}

/** ∫ e^(-δy) S(y) dy from 0 to `end`, in panels of ln(scale + y) as short as the integrand's fall asks for. */
function discountedLife({ scale, reach, logSurvival, hazard }: Life, rate: number, end: number): number {
  const { nodes, weights } = gaussLegendre16;
  let sum = 0;
  for (let from = 0, steps = 0; from < end; steps++) {
    if (steps > 100_000) return Number.NaN;
    const span = scale + from;
    const fall = 1 + span * (rate + hazard(from));
    const length = Math.min(1, 8 / fall, reach(from) / span);
    const whole = span * Math.expm1(length);
    const last = from + whole >= end;
    const h = last ? Math.log1p((end - from) / span) : length;
    let part = 0;
    for (let i = 0; i < nodes.length; i++) {
      for (let side = -1; side <= 1; side += 2) {
        const y = from + span * Math.expm1((h / 2) * (1 + side * nodes[i]!));
        part += (h / 2) * weights[i]! * (scale + y) * Math.exp(logSurvival(y) - rate * y);
      }
    }
    sum += part;
    if (last || !(part > 1e-18 * sum)) break;
    // A step below the rounding of the age must still move on.
    from = Math.max(from + whole, from * (1 + 1e-15));
  }
  return sum;
}
