/** What a boundary for planned looks needs in customers, and what it saves. */
import {
  check,
  checkChoice,
  checkFields,
  checkFraction,
  checkObject,
  checkPositive,
  isDense,
} from "../../errors.js";
import { normalQuantile } from "../../math/normal.js";
import { findRoot } from "../../math/roots.js";
import { boundaryMethods, checkBounds, checkInformation } from "./planned-looks.js";
import { crossesAtAll, crossings } from "./recursion.js";
import type { SequentialBoundary } from "./sequential-boundary.js";

/** A boundary, and what it is to find. */
export interface SequentialDesignInput {
  /** The boundary, as `sequentialBoundary` returned it. */
  readonly boundary: SequentialBoundary;
  /** Probability with which the planned effect is to be found at one of the looks: a fraction; 0.8 if left out. */
  readonly power?: number | undefined;
  /** Customers (or events) that one look alone would need, as `experimentSize` gives them, to be turned into those of this design. */
  readonly fixedSize?: number | undefined;
}

/** One look of a design. */
export interface DesignLook {
  /** Number of the look, from 1. */
  readonly look: number;
  /** Information at the look as a share of the planned maximum. */
  readonly information: number;
  /** The experiment ends here if |Z| is this or more. */
  readonly z: number;
  /** Probability of ending first at this look if the planned effect is there. */
  readonly crossing: number;
  /** Probability of ending first at this look if nothing changed. */
  readonly crossingUnderNull: number;
  /** Customers (or events) at this look, not rounded; null without `fixedSize`. */
  readonly size: number | null;
}

/** What a design with planned looks needs. */
export interface SequentialDesign {
  /** Method of the boundary. */
  readonly method: string;
  /** Two-sided error of all looks together. */
  readonly significance: number;
  /** Probability of finding the planned effect. */
  readonly power: number;
  /** Mean of Z at the last look if the planned effect is there. */
  readonly drift: number;
  /** Largest size relative to that of one look with the same significance and power. */
  readonly inflation: number;
  /** Expected size at the end as a share of the largest, if the planned effect is there. */
  readonly expectedInformationShare: number;
  /** The same if nothing changed. */
  readonly expectedInformationShareUnderNull: number;
  /** Largest number of customers (or events), not rounded; null without `fixedSize`. */
  readonly maximumSize: number | null;
  /** Expected number if the planned effect is there; null without `fixedSize`. */
  readonly expectedSize: number | null;
  /** One row for each look. */
  readonly looks: readonly DesignLook[];
}

/**
 * What planned looks cost and save: how much larger the experiment must be able to become than one with a single look, and
 * how large it is expected to be.
 *
 * An experiment that ends early overstates its effect, and the plain interval at that look does not have its level.
 *
 * Formula: drift θ solves Σₖ P(first crossing at k; E[Zₖ] = θ√tₖ) = power; inflation = (θ / (z_{1-α/2} + z_{power}))².
 *
 * @param input - The boundary, the power (0.8 if left out) and the size of an experiment with one look.
 * @returns Drift, inflation, expected sizes, and each look's probability of ending the experiment. Crossing on either side counts as found.
 * @throws {InvalidInputError} If the boundary is none, its looks shrink, or the power is no fraction above the significance.
 * @see Jennison & Turnbull (2000), "Group Sequential Methods with Applications to Clinical Trials", tables 2.2 and 2.4.
 *
 * @example
 * const boundary = sequentialBoundary({ boundary: "obrienFleming", looks: 5 });
 * const design = sequentialDesign({ boundary, power: 0.9, fixedSize: 18646 });
 * design.inflation; // ≈ 1.026
 * design.expectedInformationShare; // ≈ 0.731
 */
export function sequentialDesign(input: SequentialDesignInput): SequentialDesign {
  const where = "sequentialDesign";
  const { information, z, power, fixedSize } = readDesign(where, input);
  const { method, significance } = input.boundary;
  const fixed = normalQuantile(power) - normalQuantile(significance / 2);
  const last = information.at(-1)!;
  const thetaOf = (drift: number) => drift / Math.sqrt(last);
  // With this drift the last look alone finds it.
  const enough = z.at(-1)! + normalQuantile(power);
  const missing = (drift: number) => crossesAtAll(information, z, thetaOf(drift)) - power;
  const drift = findRoot(missing, [0, Math.max(enough, 0) + 1e-9], { where });
  const inflation = (drift / fixed) ** 2;
  const found = crossings(information, z, thetaOf(drift)).map(([above, below]) => above + below);
  const atNull = crossings(information, z, 0).map(([above, below]) => above + below);
  const share = (ends: readonly number[]): number =>
    ends.reduce((sum, probability, k) => sum + probability * (information[k]! / last - 1), 1);
  const maximumSize = fixedSize === undefined ? null : fixedSize * inflation;
  const expectedInformationShare = share(found);
  return {
    method,
    significance,
    power,
    drift,
    inflation,
    expectedInformationShare,
    expectedInformationShareUnderNull: share(atNull),
    maximumSize,
    expectedSize: maximumSize === null ? null : maximumSize * expectedInformationShare,
    looks: information.map((now, k) => ({
      look: k + 1,
      information: now,
      z: z[k]!,
      crossing: found[k]!,
      crossingUnderNull: atNull[k]!,
      size: maximumSize === null ? null : (maximumSize * now) / last,
    })),
  };
}

function readDesign(where: string, input: SequentialDesignInput) {
  checkFields(where, "input", input, ["boundary", "power", "fixedSize"]);
  const { boundary, power = 0.8, fixedSize } = input;
  checkObject(where, "boundary", boundary);
  check(isDense(boundary.looks), where, "boundary", "must be what sequentialBoundary returned", boundary);
  const { looks, significance } = boundary;
  checkChoice(where, "boundary.method", boundary.method, boundaryMethods);
  checkFraction(where, "boundary.significance", significance, "open");
  for (const [k, look] of looks.entries()) checkObject(where, `boundary.looks[${k}]`, look);
  const information = looks.map((look) => look.information);
  checkInformation(where, "information", information);
  const z = looks.map((look) => look.z);
  checkBounds(where, "z", z, looks.length);
  checkFraction(where, "power", power, "open");
  check(power > significance, where, "power", `must be above significance (${significance})`, power);
  if (fixedSize !== undefined) checkPositive(where, "fixedSize", fixedSize);
  return { information, z, power, fixedSize };
}
