/**
 * The boundaries of the GGom/NBD model. The hazard of a customer may not grow: lifetimes are then Pareto distributed, with the
 * boundaries of those. It may be the same for all, or start suddenly; and purchase rates may be the same for all.
 */
import type { BoundaryLimit, LikelihoodProblem } from "../../../inference/fit.js";
import { limitOn, limitThrough, type StandIn } from "../face-limits.js";
import { type Face, oneRate } from "../faces.js";
import { immortalLifetime, nbdLimits, returnersLimits, simplerProblem } from "../nbd-limit.js";
import { mortalLikelihood } from "./lifetime-problem.js";
import { paretoLifetime } from "./pareto-lifetime.js";
import {
  atOnce,
  besideImmortal,
  justAtOnce,
  type ParetoData,
  type ParetoParameters,
  shareAtOnce,
} from "./pareto-limits.js";

/** Parameters of the GGom/NBD model. */
export interface GompertzParameters extends ParetoParameters {
  readonly b: number;
}

/** Growth of the hazard over a mean T that no double notices, not even over a million times that span. */
const growth = 1e-24;

/** Growth that is not seen in those who never leave, while b times the smallest beta is still a double. */
const slow = 1e-3;

const alike = oneRate(["r", "alpha"], "purchaseRate");
const oneDeath = oneRate(["s", "beta"], "deathRate");
const oneFactor = oneRate(["s", "beta"], "hazardFactor");
const immortal = immortalLifetime(["b", "s", "beta"]) as Omit<GompertzParameters, "r" | "alpha">;

/** The boundaries on which the likelihood may have its supremum, but for that of leaving from one age on. */
export function gompertzLimits(
  problem: LikelihoodProblem<GompertzParameters>,
  { rows, meanT }: ParetoData,
): readonly BoundaryLimit<GompertzParameters>[] {
  const withB = ({ r, alpha, s, beta }: ParetoParameters, over = growth): GompertzParameters => {
    const b = over / meanT;
    return { r, alpha, b, s, beta: b * beta };
  };
  const paretoOf = (point: GompertzParameters): ParetoParameters => ({
    ...point,
    beta: point.beta / point.b,
  });
  const scale = { r: "log", alpha: "log", s: "log", beta: "log" } as const;
  const pareto = simplerProblem(
    problem,
    scale,
    mortalLikelihood(rows, 4, (point) => paretoLifetime(point[2]!, point[3]!)),
  );
  const asPareto: StandIn<GompertzParameters> = {
    lost: ["b", "beta"],
    reduce: ({ b, ...point }) => ({ ...point, beta: point.beta / b }),
    expand: (values) => withB(values as unknown as ParetoParameters),
    beside: ({ parameters }, distance) => [withB(paretoOf(parameters), distance)],
  };
  const face = (name: string, ...faces: readonly Face[]) => [
    limitOn(problem, name, faces),
    limitOn(problem, `${name} and one purchase rate`, [...faces, alike]),
  ];
  const through = (name: string, ...faces: readonly Face[]) => [
    limitThrough(pareto, name, faces, asPareto),
    limitThrough(
      pareto,
      `${name}${faces.length > 0 ? " and" : " with"} one purchase rate`,
      [...faces, alike],
      asPareto,
    ),
  ];
  return [
    ...nbdLimits(problem, rows, {
      lost: ["b", "s", "beta"],
      reduce: ({ r, alpha }) => ({ r, alpha }),
      expand: ({ r, alpha }) => ({ r: r!, alpha: alpha!, ...immortal }),
      beside: ({ parameters }, distance) => [
        ...besideImmortal(meanT, distance).map((lifetime) => withB({ ...parameters, ...lifetime })),
        ...besideGrowing(meanT, distance).map((lifetime) => ({ ...parameters, ...lifetime })),
      ],
    }),
    ...returnersLimits(problem, rows, {
      lost: ["b", "s", "beta"],
      reduce: (point) => ({ ...point, neverReturns: shareAtOnce(paretoOf(point), meanT) }),
      expand: ({ r, alpha, neverReturns }) =>
        withB({ r: r!, alpha: alpha!, ...atOnce(neverReturns!, undefined, meanT) }, slow),
      beside: ({ parameters, identified }, distance) => [
        withB({ ...parameters, ...justAtOnce(identified.neverReturns!.estimate, distance, meanT) }, slow),
      ],
    }),
    ...through("paretoNbd"),
    ...through("paretoNbd with one death rate", oneDeath),
    ...face("ggomNbd with one hazard of leaving", oneFactor),
    limitOn(problem, "ggomNbd with one purchase rate", [alike]),
  ];
}

/** Lifetimes of which a small share has ended at a mean T, nearly all of them late. */
function besideGrowing(meanT: number, distance: number) {
  return [2, 8, 30].map((over) => ({ b: over / meanT, s: distance, beta: Math.expm1(over) / Math.expm1(1) }));
}
