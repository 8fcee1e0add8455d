/** The generalised exponential integral, scaled so that it neither overflows nor underflows. */
import { gaussLegendre16 } from "./gauss-legendre.js";

/**
 * e^z E_ν(z) = ∫₀^∞ e^(-zu) (1 + u)^(-ν) du: the discounted life of a Pareto tail; e^z E_ν(z) = Ψ(1, 2 - ν; z), Tricomi's function.
 *
 * Formula: the even part of its continued fraction for z of 0.3 or more and for large ν; otherwise, with u = e^v - 1, an
 * integral of a smooth positive function over v. No case is singular at whole ν, where series would divide by zero.
 *
 * @param nu - The exponent, any number above 0.
 * @param z - The argument, 0 or more; at 0 the value is 1/(ν - 1), infinite for ν of 1 or less.
 * @see DLMF 8.19.3, 8.19.17.
 */
export function scaledExponentialIntegral(nu: number, z: number): number {
  if (z === 0) return nu > 1 ? 1 / (nu - 1) : Number.POSITIVE_INFINITY;
  // From here on the fraction takes fewer than 300 steps, which is less than the integral.
  return z >= 0.3 || nu >= 20 ? continuedFraction(nu, z) : integral(nu, z);
}

function continuedFraction(nu: number, z: number): number {
  // Lentz's method on 1/(z + ν - 1·ν/(z + ν + 2 - 2(ν + 1)/(z + ν + 4 - ...))).
  let b = z + nu;
  let d = 1 / b;
  let c = Number.POSITIVE_INFINITY;
  let h = d;
  for (let i = 1; i < 10_000; i++) {
    const a = -i * (nu + i - 1);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const factor = c * d;
    h *= factor;
    if (Math.abs(factor - 1) < 3e-16) break;
  }
  return h;
}

function integral(nu: number, z: number): number {
  const { nodes, weights } = gaussLegendre16;
  const length = 1;
  // As long as z e^v is below rounding, the integrand is a plain exponential.
  const start = z < 1e-17 ? Math.log(1e-17) - Math.log(z) : 0;
  let sum = nu === 1 ? start : -Math.expm1((1 - nu) * start) / (nu - 1);
  for (let from = start; ; from += length) {
    let part = 0;
    for (let i = 0; i < nodes.length; i++) {
      const offset = (length / 2) * nodes[i]!;
      const middle = from + length / 2;
      part += weights[i]! * (integrand(middle - offset, nu, z) + integrand(middle + offset, nu, z));
    }
    sum += (part * length) / 2;
    if (part <= 1e-18 * sum) return sum;
  }
}

function integrand(v: number, nu: number, z: number): number {
  return Math.exp(-z * Math.expm1(v) + (1 - nu) * v);
}
