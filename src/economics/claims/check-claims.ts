/** Can these claims all be true? The smallest sets that contradict each other, and what the others imply. */
import { check, checkFields, isDense } from "../../errors.js";
import {
  type AtomClaim,
  type AtomQuantity,
  type Claim,
  type ClaimQuantity,
  claimWords,
  overAtoms,
  readBounds,
  readQuantity,
} from "./input.js";
import { findFeasible, rangeOf } from "./search.js";

/** Claims, and the quantities to bound. */
export interface ClaimsInput {
  /** 1 to 12 claims over at most 6 simple events. */
  readonly claims: readonly Claim[];
  /** Quantities whose implied range is wanted. Left out: the probability of each simple event. */
  readonly quantities?: readonly ClaimQuantity[] | undefined;
}

/** Claims that cannot all be true although each smaller set of them can. */
export interface ClaimConflict {
  /** Their places in `claims`, from 0. */
  readonly claims: readonly number[];
  /** The same in words. */
  readonly words: readonly string[];
}

/** Between which values a quantity lies. */
export interface ClaimedRange {
  /** The quantity in words. */
  readonly quantity: string;
  /** The least value it can have, or come close to. */
  readonly lower: number;
  /** The largest value it can have, or come close to; null where nothing bounds it, or no outer bound was found. */
  readonly upper: number | null;
  /** True where the ends are exact; false where they are outer bounds, as they may be with several ratios under two conditions. */
  readonly exact: boolean;
}

/** What follows if some claims are given up so that the others can be true. */
export interface ClaimRelaxation {
  /** The claims given up: places in `claims`, from 0; none can be kept. */
  readonly leftOut: readonly number[];
  /** The ranges that the others imply. */
  readonly ranges: readonly ClaimedRange[];
}

/** Whether claims can all be true, and what follows. */
export interface ClaimCheck {
  /** Whether all can be true at once. */
  readonly feasible: boolean;
  /** The simple events that the claims speak of. */
  readonly events: readonly string[];
  /** The claims in words. */
  readonly claims: readonly string[];
  /** Every smallest set of claims that contradict each other; empty where all can be true. */
  readonly conflicts: readonly ClaimConflict[];
  /** The ranges that all claims imply together; null where they cannot be true. */
  readonly ranges: readonly ClaimedRange[] | null;
  /** Every smallest set of claims to give up, with what the others imply; empty where all can be true. */
  readonly relaxations: readonly ClaimRelaxation[];
}

/**
 * Whether claims about probabilities, conditional probabilities and ratios of them can all be true, which contradict each
 * other, and between which values the quantities then lie.
 *
 * All claims are taken to be about one population, one period and one meaning of each word. Different meanings are the
 * honest way out of a contradiction: "satisfied" after a purchase is not "satisfied" before leaving. A condition less
 * probable than one in a million counts as impossible.
 *
 * Formula: claims are constraints on the probabilities of all combinations of events: P(A | B) = p is P(A and B) - p P(B) = 0.
 * Feasibility and ranges are linear programmes; the lower probability of a ratio under two conditions is searched over. With
 * several such ratios branch and bound finds the ranges, to about 1e-7; where it stops before it is done they are outer
 * bounds, and `exact` is false.
 *
 * @param input - Claims such as `{ probability: "defected", given: "satisfied", equals: 0.4 }` or
 *   `{ ratioOf: { … }, to: { … }, equals: 5 }`, with `equals`, `atLeast` or `atMost`; events are words joined by `and`,
 *   `or`, `not`; and the quantities to bound.
 * @returns Feasibility, smallest contradictory sets, implied ranges, and what follows when claims are given up; plain data.
 * @throws {InvalidInputError} If an event cannot be read, a claim has no value, a probability is no fraction, or there are
 *   more than 12 claims or 6 simple events.
 * @see Boole (1854), "An Investigation of the Laws of Thought", chapters 16 to 19; Hailperin (1965), "Best Possible
 *   Inequalities for the Probability of a Logical Function of Events", American Mathematical Monthly 72(4), 343-359.
 * @example
 * const given = (probability: string, given: string) => ({ probability, given });
 * const check = checkClaims({
 *   claims: [
 *     { ...given("satisfied", "defected"), equals: 0.8 },
 *     { ...given("defected", "satisfied"), equals: 0.4 },
 *     { ratioOf: given("defected", "not satisfied"), to: given("defected", "satisfied"), equals: 5 },
 *   ],
 *   quantities: [{ probability: "satisfied" }],
 * });
 * check.feasible; // => false
 * check.conflicts.map((conflict) => conflict.claims); // => [[1, 2]]
 * check.relaxations[0]?.leftOut; // => [1]
 * check.relaxations[0]?.ranges[0]; // ≈ { quantity: "P(satisfied)", lower: 0.952381, upper: 0.952381, exact: true }
 */
