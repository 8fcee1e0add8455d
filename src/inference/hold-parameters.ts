/** A likelihood with some of its parameters held, as the limits of a model need it. */
import type { LikelihoodProblem } from "./fit.js";
import type { ParameterScale } from "./scale.js";

/** Parameters by name. */
export type Named = Readonly<Record<string, number>>;

/** The problem of the parameters that are not held. */
export interface HeldProblem extends LikelihoodProblem<Named> {
  /** All parameters, in the order of the whole problem. */
  readonly whole: (free: Named) => Named;
}

/**
 * The same likelihood with some parameters held at given values, which may lie on the edge of their range where the
 * likelihood can be evaluated there. It has no limits of its own.
 */
export function holdParameters<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  held: Named,
  starts: readonly Named[] = problem.starts as readonly unknown[] as readonly Named[],
): HeldProblem {
  const names = Object.keys(problem.scale);
  const free = names.filter((name) => !(name in held));
  const scales = problem.scale as Readonly<Record<string, ParameterScale>>;
  const pick = (from: Named) => Object.fromEntries(free.map((name) => [name, from[name]!]));
  const positions = free.map((name) => names.indexOf(name));
  const full = Float64Array.from(names, (name) => held[name] ?? 0);
  const n = names.length;
  const slopes = new Float64Array(n);
  const known = new Float64Array(n * n);
  return {
    ...problem,
    scale: Object.fromEntries(free.map((name) => [name, scales[name]!])),
    starts: starts.map(pick),
    evaluate: (parameters, gradient, information) => {
      positions.forEach((position, k) => {
        full[position] = parameters[k]!;
      });
      if (gradient === undefined) return problem.evaluate(full);
      const value = problem.evaluate(full, slopes.fill(0), information && known.fill(0));
      positions.forEach((position, k) => {
        gradient[k] = slopes[position]!;
        positions.forEach((other, j) => {
          if (information !== undefined) information[k * free.length + j] = known[position * n + other]!;
        });
      });
      return value;
    },
    preview: undefined,
    sketch: undefined,
    limits: [],
    nested: [],
    defaultPriors: undefined,
    whole: (values) => Object.fromEntries(names.map((name) => [name, held[name] ?? values[name]!])),
  };
}
