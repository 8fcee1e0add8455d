/** Causes of leaving that overlap, that compete, and that sum to more than everybody. */
import { check, checkFields, checkFraction, checkNonNegative, checkObject, isDense } from "../../errors.js";

/** Between which values a share lies, and its value if the causes are independent. */
export interface FrechetRange {
  /** The least it can be. */
  readonly lower: number;
  /** The most it can be. */
  readonly upper: number;
  /** What it is if the causes are independent. */
  readonly independent: number;
}

/** What shares of overlapping causes leave open. */
export interface FrechetBounds {
  /** Sum of the shares: above 1, they must overlap. */
  readonly sum: number;
  /** Share with all causes at once. */
  readonly all: FrechetRange;
  /** Share with at least one. */
  readonly any: FrechetRange;
  /** Share with each cause and no other, in the order given: what removing that cause alone would save. */
  readonly sole: readonly FrechetRange[];
  /** Correlation (phi) between two causes, from least to most; null for other numbers of causes, or shares of 0 or 1. */
  readonly correlation: { readonly lower: number; readonly upper: number } | null;
}

/**
 * Bounds on shares of causes that may overlap: how many customers have all, any, or only one of them.
 *
 * "60% leave because of indifference, 70% because of poor service" sums to 130%: between 30 and 60% must have named both,
 * and removing indifference alone saves between none and 30% of them.
 *
 * Formula: all: max(0, Σp - n + 1) to min p; any: max p to min(1, Σp); only i: max(0, pᵢ - Σ others) to min(pᵢ, 1 - max of
 * the others).
 *
 * @param shares - Share of leavers who named each cause: fractions, two or more causes.
 * @returns Bounds that hold whatever the dependence, and the values under independence; plain data.
 * @throws {InvalidInputError} If there are fewer than two shares or one is no fraction.
 * @see Fréchet (1935), "Généralisations du théorème des probabilités totales", Fundamenta Mathematicae 25, 379-387.
 * @example
 * const bounds = frechetBounds([0.6, 0.7]);
 * bounds.all; // ≈ { lower: 0.3, upper: 0.6, independent: 0.42 }
 * bounds.sole[0]; // ≈ { lower: 0, upper: 0.3, independent: 0.18 }
 */
export function frechetBounds(shares: readonly number[]): FrechetBounds {
  const where = "frechetBounds";
  check(
    isDense(shares) && shares.length >= 2,
    where,
    "shares",
    "must be an array of two or more fractions",
    shares,
  );
  shares.forEach((share, i) => {
    checkFraction(where, `shares[${i}]`, share);
  });
  const sum = shares.reduce((total, share) => total + share, 0);
  const { before, after } = aroundEach(shares);
  const whole = after[0]!;
  const all = { lower: Math.max(0, sum - shares.length + 1), upper: whole.least, independent: whole.product };
  return {
    sum,
    all,
    any: { lower: whole.greatest, upper: Math.min(1, sum), independent: 1 - whole.none },
    sole: shares.map((share, i) => {
      const [left, right] = [before[i]!, after[i + 1]!];
      return {
        lower: Math.max(0, share - (left.sum + right.sum)),
        upper: Math.min(share, 1 - Math.max(left.greatest, right.greatest)),
        independent: share * left.none * right.none,
      };
    }),
    correlation: correlationRange(shares, all),
  };
}

/** What some of the shares come to together. */
interface Together {
  readonly sum: number;
  readonly product: number;
  /** Product of their complements. */
  readonly none: number;
  readonly least: number;
  readonly greatest: number;
}

/** What those before each share, and it and those after it, come to: one pass each way, for as many shares as there are. */
function aroundEach(shares: readonly number[]): { before: readonly Together[]; after: readonly Together[] } {
  const nothing: Together = { sum: 0, product: 1, none: 1, least: 1, greatest: 0 };
  const add = (to: Together, share: number): Together => ({
    sum: to.sum + share,
    product: to.product * share,
    none: to.none * (1 - share),
    least: Math.min(to.least, share),
    greatest: Math.max(to.greatest, share),
  });
  const before = [nothing];
  for (const share of shares) before.push(add(before[before.length - 1]!, share));
  const after = [nothing];
  for (let i = shares.length - 1; i >= 0; i--) after.push(add(after[after.length - 1]!, shares[i]!));
  return { before, after: after.reverse() };
}

function correlationRange(shares: readonly number[], all: FrechetRange): FrechetBounds["correlation"] {
  const [a, b] = shares as [number, number];
  const spread = Math.sqrt(a * (1 - a) * b * (1 - b));
  if (shares.length !== 2 || spread === 0) return null;
  return { lower: (all.lower - a * b) / spread, upper: (all.upper - a * b) / spread };
}

/** A share of leavers who named the same set of causes. */
export interface CausePattern {
  /** The causes they named, at least one. */
  readonly causes: readonly string[];
  /** Share, or number, of leavers: 0 or more. */
  readonly share: number;
}

/** What falls to one cause. */
export interface CauseAttribution {
  /** The cause. */
  readonly cause: string;
  /** Share of leavers who named it, alone or with others: these sum to more than the whole. */
  readonly named: number;
  /** Share of leavers who named it alone: what removing it alone would save. */
  readonly sole: number;
  /** Its Shapley value: these sum to the share who named any. */
  readonly attributed: number;
}

