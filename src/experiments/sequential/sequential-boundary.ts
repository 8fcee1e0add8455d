/** Boundaries for planned looks, and what looking without one costs. */
import { check, checkChoice, checkCount, checkFields, checkFraction } from "../../errors.js";
import { normalCdf, normalQuantile } from "../../math/normal.js";
import { findRoot } from "../../math/roots.js";
import {
  type boundaryMethods,
  checkInformation,
  checkSpending,
  type ErrorSpending,
  mostLooks,
  spentBy,
} from "./planned-looks.js";
import { crossesAtAll, crossing, crossings, goOn, notStarted } from "./recursion.js";

/** A boundary of one shape for equally spaced looks. */
export interface ShapedBoundaryInput {
  /** Its shape: the same |Z| at every look (`"pocock"`), or |Z| in proportion to 1/√information (`"obrienFleming"`). */
  readonly boundary: "pocock" | "obrienFleming";
  /** Number of equally spaced looks, the last one included: a whole number from 1 to 50. */
  readonly looks: number;
  /** Two-sided error of all looks together: a fraction; 0.05 if left out. */
  readonly significance?: number | undefined;
}

/** A boundary that spends the error as information comes in, whenever the looks are. */
export interface SpendingBoundaryInput {
  /** How the error is spent: `"obrienFleming"` and `"pocock"` are Lan and DeMets's, `{ power }` spends significance × information^power. */
  readonly spending: ErrorSpending;
  /** Information at each look as a share of the planned maximum: rising, above 0 and at most 1. */
  readonly information: readonly number[];
  /** Two-sided error of all looks together: a fraction; 0.05 if left out. */
  readonly significance?: number | undefined;
}

/** A boundary of one shape, or one that spends the error. */
export type SequentialBoundaryInput = ShapedBoundaryInput | SpendingBoundaryInput;

/** What one look decides. */
export interface BoundaryLook {
  /** Number of the look, from 1. */
  readonly look: number;
  /** Information at the look as a share of the planned maximum. */
  readonly information: number;
  /** The experiment ends here if |Z| is this or more. */
  readonly z: number;
  /** The same as a two-sided p-value: the experiment ends if the p-value of this look is this or less. */
  readonly nominalP: number;
  /** Probability of ending first at this look where nothing changed. */
  readonly crossing: number;
  /** Error spent up to this look. */
  readonly spent: number;
}

/** A boundary for planned looks. */
export interface SequentialBoundary {
  /** Name of the boundary; those that spend the error bear the name of Lan and DeMets, or of Kim and DeMets. */
  readonly method: (typeof boundaryMethods)[number];
  /** Two-sided error of all looks together, if the last one is made. */
  readonly significance: number;
  /** The number c behind |Z| ≥ c (Pocock) or |Z| ≥ c√(K/k) (O'Brien-Fleming); null where the error is spent by a function. */
  readonly constant: number | null;
  /** One row for each look. */
  readonly looks: readonly BoundaryLook[];
}

/**
 * Boundary for planned looks at an experiment: the |Z| from which each look may end it, all looks together raising no more
 * false alarms than one look would.
 *
 * It holds for the looks planned: of one shape, equally spaced ones; with a spending function, any looks whose dates do not
 * depend on the results. Who looks whenever there is news needs `confidenceSequence`. "O'Brien-Fleming" names two boundaries: the exact one
 * starts at |Z| of 4.56 of five looks, the spending function of that name at 4.88. Z is a difference over its standard error at
 * that look; with few customers lost it is not normal, and the promise is approximate.
 *
 * Formula: P(|Z₁| < z₁, …, |Zₖ₋₁| < zₖ₋₁, |Zₖ| ≥ zₖ) summed over k is the significance, √tₖZₖ having independent normal
 * increments; spent by t: 4Φ(z_{α/4}/√t), α log(1 + (e - 1)t) or αt^ρ.
 *
 * @param input - A shape and its number of looks, or a spending function and the information at the looks; `significance`, 0.05 if left out.
 * @returns The boundary of every look, as |Z| and as p-value, and the error it spends. Where the last information is below 1, not all is spent.
 * @throws {InvalidInputError} If the shape, spending function, looks or significance are none, or information does not rise.
 * @see Jennison & Turnbull (2000), "Group Sequential Methods with Applications to Clinical Trials", chapters 2, 7 and 19;
 *   Lan & DeMets (1983), Biometrika 70(3), 659-663, doi:10.1093/biomet/70.3.659; Kim & DeMets (1987), Biometrika 74(1), 149-154.
 *
 * @example
 * sequentialBoundary({ boundary: "pocock", looks: 5 }).constant; // ≈ 2.413
 * sequentialBoundary({ boundary: "obrienFleming", looks: 5 }).looks[0]?.z; // ≈ 4.562
 * sequentialBoundary({ spending: "obrienFleming", information: [0.2, 0.4, 1] }).looks[0]?.z; // ≈ 4.877
 */
export function sequentialBoundary(input: SequentialBoundaryInput): SequentialBoundary {
  const where = "sequentialBoundary";
  checkFields(where, "input", input, ["boundary", "looks", "spending", "information", "significance"]);
  const { significance = 0.05 } = input;
  checkFraction(where, "significance", significance, "open");
  const either: Either = input;
  return (either.spending === undefined ? shape : spend)(where, either, significance);
}

/** What may have been given, before it is known which of the two it is. */
type Either = Partial<ShapedBoundaryInput & SpendingBoundaryInput>;

