/**
 * Fits of mixtures of geometric models, and the simpler models that a mixture becomes on the edges of its parameters: a
 * segment fewer, a segment that is lost at once (churn 1), one that is never lost (churn 0), or both.
 */

import type { BoundaryLimit, Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { type HeldProblem, holdParameters } from "../../inference/hold-parameters.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { roughMaximum } from "../../inference/rough-maximum.js";
import { largestOf } from "../../math/extremes.js";
import { piece } from "../../pieces.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { geometricProblem } from "./geometric-likelihood.js";
import {
  candidateMixtures,
  type GeometricMixtureParameters,
  highestStarts,
  type MixtureRows,
  type MixtureSegment,
  mixtureScale,
  namedMixture,
  never,
  openMixtureProblem,
  segmentsAfter,
} from "./geometric-mixture-likelihood.js";
import { checkIdentified, interiorMaximum } from "./lifetime-likelihood.js";

type Problem = LikelihoodProblem<GeometricMixtureParameters>;
type Limit = BoundaryLimit<GeometricMixtureParameters>;
type Name = keyof GeometricMixtureParameters & string;

/** A problem without its limits, and what it was made of. */
interface Mixtures {
  readonly open: Problem;
  readonly counts: ContractualCounts;
  readonly rows: MixtureRows;
  readonly segments: number;
}

const where = "geometricMixture.fit";

/** The likelihood problem of a mixture of so many segments. */
export function geometricMixtureProblem(name: string, counts: ContractualCounts, segments: number): Problem {
  checkIdentified(name, counts, 2 * segments - 1);
  const rows = candidateMixtures(counts, segments);
  const problem = openMixtureProblem(name, counts, rows);
  const mixtures = { open: problem, counts, rows, segments };
  const fewer = segments === 2 ? geometricLimit(counts) : fewerSegmentsLimit(segments, counts);
  const seen = laterMaximum(problem, counts, segments);
  return {
    ...problem,
    starts: seen === null ? problem.starts : [seen.parameters, ...problem.starts],
    limits: [
      { ...fewer, inside: ({ parameters }) => withNewSegment(problem, parameters, segments) },
      ...(seen?.isExact === false ? [laterLimit(seen)] : []),
      edgeLimit("moverStayer", mixtures, { first: false, last: true }),
      edgeLimit("immediateLeavers", mixtures, { first: true, last: false }),
      edgeLimit(segments === 2 ? "immediateOrNever" : "immediateLeaversAndStayers", mixtures, {
        first: true,
        last: true,
      }),
    ],
  };
}

/** A mixture whose last two segments are alike, with a small segment of another churn: where that is likeliest. */
function withNewSegment(
  problem: Problem,
  parameters: GeometricMixtureParameters,
  segments: number,
): GeometricMixtureParameters {
  const found = segmentsAfter(segments, parameters, 0);
  const merged = found.slice(0, -1).map(({ theta, weight }, k) => ({
    theta,
    weight: k === segments - 2 ? weight + found[segments - 1]!.weight : weight,
  }));
  const candidates = [1e-3, 0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.7, 0.9, 0.98].flatMap((theta) =>
    [3e-4, 0.03].map((weight) => {
      const all = [
        ...merged.map((one) => ({ ...one, weight: one.weight * (1 - weight) })),
        { theta, weight },
      ];
      const start = mixtureOfWeights(all.sort((a, b) => b.theta - a.theta));
      return { start, height: problem.evaluate(Float64Array.from(Object.values(start))) };
    }),
  );
  return candidates.reduce((best, next) => (next.height > best.height ? next : best)).start;
}

/** Parameters of segments with given weights. */
function mixtureOfWeights(segments: readonly MixtureSegment[]): GeometricMixtureParameters {
  const shares = segments.slice(0, -1).map(({ weight }, k) => {
    const rest = segments.slice(k + 1).reduce((sum, other) => sum + other.weight, 0);
    return Math.min(weight / (weight + rest), 1 - 2 ** -53);
  });
  return namedMixture(
    segments.map(({ theta }) => theta),
    shares,
  );
}

/** The first periods, from which nobody is known to have survived. */
function unseenPeriods({ atRisk, lost }: ContractualCounts): number {
  return Math.max(
    0,
    atRisk.findIndex((count, i) => count - lost[i]! > 0),
  );
}

interface LaterMaximum {
  readonly fit: Fit<GeometricMixtureParameters>;
  readonly skipped: number;
  /** The same with the shares of new customers. */
  readonly parameters: GeometricMixtureParameters;
  /** Whether those shares can be told from 0 and 1. */
  readonly isExact: boolean;
}

/**
 * The maximum with the shares of customers as they are first seen: a mixture seen later is a mixture again, and shares of new
 * customers may be too near 0 or 1 for a search, or for any number.
 */
function laterMaximum(problem: Problem, counts: ContractualCounts, segments: number): LaterMaximum | null {
  const skipped = unseenPeriods(counts);
  if (skipped === 0 || counts.lostBy.length > 0 || counts.lost.some((count, i) => i < skipped && count > 0))
    return null;
  const fit = interiorMaximum(mixtureSeenLater(counts, skipped, segments));
  if (fit === null) return null;
  const parameters = ofNewCustomers(segmentsAfter(segments, fit.parameters, 0), skipped);
  const reached = problem.evaluate(Float64Array.from(Object.values(parameters)));
  return { fit, skipped, parameters, isExact: Math.abs(reached - fit.logLikelihood) < 1e-9 };
}

/** The mixture itself, where its shares of new customers are beyond what numbers hold. */
function laterLimit({ fit, skipped, parameters }: LaterMaximum): Limit {
  return {
    limitingModel: "geometricMixture",
    lost: Object.keys(parameters) as Name[],
    near: () => true,
    maximize: () => ({
      logLikelihood: fit.logLikelihood,
      parameters,
      identified: estimatesOf(fit.parameters, fit.standardErrors, ` after ${skipped} periods`),
    }),
  };
}

/** Segments of customers seen after some periods, as shares of new customers. */
function ofNewCustomers(seen: readonly MixtureSegment[], skipped: number): GeometricMixtureParameters {
  const logs = seen.map(({ theta, weight }) => Math.log(weight) - skipped * Math.log1p(-theta));
  const top = largestOf(logs);
  return mixtureOfWeights(seen.map(({ theta }, k) => ({ theta, weight: Math.exp(logs[k]! - top) })));
}

/** One segment is enough: all thetas alike. */
function geometricLimit(counts: ContractualCounts): Limit {
  return {
    limitingModel: "geometric",
    lost: Object.keys(mixtureScale(2)) as Name[],
    near: () => true,
    ceiling: () => roughMaximum(geometricProblem(where, counts)),
    maximize: () => {
      const fit = maximizeLikelihood(geometricProblem(where, counts));
      const { theta } = fit.parameters;
      return {
        logLikelihood: fit.logLikelihood,
        parameters: namedMixture([theta, theta], [0.5]),
        identified: { theta: { estimate: theta, standardError: fit.standardErrors.theta } },
      };
    },
  };
}

/** One segment fewer is enough: two segments of the larger model are alike. */
function fewerSegmentsLimit(segments: number, counts: ContractualCounts): Limit {
  return {
    limitingModel: `mixture of ${segments - 1} segments`,
    lost: Object.keys(mixtureScale(segments)) as Name[],
    near: () => true,
    maximize: () => {
      const fit = fitMixture(geometricMixtureProblem(where, counts, segments - 1), {});
      const theta = segmentsAfter(segments - 1, fit.parameters, 0).map((segment) => segment.theta);
      const shares = theta.slice(1).map((_, k) => fit.parameters[`share${k + 1}`]!);
      return {
        logLikelihood: fit.logLikelihood,
        parameters: namedMixture([...theta, theta[theta.length - 1]!], [...shares, 0.5]),
        identified: estimatesOf(fit.parameters, fit.standardErrors),
      };
    },
  };
}

function estimatesOf(
  parameters: GeometricMixtureParameters,
  standardErrors: Readonly<Record<string, number | null>>,
  suffix = "",
) {
  const entries = Object.entries(parameters).map(([name, estimate]) => [
    `${name}${suffix}`,
    { estimate, standardError: standardErrors[name] ?? null },
  ]);
  return Object.fromEntries(entries);
}

/** Which segments lie on an edge: the first with churn 1, the last with churn 0. */
interface Edges {
  readonly first: boolean;
  readonly last: boolean;
}

/** A mixture with some of its churns on an edge, searched from where it is likeliest then. */
function edgeProblem(open: Problem, candidates: MixtureRows, edges: Edges): HeldProblem {
  const { segments, rows } = candidates;
  const moved = rows.map((row) =>
    row.map((start) => {
      const values = start.slice();
      if (edges.first) values[0] = 1;
      if (edges.last) values[segments - 1] = 0;
      return values;
    }),
  );
  const starts = highestStarts({ segments, rows: moved }, open.evaluate, segments > 2 ? 2 : 1);
  const held = { ...(edges.first ? { theta1: 1 } : {}), ...(edges.last ? { [`theta${segments}`]: 0 } : {}) };
  return holdParameters(open, held, starts as readonly Readonly<Record<string, number>>[]);
}

/**
 * What a mixture of two segments, the first of them lost at once, does not exceed: churn of the first period is taken as free,
 * and the loyal leave at one rate or never. Null where the counts have no such simple answer.
 */
function immediateCeiling({ atRisk, lost, lostBy }: ContractualCounts, segments: number, edges: Edges) {
  if (segments > 2 || lostBy.length > 0 || !edges.first) return null;
  const ofShare = (count: number, of: number) => (count > 0 && count < of ? count * Math.log(count / of) : 0);
  const binomial = (count: number, of: number) => ofShare(count, of) + ofShare(of - count, of);
  const first = binomial(lost[0]!, atRisk[0]!);
  const losses = lost.subarray(1).reduce((sum, count) => sum + count, 0);
  if (edges.last) return losses > 0 ? Number.NEGATIVE_INFINITY : first;
  return (
    first +
    binomial(
      losses,
      atRisk.subarray(1).reduce((sum, count) => sum + count, 0),
    ) +
    1e-6
  );
}

/** The first segment is lost at once, the last is never lost, or both. */
function edgeLimit(limitingModel: string, { open, counts, rows, segments }: Mixtures, edges: Edges): Limit {
  // Where nobody survives the first periods, those lost at once are lost in the first period that somebody survives:
  // a mixture seen from there is a mixture again, with other shares.
  const skipped = edges.first ? unseenPeriods(counts) : 0;
  const names = Object.keys(mixtureScale(segments)) as Name[];
  const last = `theta${segments}` as const;
  const onEdge = [...(edges.first ? (["theta1"] as const) : []), ...(edges.last ? [last] : [])];
  const seen = skipped > 0 ? later(counts, skipped) : counts;
  const held = once(() =>
    edgeProblem(skipped > 0 ? mixtureSeenLater(counts, skipped, segments) : open, rows, edges),
  );
  return {
    limitingModel,
    lost: skipped > 0 ? names : onEdge,
    near: () => true,
    ceiling: () => immediateCeiling(seen, segments, edges) ?? roughMaximum(held()),
    maximize: () => {
      const fit = edgeMaximum(held());
      if (fit === null) return null;
      const suffix = skipped > 0 ? ` after ${skipped} periods` : "";
      return {
        logLikelihood: fit.logLikelihood,
        parameters: insideEdges(
          held().whole(fit.parameters) as GeometricMixtureParameters,
          segments,
          skipped,
        ),
        identified: estimatesOf(fit.parameters, fit.standardErrors, suffix),
        ...(skipped > 0 ? {} : { covariance: fit.covariance as readonly (readonly number[])[] }),
      };
    },
    inside: ({ parameters }) => ({
      ...parameters,
      ...(edges.first ? { theta1: 0.9 } : {}),
      ...(edges.last ? { [last]: parameters[`theta${segments - 1}`]! / 20 } : {}),
    }),
  };
}

/** A value computed when it is first asked for. */
function once<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | null = null;
  // A piece each time it is asked for: what it was asked before is forgotten with the pieces that asked.
  return () =>
    piece(() => {
      known ??= { value: compute() };
      return known.value;
    });
}

