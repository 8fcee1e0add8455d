/** The models that take covariates: what each has of its own, as one table for the shared regression. */
import type { BoundaryLimit, LikelihoodProblem } from "../../../inference/fit.js";
import type { Random } from "../../../math/random.js";
import type { Customers } from "../../../tables/read-histories.js";
import { aliveProbability, type BetaGeometric, historyLogLikelihood } from "../beta-geometric/history.js";
import { type BetaGeometricKind, betaGeometricLikelihood, type Evaluate } from "../beta-geometric/problem.js";
import { drawBetaGeometric } from "../beta-geometric/simulation.js";
import {
  discountedGivenHistory,
  expectedGivenHistory,
  expectedOfNew,
  probabilityGivenHistory,
  probabilityOfNew,
} from "../beta-geometric/verbs.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { allOrNone, type Face } from "../faces.js";
import type { Lifetime, MovingLifetime } from "../lifetimes/lifetime.js";
import { aliveAtEnd, type MortalBuyers, mortalLogLikelihood } from "../lifetimes/lifetime-mixture.js";
import { mortalLikelihood } from "../lifetimes/lifetime-problem.js";
import {
  mortalCount,
  mortalCountGivenHistory,
  discountedGivenHistory as mortalDiscountedGivenHistory,
  mortalExpected,
  expectedGivenHistory as mortalExpectedGivenHistory,
} from "../lifetimes/lifetime-verbs.js";
import { immortalLifetime } from "../nbd-limit.js";
import type { OfHistory } from "../per-customer.js";
import type { Buyer } from "../simulation.js";
import { betaGeometricHistory, type HistoryKernel, mortalHistory } from "./histories.js";
import type { Move } from "./links.js";

/** What the functions say of customers with the same parameters. */
export interface Buyers {
  readonly logLikelihood: OfHistory;
  readonly alive: OfHistory;
  readonly expected: (t: number) => OfHistory;
  readonly count: (x: number, t: number) => OfHistory;
  /** Refuses, in the name of `where`, a rate at which the sum diverges. */
  readonly discounted: (where: string, rate: number) => OfHistory;
  readonly expectedOfNew: (t: number) => number;
  readonly countOfNew: (x: number, t: number) => number;
  readonly draw: (random: Random) => Buyer;
}

/** The numbers of a model by name, coefficients included. */
export type Named = Readonly<Record<string, number>>;

/** A model with covariates. */
export interface RegressionKind {
  /** Name of the model with covariates. */
  readonly model: string;
  /** Name of the model without. */
  readonly base: string;
  /** The parameters of the model without covariates, in order; all of them above 0. */
  readonly names: readonly string[];
  /** Prefixes of coefficients, each with what it moves; `dropout` may be split into several on request. */
  readonly moves: Readonly<Record<string, Move>>;
  /** The prefixes that `dropout` is split into where both shapes have coefficients of their own; none if it cannot be. */
  readonly split: readonly string[];
  /** Whether a covariate may have one coefficient for both processes: both then move a parameter by a factor. */
  readonly mayBeEqual: boolean;
  /** When every start is searched, as in a likelihood problem. */
  readonly everyStart?: LikelihoodProblem<Named>["everyStart"];
  /** The likelihood of many customers with the same parameters. */
  readonly kernel: (rows: DistinctCustomers) => Evaluate;
  /** Gap steps per purchase: 1 for purchases at random. */
  readonly k: number;
  /** Makes what works out the likelihood of single histories. */
  readonly ofHistory: () => HistoryKernel;
  readonly buyers: (parameters: ArrayLike<number>) => Buyers;
  /** Starting points: those of the model without covariates, its estimate first where that is quick to find. */
  readonly baseStarts: (customers: Customers) => readonly object[];
  /** How nobody leaves: values of the parameters of leaving, and whether a point is near. */
  readonly immortal: { readonly held: Named; readonly near: (parameters: Named) => boolean };
  /** How some leave at once and the others never: a face of the parameters of leaving, and what it says; none by default. */
  readonly atOnce: readonly { readonly what: string; readonly face: Face }[];
  /** Pairs of parameters of which customers may share one value. */
  readonly alike: readonly {
    readonly lost: readonly [string, string];
    readonly distribution: "gamma" | "beta";
    readonly identified: string;
    readonly what: string;
  }[];
  /** Whether lifetimes are gamma-Gompertz, whose hazard can begin ever more suddenly. */
  readonly delayed?: boolean | undefined;
  /** Limits besides: another kind with the same covariates. */
  readonly simpler?: {
    readonly kind: RegressionKind;
    readonly lost: readonly string[];
    readonly near: (parameters: Named, meanT: number) => boolean;
    /** From parameters of this model to those of the simpler one, and back. */
    readonly reduce: (parameters: Named) => Named;
    readonly expand: (parameters: Named, meanT: number) => Named;
  };
}

export type Limit = BoundaryLimit<Named>;

