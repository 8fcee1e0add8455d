/** Tables for functions asked for very many customers: a function of an age is then worked out at a few ages only. */

import type { Histories } from "../../tables/read-histories.js";
import type { OfHistory } from "./per-customer.js";

/** Width of a panel of ln(scale + age), and the number of its Chebyshev nodes. */
const width = 0.25;
const size = 12;

/** How an expectation of a customer alive depends on T: `smooth` if so smoothly that a table of few ages will do. */
export type Dependence = "smooth" | "any";

/**
 * A smooth function of an age, by Chebyshev interpolation on panels of ln(scale + age) that are laid when first met.
 *
 * Relative error some 1e-15 for functions that are analytic and change little where |arg(scale + age)| < π/2, as
 * expectations over gamma distributed rates are. Where the panels lie depends on nothing but `scale`, so that a value does
 * not depend on what else is asked for.
 */
export function tabulated(f: (age: number) => number, scale: number): (age: number) => number {
  const panels = new Map<number, Float64Array>();
  let current = -1;
  let coefficients: Float64Array = new Float64Array(size);
  return (age) => {
    const place = Math.log1p(age / scale) / width;
    const panel = Math.floor(place);
    if (panel !== current) {
      let known = panels.get(panel);
      if (known === undefined) {
        known = chebyshevCoefficients((share) => f(scale * Math.expm1((panel + share) * width)));
        panels.set(panel, known);
      }
      current = panel;
      coefficients = known;
    }
    const u = 4 * (place - panel) - 2;
    let next = 0;
    let afterNext = 0;
    for (let k = size - 1; k > 0; k--) {
      const term = coefficients[k]! + u * next - afterNext;
      afterNext = next;
      next = term;
    }
    return coefficients[0]! + (u / 2) * next - afterNext;
  };
}

/** Coefficients of the Chebyshev polynomials on (0, 1) whose sum agrees with f at the nodes. */
function chebyshevCoefficients(f: (share: number) => number): Float64Array {
  const angle = (i: number): number => (Math.PI * (i + 0.5)) / size;
  const values = Float64Array.from({ length: size }, (_, i) => f((1 + Math.cos(angle(i))) / 2));
  const coefficient = (k: number): number =>
    values.reduce((sum, value, i) => sum + value * Math.cos(k * angle(i)), 0) * ((k === 0 ? 1 : 2) / size);
  return Float64Array.from({ length: size }, (_, k) => coefficient(k));
}

/** A table for each frequency that at least so many customers share that it pays. */
export function tablesOf<Table>(
  { frequency, length }: Histories,
  atLeast: number,
  tableOf: (frequency: number) => Table,
): readonly (Table | undefined)[] {
  const counts = new Uint32Array(1024);
  for (let i = 0; i < length; i++) if (frequency[i]! < counts.length) counts[frequency[i]!]!++;
  return Array.from(counts, (count, x) => (count >= atLeast ? tableOf(x) : undefined));
}

/** A table of one frequency takes as long as about so many customers one by one. */
const worthATable = 128;

/**
 * A function of a frequency and an age prepared for many histories: from tables where it is smooth in ln(scale + age), else
 * worked out once for customers who are alike.
 * @param scale - The scale of its tables, or null where it is not smooth enough for any.
 */
export function prepared(f: OfAge, histories: Histories, scale: number | null): OfAge {
  const one = remembered(f);
  if (scale === null) return one;
  const tables = tablesOf(histories, worthATable, (x) => tabulated((age) => f(x, age), scale));
  return (frequency, age) => tables[frequency]?.(age) ?? one(frequency, age);
}

type OfAge = (frequency: number, age: number) => number;

/** A function of a frequency and an age that keeps the last values it gave, for customers of whom many are alike. */
function remembered(f: OfAge): OfAge {
  const places = 1 << 14;
  const frequencies = new Float64Array(places).fill(Number.NaN);
  const ages = new Float64Array(places);
  const values = new Float64Array(places);
  return (frequency, age) => {
    const place = (((age * 1_048_573) | 0) ^ (frequency * 40_503)) & (places - 1);
    if (frequencies[place] !== frequency || ages[place] !== age) {
      frequencies[place] = frequency;
      ages[place] = age;
      values[place] = f(frequency, age);
    }
    return values[place]!;
  };
}

/** A verb of one history, with another that gives the same numbers sooner for very many customers. */
export function withTables(verb: OfHistory, forMany: (histories: Histories) => OfHistory): OfHistory {
  return Object.assign((frequency: number, recency: number, T: number) => verb(frequency, recency, T), {
    forMany,
  });
}