export function checkClaims(input: ClaimsInput): ClaimCheck {
  const { names, claims, quantities } = readClaims(input);
  const atoms = 2 ** names.length;
  const pick = (places: readonly number[]) => places.map((place) => claims[place]!);
  const ranges = (places: readonly number[]): ClaimedRange[] => rangesOf(pick(places), quantities, atoms);
  const all = claims.map((_, place) => place);
  const conflicts = smallestConflicts(all, (places) => findFeasible(pick(places), atoms) === null);
  const words = claims.map(claimWords);
  const feasible = conflicts.length === 0;
  return {
    feasible,
    events: names,
    claims: words,
    conflicts: conflicts.map((places) => ({ claims: places, words: places.map((place) => words[place]!) })),
    ranges: feasible ? ranges(all) : null,
    relaxations: feasible
      ? []
      : smallestHits(all, conflicts).map((leftOut) => ({
          leftOut,
          ranges: ranges(all.filter((place) => !leftOut.includes(place))),
        })),
  };
}

const where = "checkClaims";

interface ReadClaims {
  readonly names: readonly string[];
  readonly claims: readonly AtomClaim[];
  readonly quantities: readonly AtomQuantity[];
}

function readClaims(input: ClaimsInput): ReadClaims {
  checkFields(where, "input", input, ["claims", "quantities"]);
  const { claims, quantities } = input;
  const some = isDense(claims) && claims.length >= 1 && claims.length <= 12;
  check(some, where, "claims", "must be an array of 1 to 12 claims", claims);
  const listed = quantities === undefined || isDense(quantities);
  check(listed, where, "quantities", "must be an array", quantities);
  const names: string[] = [];
  const read = claims.map((claim, i) => readQuantity(where, `claims[${i}]`, claim, names));
  const bounds = claims.map((claim, i) => readBounds(where, `claims[${i}]`, claim));
  const asked = quantities?.map((quantity, i) => readQuantity(where, `quantities[${i}]`, quantity, names));
  check(
    names.length <= 6,
    where,
    "claims",
    `must speak of at most 6 simple events (${names.join(", ")})`,
    claims,
  );
  const simple = names.map((probability) => readQuantity(where, "quantities", { probability }, [...names]));
  return {
    names,
    claims: read.map((each, i) => ({ ...overAtoms(each, names), ...bounds[i]! })),
    quantities: (asked ?? simple).map((each) => overAtoms(each, names)),
  };
}

function rangesOf(
  claims: readonly AtomClaim[],
  quantities: readonly AtomQuantity[],
  atoms: number,
): ClaimedRange[] {
  const start = findFeasible(claims, atoms)!;
  return quantities.map((quantity) => {
    const { lower, upper, exact } = rangeOf(claims, quantity, { start, atoms });
    return {
      quantity: quantity.words,
      lower: lower + 0,
      upper: Number.isFinite(upper) ? upper : null,
      exact,
    };
  });
}

/** Every set of places that conflicts while each smaller one does not, smallest sets first. */
function smallestConflicts(
  all: readonly number[],
  conflicting: (places: readonly number[]) => boolean,
): number[][] {
  if (!conflicting(all)) return [];
  const found: number[][] = [];
  for (const places of subsetsBySize(all))
    if (!found.some((inner) => inner.every((place) => places.includes(place))) && conflicting(places))
      found.push(places);
  return found;
}

/** Every smallest set of places with one in each conflict. */
function smallestHits(all: readonly number[], conflicts: readonly (readonly number[])[]): number[][] {
  const found: number[][] = [];
  for (const places of subsetsBySize(all)) {
    const hits = conflicts.every((conflict) => conflict.some((place) => places.includes(place)));
    if (hits && !found.some((inner) => inner.every((place) => places.includes(place)))) found.push(places);
  }
  return found;
}

function subsetsBySize(all: readonly number[]): number[][] {
  const subsets = Array.from({ length: 2 ** all.length - 1 }, (_, k) =>
    all.filter((__, i) => (((k + 1) >> i) & 1) === 1),
  );
  return subsets.sort((a, b) => a.length - b.length || a.reduce((d, place, i) => d || place - b[i]!, 0));
}