/**
 * Fair division of overlapping causes: each leaver is divided equally among the causes they named.
 *
 * It is the Shapley value of "share of leavers who named at least one of these causes": the mean of what a cause adds, over
 * all orders in which causes are added. It divides blame; it does not say what removing a cause would save (`sole` does).
 *
 * Formula: attributed to i: Σ over patterns with i of share / number of causes.
 *
 * @param patterns - Sets of causes with the share of leavers who named exactly these.
 * @returns One row per cause, in the order in which they first appear; plain data.
 * @throws {InvalidInputError} If a pattern has no causes or a cause twice, or a share is negative.
 * @see Shapley (1953), "A Value for n-Person Games", Contributions to the Theory of Games 2, 307-317.
 * @example
 * const rows = shapleyAttribution([
 *   { causes: ["indifference"], share: 0.3 },
 *   { causes: ["poor service"], share: 0.4 },
 *   { causes: ["indifference", "poor service"], share: 0.3 },
 * ]);
 * rows.map((row) => row.attributed); // ≈ [0.45, 0.55]
 */
export function shapleyAttribution(patterns: readonly CausePattern[]): CauseAttribution[] {
  const where = "shapleyAttribution";
  check(
    isDense(patterns) && patterns.length > 0,
    where,
    "patterns",
    "must be an array of patterns",
    patterns,
  );
  const names: string[] = [];
  patterns.forEach((pattern, i) => {
    checkFields(where, `patterns[${i}]`, pattern, ["causes", "share"]);
    const { causes, share } = pattern as CausePattern;
    const different = isDense(causes) && causes.length > 0 && new Set(causes).size === causes.length;
    check(
      different,
      where,
      `patterns[${i}].causes`,
      "must be an array of one or more different causes",
      causes,
    );
    checkNonNegative(where, `patterns[${i}].share`, share);
    for (const cause of causes) if (!names.includes(cause)) names.push(cause);
  });
  return names.map((cause) => {
    const own = patterns.filter(({ causes }) => causes.includes(cause));
    return {
      cause,
      named: own.reduce((sum, { share }) => sum + share, 0),
      sole: own.reduce((sum, { causes, share }) => sum + (causes.length === 1 ? share : 0), 0),
      attributed: own.reduce((sum, { causes, share }) => sum + share / causes.length, 0),
    };
  });
}

/** Causes of leaving, one per leaver, and the churn they make together. */
export interface CompetingCausesInput {
  /** Churn rate per period, all causes together: above 0, below 1. */
  readonly churnRate: number;
  /** Share of the leavers who left for each cause, or any numbers in that proportion: each 0 or more. */
  readonly causes: Readonly<Record<string, number>>;
}

/** One cause among competing ones. */
export interface CompetingCause {
  /** The cause. */
  readonly cause: string;
  /** Its share of the leavers. */
  readonly share: number;
  /** Its hazard per period; the hazards sum to -ln(1 - churnRate). */
  readonly hazard: number;
  /** Churn rate per period if it were the only cause. */
  readonly churnAlone: number;
  /** Churn rate per period if it were removed and the others went on as before. */
  readonly churnWithout: number;
  /** What subtraction would say: churnRate × (1 - share). Too low, for those saved can leave for another cause. */
  readonly churnSubtracted: number;
}

/**
 * Causes of leaving as competing risks: the churn that remains when one cause is removed.
 *
 * A customer saved from one cause is exposed to the others, so removing five sixths of the reasons does not leave a sixth
 * of the churn. The causes are taken to act independently and at constant hazards; that one is often the excuse for
 * another ("price") no count can show.
 *
 * Formula: hᵢ = -shareᵢ ln(1 - c); without i: 1 - e^(-Σ others) = 1 - (1 - c)^(1 - shareᵢ).
 *
 * @param input - Churn rate and the proportions of the causes.
 * @returns One row per cause, in the order given; plain data.
 * @throws {InvalidInputError} If the churn rate is out of range, or the proportions are negative or all 0.
 * @see Chiang (1968), "Introduction to Stochastic Processes in Biostatistics", chapter 11, on proportional hazards of
 *   competing risks.
 * @example
 * const [service, price] = competingCauses({ churnRate: 0.2, causes: { service: 5, price: 1 } });
 * service?.churnWithout; // ≈ 0.0365
 * price?.churnWithout; // ≈ 0.170
 */
export function competingCauses(input: CompetingCausesInput): CompetingCause[] {
  const where = "competingCauses";
  checkFields(where, "input", input, ["churnRate", "causes"]);
  const { churnRate, causes } = input;
  checkFraction(where, "churnRate", churnRate, "open");
  checkObject(where, "causes", causes);
  const entries = Object.entries(causes);
  let total = 0;
  for (const [cause, weight] of entries) {
    checkNonNegative(where, `causes.${cause}`, weight);
    total += weight;
  }
  check(total > 0, where, "causes", "must have proportions that sum to more than 0", total);
  const staying = Math.log1p(-churnRate);
  return entries.map(([cause, weight]) => {
    const share = weight / total;
    return {
      cause,
      share,
      hazard: -share * staying + 0,
      churnAlone: -Math.expm1(share * staying) + 0,
      churnWithout: -Math.expm1((1 - share) * staying) + 0,
      churnSubtracted: churnRate * (1 - share),
    };
  });
}
