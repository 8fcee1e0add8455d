/** One fit beside what a search from random starts and the named limits find. */
import { ConvergenceError } from "../../../src/errors.js";
import type { Fit, LikelihoodProblem } from "../../../src/inference/fit.js";
import { createRandom } from "../../../src/math/random.js";
import { searchFrom, surfaceOf } from "./search.js";
import type { Case } from "./subjects.js";

type Numbers = Readonly<Record<string, number>>;

/** The highest log-likelihood known of a data set, and where it is. */
export interface Known {
  readonly height: number;
  readonly parameters: Numbers;
  /** `start 7`, or `limit nbd`. */
  readonly by: string;
}

/** How a fit compares. */
export interface Comparison {
  readonly set: number;
  readonly about: string;
  /** `fit`, `refused` (the data cannot answer), `threw` (no convergence), or `broke` (another error). */
  readonly ended: "fit" | "refused" | "threw" | "broke";
  /** Log-units by which a higher point is known; negative where the fit is the higher. */
  readonly short: number;
  /** Log-units between the fit's log-likelihood and that of its parameters. */
  readonly inexact: number;
  readonly known: Known | null;
  readonly fit: {
    readonly logLikelihood: number;
    readonly parameters: Numbers;
    readonly limit: string | null;
    readonly evaluations: number;
  } | null;
  readonly message: string | null;
  readonly milliseconds: number;
}

/** How far below the highest point known a fit may be, in log-units: with billions of customers the sum itself rounds. */
export const allowed = (height: number): number => 1e-3 + 1e-13 * Math.abs(height);

/** Whether a comparison shows a fit that is not at the maximum. */
export const isMiss = ({ short, known }: Comparison): boolean =>
  known !== null && short > allowed(known.height);

/** Searches a data set from so many random starts, and asks the problem's limits from the best of them. */
export function searchCase(drawn: Case, set: number, count: number): Known | null {
  const problem = problemOrNull(drawn);
  if (problem === null) return null;
  const random = createRandom(7, set);
  const starts = Array.from({ length: count }, () => drawn.start(random));
  const part = drawn.part?.() ?? null;
  const found = searchFrom(problem, starts, { part, followed: part === null ? 3 : 6 });
  const point = { height: found.height, parameters: found.parameters, by: `start ${found.start}` };
  return { ...point, height: point.height + drawn.constant };
}

/** The highest maximum on the problem's own limits, asked from a point. */
function highestLimit(problem: LikelihoodProblem<never>, from: Numbers): Known | null {
  let highest: Known | null = null;
  for (const limit of problem.limits ?? []) {
    try {
      const found = limit.maximize(from as never);
      if (found !== null && found.logLikelihood > (highest?.height ?? Number.NEGATIVE_INFINITY))
        highest = {
          ...{ height: found.logLikelihood, parameters: found.parameters as Numbers },
          by: `limit ${limit.limitingModel}`,
        };
    } catch {
      // A limit that does not apply says nothing.
    }
  }
  return highest;
}

/** Fits a data set and compares; `searched` is what a search has found. */
export function compareCase(drawn: Case, set: number, searched: Known | null): Comparison {
  const [about, before] = [drawn.about, process.cpuUsage()];
  const spent = () => {
    const { user, system } = process.cpuUsage(before);
    return Math.round((user + system) / 1000);
  };
  const blank = { set, about, short: 0, inexact: 0, known: searched, fit: null, message: null };
  let fit: Fit<Numbers>;
  try {
    fit = drawn.fit();
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    const ended =
      code === "INSUFFICIENT_DATA" ? "refused" : error instanceof ConvergenceError ? "threw" : "broke";
    return { ...blank, ended, message, milliseconds: spent() };
  }
  const milliseconds = spent();
  const known = bestKnown(drawn, fit, searched);
  const at = drawn.logLikelihood?.(fit.parameters);
  return {
    ...{ set, about, ended: "fit", milliseconds, known, message: null },
    short: known === null ? 0 : known.height - fit.logLikelihood,
    inexact: at === undefined ? 0 : Math.abs(at - fit.logLikelihood),
    fit: {
      logLikelihood: fit.logLikelihood,
      parameters: fit.parameters,
      limit: fit.warnings[0]?.code === "boundary" ? (fit.warnings[0].limitingModel ?? "nameless") : null,
      evaluations: fit.convergence.evaluations,
    },
  };
}

/** The same point, as near to the boundary as a fit goes before it asks the limits: e^±40. */
function withinReach(problem: LikelihoodProblem<never>, parameters: Numbers): Numbers {
  const { pointOf, parametersAt } = surfaceOf(problem);
  return parametersAt(pointOf(parameters).map((value) => Math.max(-40, Math.min(40, value))));
}

/** The highest of what was searched, and of the limits from there and from the fit. */
function bestKnown(drawn: Case, fit: Fit<Numbers>, searched: Known | null): Known | null {
  const problem = drawn.problem();
  const candidates: (Known | null)[] = [searched, highestLimit(problem, fit.parameters)];
  if (searched !== null) candidates.push(highestLimit(problem, withinReach(problem, searched.parameters)));
  return candidates.reduce((best, next, i) => {
    if (next === null) return best;
    const height = next.height + (i === 0 ? 0 : drawn.constant);
    return best === null || height > best.height ? { ...next, height } : best;
  }, null);
}

/** Whether the likelihood at a point that was found before is still what it was. */
export function stillHolds(drawn: Case, known: Known): boolean {
  const problem = problemOrNull(drawn);
  if (problem === null) return false;
  const surface = surfaceOf(problem);
  const height = surface.at(surface.pointOf(known.parameters)) + drawn.constant;
  return Math.abs(height - known.height) < 1e-6 + 1e-10 * Math.abs(height);
}

/** The likelihood of a data set; null where it is refused. */
function problemOrNull(drawn: Case): LikelihoodProblem<never> | null {
  try {
    return drawn.problem();
  } catch {
    return null;
  }
}