function shape(where: string, input: Either, significance: number): SequentialBoundary {
  const { boundary, looks, information: stated } = input;
  checkChoice(where, "boundary", boundary, ["pocock", "obrienFleming"]);
  check(
    stated === undefined,
    where,
    "information",
    "must be left out: these looks are equally spaced (or give spending)",
    stated,
  );
  checkLooks(where, looks);
  const information = Array.from({ length: looks }, (_, k) => (k + 1) / looks);
  const bounds = (constant: number) =>
    information.map((share) => (boundary === "pocock" ? constant : constant / Math.sqrt(share)));
  // One look of all needs the lower end, and the error of K looks is at most K times that of one.
  const ends = [1, looks].map((share) => -normalQuantile(significance / share / 2)) as [number, number];
  const excess = (constant: number) => crossesAtAll(information, bounds(constant), 0) - significance;
  const constant = looks === 1 ? ends[0] : findRoot(excess, ends, { where });
  const z = bounds(constant);
  const method = boundary === "pocock" ? "pocock" : "obrien-fleming";
  return { method, significance, constant, looks: describeLooks(information, z) };
}

const spendingMethods = { pocock: "lan-demets-pocock", obrienFleming: "lan-demets-obrien-fleming" } as const;

function spend(where: string, input: Either, significance: number): SequentialBoundary {
  const { spending, information, boundary, looks } = input;
  for (const [name, other] of Object.entries({ boundary, looks }))
    check(other === undefined, where, name, "must be left out where the error is spent by a function", other);
  checkSpending(where, spending);
  checkInformation(where, "information", information);
  let running = notStarted;
  let spent = 0;
  const z = Array.from(information, (now, k) => {
    const allowed = spentBy(spending, now, significance);
    check(
      allowed - spent > 1e-290,
      where,
      `information[${k}]`,
      "must be so large that some error can be spent there",
      now,
    );
    const crosses = (bound: number): number => {
      const [above, below] = crossing(running, { information: now, z: bound, theta: 0 });
      return above + below;
    };
    const bound = boundThatSpends(where, crosses, allowed - spent);
    spent = allowed;
    const after = information[k + 1];
    if (after !== undefined) running = goOn(running, { information: now, z: bound, theta: 0 }, after);
    return bound;
  });
  const method = typeof spending === "string" ? spendingMethods[spending] : "kim-demets-power";
  return { method, significance, constant: null, looks: describeLooks(information, z) };
}

/** The bound at which the probability of crossing is the error to be spent. */
function boundThatSpends(where: string, crosses: (z: number) => number, error: number): number {
  // Among those still running fewer cross than would of all.
  const most = -normalQuantile(error / 2);
  const excess = (z: number) => Math.log(crosses(z)) - Math.log(error);
  return excess(most) >= 0 ? most : findRoot(excess, [0, most], { where });
}

/** Checks a number of planned looks. */
function checkLooks(where: string, looks: unknown): asserts looks is number {
  checkCount(where, "looks", looks, 1);
  check(
    looks <= mostLooks,
    where,
    "looks",
    `must be at most ${mostLooks} (confidenceSequence knows no limit)`,
    looks,
  );
}

function describeLooks(information: readonly number[], z: readonly number[]): BoundaryLook[] {
  let spent = 0;
  return crossings(information, z, 0).map(([above, below], k) => {
    spent += above + below;
    return {
      look: k + 1,
      information: information[k]!,
      z: z[k]!,
      nominalP: 2 * normalCdf(-z[k]!),
      crossing: above + below,
      spent,
    };
  });
}

/**
 * Probability of a false alarm if an experiment is tested anew at each of several looks, without correction.
 *
 * The looks are equally spaced; twenty of them turn 5% into 25%. Who looks every morning does worse: from 10 to 1,000 customers,
 * after each one, 48% of experiments in which nothing changed show p < 0.05 at some time.
 *
 * Formula: P(maxₖ |Zₖ| ≥ z_{1-α/2}) over k = 1 … K, √(k/K)Zₖ having independent normal increments.
 *
 * @param input - `looks`, a whole number from 1 to 50, and the `significance` of each, 0.05 if left out.
 * @returns A fraction: the share of experiments without any effect that are called significant at some look.
 * @throws {InvalidInputError} If looks is no whole number from 1 to 50, or the significance no fraction.
 * @see Armitage, McPherson & Rowe (1969), "Repeated Significance Tests on Accumulating Data", JRSS A 132(2), 235-244, table 2, doi:10.2307/2343787.
 *
 * @example
 * peekingError({ looks: 20 }); // ≈ 0.248
 */
export function peekingError(input: PeekingInput): number {
  const where = "peekingError";
  checkFields(where, "input", input, ["looks", "significance"]);
  const { looks, significance = 0.05 } = input;
  checkLooks(where, looks);
  checkFraction(where, "significance", significance, "open");
  const information = Array.from({ length: looks }, (_, k) => (k + 1) / looks);
  return crossesAtAll(information, new Array<number>(looks).fill(-normalQuantile(significance / 2)), 0);
}

/** How often an experiment is tested without correction. */
export interface PeekingInput {
  /** Number of equally spaced looks: a whole number from 1 to 50. */
  readonly looks: number;
  /** Two-sided significance at which each look is tested: a fraction; 0.05 if left out. */
  readonly significance?: number | undefined;
}