const purchaseRate = {
  lost: ["r", "alpha"],
  distribution: "gamma",
  identified: "purchaseRate",
  what: "purchase rate",
} as const;
/** Covariates that speed up purchases divide alpha, the scale of time between them. */
const purchase: Move = { kind: "factor", index: 1, sign: -1 };

/** The beta-geometric family with covariates: BG (zero = 0) and MBG (zero = 1), gaps of shape k. */
export function betaGeometricKind(
  kind: BetaGeometricKind,
  own: Pick<RegressionKind, "model" | "base" | "baseStarts">,
): RegressionKind {
  return {
    ...own,
    names: ["r", "alpha", "a", "b"],
    moves: {
      purchase,
      dropout: { kind: "odds", first: 2, second: 3 },
      a: { kind: "factor", index: 2, sign: 1 },
      b: { kind: "factor", index: 3, sign: 1 },
    },
    split: ["a", "b"],
    mayBeEqual: false,
    kernel: (rows) => betaGeometricLikelihood(rows, kind),
    k: kind.k,
    ofHistory: () => betaGeometricHistory(kind),
    buyers: (p) => betaGeometricBuyers({ r: p[0]!, alpha: p[1]!, a: p[2]!, b: p[3]!, ...kind }),
    immortal: { held: { a: 1e-300, b: 1 }, near: ({ a, b }) => a! / (a! + b!) < 1e-3 },
    atOnce: [
      kind.zero === 1
        ? { what: "a share of customers who never return", face: allOrNone(["a", "b"], "neverReturns") }
        : {
            what: "a share of customers who leave at the first repeat purchase",
            face: allOrNone(["a", "b"], "leavesAtFirst"),
          },
    ],
    alike: [
      purchaseRate,
      {
        lost: ["a", "b"],
        distribution: "beta",
        identified: "dropoutProbability",
        what: "drop-out probability",
      },
    ],
  };
}

function betaGeometricBuyers(model: BetaGeometric): Buyers {
  return {
    logLikelihood: (x, recency, T) => historyLogLikelihood(model, x, recency, T),
    alive: (x, recency, T) => aliveProbability(model, x, recency, T),
    expected: (t) => expectedGivenHistory(model, t),
    count: (x, t) => probabilityGivenHistory(model, x, t),
    discounted: (where, rate) => discountedGivenHistory(model, rate, where),
    expectedOfNew: (t) => expectedOfNew(model, t),
    countOfNew: (x, t) => probabilityOfNew(model, x, t),
    draw: (random) => drawBetaGeometric(model, random),
  };
}

/** What the Pareto/NBD and the GGom/NBD with covariates differ in; their last two parameters are s and beta. */
export interface MortalRegression
  extends Pick<
    RegressionKind,
    "model" | "base" | "names" | "baseStarts" | "everyStart" | "alike" | "simpler" | "delayed"
  > {
  readonly lifetime: () => MovingLifetime;
  readonly draw: (parameters: ArrayLike<number>, random: Random) => Buyer;
  /** Whether purchases without end have a finite number without discounting, and the rule where they have not. */
  readonly checkEndless: (where: string, parameters: ArrayLike<number>, rate: number) => void;
}

/** Pareto/NBD and GGom/NBD with covariates. */
export function mortalKind(own: MortalRegression): RegressionKind {
  const { names, lifetime, alike, draw, checkEndless, ...rest } = own;
  const size = names.length;
  const lifetimeOf = (parameters: ArrayLike<number>): Lifetime => {
    const own = lifetime();
    own.take(parameters);
    return own;
  };
  const far = (value: number): boolean => Math.abs(Math.log(value)) > 7;
  return {
    ...rest,
    names,
    moves: { purchase, dropout: { kind: "factor", index: size - 1, sign: -1 } },
    split: [],
    mayBeEqual: true,
    kernel: (rows) => mortalLikelihood(rows, size, lifetimeOf),
    k: 1,
    ofHistory: () => mortalHistory(size, lifetime()),
    buyers: (p) => {
      const buyers = { r: p[0]!, alpha: p[1]!, lifetime: lifetimeOf(p) };
      return {
        ...mortalBuyers(buyers),
        discounted: (where, rate) => {
          checkEndless(where, p, rate);
          return mortalDiscountedGivenHistory(buyers, rate);
        },
        draw: (random) => draw(p, random),
      };
    },
    immortal: {
      held: immortalLifetime(names),
      near: (parameters) => names.slice(2).some((name) => far(parameters[name]!)),
    },
    atOnce: [],
    alike: [purchaseRate, ...alike],
  };
}

function mortalBuyers(buyers: MortalBuyers): Omit<Buyers, "discounted" | "draw"> {
  return {
    logLikelihood: (x, recency, T) => mortalLogLikelihood(buyers, x, recency, T),
    alive: (x, recency, T) => aliveAtEnd(buyers, x, recency, T),
    expected: (t) => mortalExpectedGivenHistory(buyers, t),
    count: (x, t) => mortalCountGivenHistory(buyers, x, t),
    expectedOfNew: (t) => mortalExpected(buyers, t),
    countOfNew: (x, t) => mortalCount(buyers, x, t),
  };
}