/** The highest maximum of a mixture with segments on an edge; null where that lies on a further edge. */
function edgeMaximum(held: HeldProblem) {
  const fit = interiorMaximum(held);
  return fit?.covariance.flat().every((entry) => entry !== null) === true ? fit : null;
}

/** The counts of customers from some age on. */
function later({ timeUnit, atRisk, lost, observations }: ContractualCounts, age: number): ContractualCounts {
  return { timeUnit, atRisk: atRisk.slice(age), lost: lost.slice(age), lostBy: [], observations };
}

/** The mixture that such customers are, without its limits. */
function mixtureSeenLater(counts: ContractualCounts, age: number, segments: number): Problem {
  const seen = later(counts, age);
  return openMixtureProblem(where, seen, candidateMixtures(seen, segments));
}

/** Parameters inside their ranges that stand for segments on an edge, with the shares of new customers. */
function insideEdges(
  parameters: GeometricMixtureParameters,
  segments: number,
  skipped: number,
): GeometricMixtureParameters {
  // The remainder that stands for a churn of 1: rounding of the share and what is left of the segment are balanced.
  const remainder = 2 ** (-53 / (skipped + 1));
  const found = segmentsAfter(segments, parameters, 0);
  const theta = found.map((segment) => Math.min(1 - remainder, Math.max(never, segment.theta)));
  if (skipped === 0) {
    const shares = found.slice(1).map((_, k) => parameters[`share${k + 1}`]!);
    return namedMixture(theta, shares);
  }
  return ofNewCustomers(
    found.map(({ weight }, k) => ({ theta: theta[k]!, weight })),
    skipped,
  );
}

/** The highest maximum over all starts, its segments in order: mixtures can have local maxima. */
export function fitMixture(
  problem: Problem,
  options: FitOptions<GeometricMixtureParameters>,
): Fit<GeometricMixtureParameters> {
  const fit = maximizeLikelihood(problem, options);
  const segments = (Object.keys(problem.scale).length + 1) / 2;
  const found = segmentsAfter(segments, fit.parameters, 0);
  const ordered = [...found].sort((a, b) => b.theta - a.theta);
  const sorted = ordered.every((segment, k) => segment === found[k]);
  if (sorted || fit.convergence.status === "boundary") return fit;
  const start = mixtureOfWeights(ordered);
  // The same maximum with its segments in order of falling churn: the search starts again from the reordered point.
  return maximizeLikelihood({ ...problem, everyStart: undefined }, { ...options, start });
}
