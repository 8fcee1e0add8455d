/** Made customers, and the likelihood of hazards written out period by period. */

import { solve } from "../../../src/math/linear-algebra.js";
import { createRandom } from "../../../src/math/random.js";
import type { HazardLink } from "../../../src/survival/discrete-time/likelihood.js";

/** Columns of rows that each cover some periods of a customer. */
export interface MadeRows {
  readonly customer: number[];
  readonly entry: number[];
  readonly duration: number[];
  readonly event: number[];
  readonly price: number[];
  readonly usage: number[];
}

/** Customers whose usage changes now and then; whole prices make groups of equal covariates. */
export function makeRows(seed: number, customers: number, { periods = 6, changes = 0.4 } = {}): MadeRows {
  const random = createRandom(seed);
  const rows: MadeRows = { customer: [], entry: [], duration: [], event: [], price: [], usage: [] };
  for (let customer = 0; customer < customers; customer++) {
    const price = 5 + random.integerBelow(4);
    const end = 1 + random.integerBelow(periods);
    let [start, usage] = [0, random.integerBelow(3)];
    for (let t = 1; t <= end; t++) {
      const eta = -1.2 - 0.3 * Math.log(t) + 0.15 * (price - 6) - 0.3 * usage;
      const lost = random.next() < -Math.expm1(-Math.exp(eta));
      const changed = random.next() < changes;
      if (lost || changed || t === end) {
        for (const [name, value] of Object.entries({
          customer,
          entry: start,
          duration: t,
          event: lost ? 1 : 0,
          price,
          usage,
        }))
          rows[name as keyof MadeRows].push(value);
        start = t;
      }
      if (lost) break;
      if (changed) usage = random.integerBelow(3);
    }
  }
  return rows;
}

/** One row of a design for each customer and period, and whether the customer was lost in it. */
export interface PersonPeriods {
  readonly design: number[][];
  readonly lost: number[];
}

/** The person-period table of rows, with a basis of the time effect. */
export function personPeriods(rows: MadeRows, basis: (t: number) => number[]): PersonPeriods {
  const [design, lost]: [number[][], number[]] = [[], []];
  rows.duration.forEach((duration, i) => {
    for (let t = rows.entry[i]! + 1; t <= duration; t++) {
      design.push([...basis(t), rows.price[i]!, rows.usage[i]!]);
      lost.push(t === duration ? rows.event[i]! : 0);
    }
  });
  return { design, lost };
}

/** Log-likelihood of one period by its linear predictor, with two derivatives. */
function ofPeriod(link: HazardLink, eta: number, lost: number): readonly [number, number, number] {
  if (link === "logit") {
    const p = 1 / (1 + Math.exp(-eta));
    return [lost === 1 ? Math.log(p) : Math.log(1 - p), lost - p, -p * (1 - p)];
  }
  const mean = Math.exp(eta);
  if (lost === 0) return [-mean, -mean, -mean];
  const slope = mean / (Math.exp(mean) - 1);
  return [Math.log(1 - Math.exp(-mean)), slope, slope * (1 - mean - slope)];
}

/** Log-likelihood, gradient and second derivatives, by a loop over the table. */
export function naiveLikelihood(link: HazardLink, { design, lost }: PersonPeriods, b: readonly number[]) {
  const n = b.length;
  const [gradient, hessian] = [new Float64Array(n), new Float64Array(n * n)];
  let value = 0;
  design.forEach((x, row) => {
    const eta = x.reduce((sum, each, k) => sum + each * b[k]!, 0);
    const [here, first, second] = ofPeriod(link, eta, lost[row]!);
    value += here;
    for (let i = 0; i < n; i++) {
      gradient[i]! += first * x[i]!;
      for (let j = 0; j < n; j++) hessian[i * n + j]! += second * x[i]! * x[j]!;
    }
  });
  return { value, gradient, hessian };
}

/** The maximum by Newton's steps from a given point, halved where they do not rise. */
export function naiveMaximum(link: HazardLink, table: PersonPeriods, start: readonly number[]): number[] {
  let b = [...start];
  for (let k = 0; k < 60; k++) {
    const { value, gradient, hessian } = naiveLikelihood(link, table, b);
    const step = solve(hessian, gradient, b.length)!;
    let length = 1;
    const moved = () => b.map((each, i) => each - length * step[i]!);
    while (length > 1e-9 && !(naiveLikelihood(link, table, moved()).value >= value - 1e-12)) length /= 2;
    b = moved();
    if (step.every((each) => Math.abs(each) < 1e-13)) break;
  }
  return b;
}
