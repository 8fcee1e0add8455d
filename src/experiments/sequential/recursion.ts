/**
 * First crossings of a boundary at planned looks, by recursive quadrature. The score S = Z√t of the looks has independent
 * normal increments, S at information t having mean θt and variance t.
 *
 * @see Armitage, McPherson & Rowe (1969), "Repeated Significance Tests on Accumulating Data", JRSS A 132, 235-244.
 */
import { gaussLegendre10 } from "../../math/gauss-legendre.js";
import { normalCdf } from "../../math/normal.js";

/** The experiments that have not crossed yet: how much of them lies at each node of the score. */
export interface Running {
  readonly information: number;
  readonly nodes: Float64Array;
  readonly mass: Float64Array;
}

/** Where the next look is: its information, the largest |Z| that does not cross, and the drift θ per unit of information. */
export interface NextLook {
  readonly information: number;
  readonly z: number;
  readonly theta: number;
}

/** Before any look: all experiments at a score of 0. */
export const notStarted: Running = {
  information: 0,
  nodes: /* @__PURE__ */ Float64Array.of(0),
  mass: /* @__PURE__ */ Float64Array.of(1),
};

/** The probability of crossing first at the next look, above and below. */
export function crossing(running: Running, { information, z, theta }: NextLook): [number, number] {
  const step = information - running.information;
  const [spread, bound, shift] = [Math.sqrt(step), z * Math.sqrt(information), theta * step];
  let [above, below] = [0, 0];
  for (let i = 0; i < running.nodes.length; i++) {
    const centre = running.nodes[i]! + shift;
    above += running.mass[i]! * normalCdf((centre - bound) / spread);
    below += running.mass[i]! * normalCdf((-bound - centre) / spread);
  }
  return [above, below];
}

/** Those that cross neither before nor at the next look; `after` is the information of the look after it. */
export function goOn(running: Running, { information, z, theta }: NextLook, after: number): Running {
  const step = information - running.information;
  // Beyond 39 standard deviations nothing is left that a number can hold.
  const bound = Math.min(z, 39) * Math.sqrt(information);
  // Before and after the look the density bends on the scale of the two steps; a product of both on a smaller one.
  const bend = Math.sqrt((step * (after - information)) / (after - running.information));
  const panels = Math.max(1, Math.ceil(bound / (1.4 * bend)));
  const half = bound / panels;
  const { nodes: points, weights } = gaussLegendre10;
  const nodes = new Float64Array(2 * points.length * panels);
  const mass = new Float64Array(nodes.length);
  for (let panel = 0, i = 0; panel < panels; panel++)
    for (let k = 0; k < points.length; k++)
      for (const side of [-1, 1]) {
        nodes[i] = -bound + (2 * panel + 1) * half + side * half * points[k]!;
        mass[i++] = weights[k]! * half;
      }
  const scale = 1 / Math.sqrt(2 * Math.PI * step);
  for (let i = 0; i < nodes.length; i++) {
    const centre = nodes[i]! - theta * step;
    let density = 0;
    for (let j = 0; j < running.nodes.length; j++)
      density += running.mass[j]! * Math.exp(-((centre - running.nodes[j]!) ** 2) / (2 * step));
    mass[i] = mass[i]! * density * scale;
  }
  return { information, nodes, mass };
}

/** The probability of crossing first at each look, above and below. */
export function crossings(
  information: readonly number[],
  z: readonly number[],
  theta: number,
): readonly (readonly [number, number])[] {
  let running = notStarted;
  return information.map((now, k) => {
    const look = { information: now, z: z[k]!, theta };
    const crossed = crossing(running, look);
    const after = information[k + 1];
    if (after !== undefined) running = goOn(running, look, after);
    return crossed;
  });
}

/** The probability of crossing at any of the looks, on either side. */
export function crossesAtAll(information: readonly number[], z: readonly number[], theta: number): number {
  return crossings(information, z, theta).reduce((sum, [above, below]) => sum + above + below, 0);
}
