/** Claims as they are given, and the linear pieces that they are made of. */
import { check, checkFields, checkNonNegative } from "../../errors.js";
import { always, type ClaimEvent, readEvent } from "./event.js";

/** The probability of an event, of all or given another event. */
export interface ClaimedProbability {
  /** The event, in words: `"defected"`, `"not satisfied"`, `"service and price"`. */
  readonly probability: string;
  /** The event that is given; left out, the probability is of all. */
  readonly given?: string | undefined;
}

/** One probability over another. */
export interface ClaimedRatio {
  /** The probability on top. */
  readonly ratioOf: ClaimedProbability;
  /** The probability below. */
  readonly to: ClaimedProbability;
}

/** What a claim says of its quantity: a value, or bounds. */
export interface ClaimedValue {
  /** The value claimed. */
  readonly equals?: number | undefined;
  /** The least value claimed. */
  readonly atLeast?: number | undefined;
  /** The largest value claimed. */
  readonly atMost?: number | undefined;
}

/** A quantity that a claim can be about. */
export type ClaimQuantity = ClaimedProbability | ClaimedRatio;

/** A claim: a probability, a conditional probability or a ratio of two, with its value or bounds. */
export type Claim = ClaimQuantity & ClaimedValue;

/** A probability over the atoms: 1 where the event and the condition, and where the condition happens. */
export interface AtomProbability {
  readonly words: string;
  readonly event: Float64Array;
  readonly condition: Float64Array;
}

/** A quantity over the atoms; `below` is null unless it is a ratio. */
export interface AtomQuantity {
  readonly words: string;
  readonly above: AtomProbability;
  readonly below: AtomProbability | null;
}

/** A claim over the atoms, with its bounds; `upper` may be infinite. */
export interface AtomClaim extends AtomQuantity {
  readonly lower: number;
  readonly upper: number;
}

interface ReadProbability {
  readonly event: ClaimEvent;
  readonly given: ClaimEvent;
}

/** A quantity read as words, before the atoms are known. */
export interface ReadQuantity {
  readonly above: ReadProbability;
  readonly below: ReadProbability | null;
}

const probabilityFields = ["probability", "given"] as const;
const claimFields = [...probabilityFields, "ratioOf", "to", "equals", "atLeast", "atMost"] as const;

/** Reads a quantity and adds the names of its simple events. */
export function readQuantity(
  where: string,
  argument: string,
  quantity: ClaimQuantity,
  names: string[],
): ReadQuantity {
  // A claim may be asked for as a quantity, with its value.
  checkFields(where, argument, quantity as Claim, claimFields);
  const read = (name: string, { probability, given }: ClaimedProbability): ReadProbability => ({
    event: readEvent(where, `${name}.probability`, probability, names),
    given: given === undefined ? always : readEvent(where, `${name}.given`, given, names),
  });
  if (!("ratioOf" in quantity)) return { above: read(argument, quantity), below: null };
  checkFields(where, `${argument}.ratioOf`, quantity.ratioOf, probabilityFields);
  checkFields(where, `${argument}.to`, quantity.to, probabilityFields);
  return { above: read(`${argument}.ratioOf`, quantity.ratioOf), below: read(`${argument}.to`, quantity.to) };
}

/** Checks the value or bounds of a claim; a probability that is no fraction is refused, a ratio may be any size. */
export function readBounds(where: string, argument: string, claim: Claim): { lower: number; upper: number } {
  const { equals, atLeast, atMost } = claim;
  const some = equals !== undefined || atLeast !== undefined || atMost !== undefined;
  check(some, where, argument, "must have equals, atLeast or atMost", claim);
  const alone = equals === undefined || (atLeast === undefined && atMost === undefined);
  check(alone, where, `${argument}.equals`, "must be given alone, without atLeast and atMost", equals);
  for (const [name, value] of Object.entries({ equals, atLeast, atMost })) {
    if (value === undefined) continue;
    checkNonNegative(where, `${argument}.${name}`, value);
    if ("ratioOf" in claim) continue;
    const rule = "must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%)";
    check(value <= 1, where, `${argument}.${name}`, rule, value);
  }
  const lower = equals ?? atLeast ?? 0;
  const upper = equals ?? atMost ?? ("ratioOf" in claim ? Number.POSITIVE_INFINITY : 1);
  check(lower <= upper, where, `${argument}.atLeast`, `must be at most atMost (${upper})`, lower);
  return { lower, upper };
}

/** The quantity over the 2ⁿ atoms of the simple events: atom k has event i where bit i of k is set. */
export function overAtoms({ above, below }: ReadQuantity, names: readonly string[]): AtomQuantity {
  const mark = (events: readonly ClaimEvent[]): Float64Array =>
    Float64Array.from({ length: 2 ** names.length }, (_, atom) => {
      const truth = (name: string) => ((atom >> names.indexOf(name)) & 1) === 1;
      return events.every((event) => event.happens(truth)) ? 1 : 0;
    });
  const probability = ({ event, given }: ReadProbability): AtomProbability => ({
    words: given === always ? `P(${event.words})` : `P(${event.words} | ${given.words})`,
    event: mark([event, given]),
    condition: mark([given]),
  });
  const top = probability(above);
  if (below === null) return { words: top.words, above: top, below: null };
  const bottom = probability(below);
  return { words: `${top.words} / ${bottom.words}`, above: top, below: bottom };
}

/** A claim in words: "P(defected | satisfied) = 0.4". */
export function claimWords({ words, lower, upper }: AtomClaim): string {
  if (lower === upper) return `${words} = ${lower}`;
  if (upper === Number.POSITIVE_INFINITY) return `${words} ≥ ${lower}`;
  return lower === 0 ? `${words} ≤ ${upper}` : `${lower} ≤ ${words} ≤ ${upper}`;
}
