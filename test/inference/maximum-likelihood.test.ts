import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConvergenceError } from "../../src/errors.js";
import type { LikelihoodProblem } from "../../src/inference/fit.js";
import { holdParameters } from "../../src/inference/hold-parameters.js";
import { maximizeLikelihood } from "../../src/inference/maximum-likelihood.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

interface Weibull {
  readonly shape: number;
  readonly scale: number;
}

/** Weibull log-likelihood: elementary functions only, so that the loop is tested and nothing else. */
function weibullProblem(times: readonly number[], weight = 1): LikelihoodProblem<Weibull> {
  return {
    where: "weibull.fit",
    model: "weibull",
    likelihoodOf: "durations",
    timeUnit: "day",
    scale: { shape: "log", scale: "log" },
    observations: times.length * weight,
    starts: [{ shape: 1, scale: 1 }],
    evaluate([shape = 0, scale = 0], gradient) {
      let total = 0;
      for (const time of times) {
        const log = Math.log(time / scale);
        const power = Math.exp(shape * log);
        total += weight * (Math.log(shape / scale) + (shape - 1) * log - power);
        if (gradient === undefined) continue;
        gradient[0]! += weight * (1 / shape + log - power * log);
        gradient[1]! += weight * ((shape / scale) * (power - 1));
      }
      return total;
    },
  };
}

interface Line {
  readonly level: number;
  readonly slope: number;
}

/** Poisson counts about e^(level + slope x): concave, with its observed information. */
function poissonProblem(counts: readonly number[]): LikelihoodProblem<Line> {
  return {
    where: "poisson.fit",
    model: "poisson",
    likelihoodOf: "counts",
    timeUnit: null,
    scale: { level: "identity", slope: "identity" },
    observations: counts.length,
    starts: [{ level: 0, slope: 0 }],
    scoring: true,
    evaluate([level = 0, slope = 0], gradient, information) {
      let total = 0;
      counts.forEach((count, x) => {
        const mean = Math.exp(level + slope * x);
        total += count * Math.log(mean) - mean;
        [1, x].forEach((one, i) => {
          if (gradient !== undefined) gradient[i]! += (count - mean) * one;
          if (information !== undefined)
            [1, x].forEach((other, j) => {
              information[2 * i + j]! += mean * one * other;
            });
        });
      });
      return total;
    },
  };
}

interface Lomax {
  readonly a: number;
  readonly b: number;
}

/** Lomax density a bᵃ / (b + t)^(a+1): becomes the exponential with rate a/b as both grow. */
function lomaxProblem(times: readonly number[], withLimit = true): LikelihoodProblem<Lomax> {
  const total = times.reduce((sum, time) => sum + time, 0);
  const n = times.length;
  return {
    where: "lomax.fit",
    model: "lomax",
    likelihoodOf: "durations",
    timeUnit: "day",
    scale: { a: "log", b: "log" },
    observations: n,
    starts: [{ a: 2, b: 1 }],
    evaluate([a = 0, b = 0], gradient) {
      let sum = 0;
      for (const time of times) {
        sum += Math.log(a / b) - (a + 1) * Math.log1p(time / b);
        if (gradient === undefined) continue;
        gradient[0]! += 1 / a - Math.log1p(time / b);
        gradient[1]! += -1 / b + ((a + 1) * time) / (b * (b + time));
      }
      return sum;
    },
    limits: withLimit
      ? [
          {
            limitingModel: "exponential",
            lost: ["a", "b"],
            maximize: () => {
              const rate = n / total;
              return {
                logLikelihood: n * Math.log(rate) - n,
                parameters: { a: rate * 1e15, b: 1e15 },
                identified: { rate: { estimate: rate, standardError: rate / Math.sqrt(n) } },
              };
            },
          },
        ]
      : [],
  };
}

const times = [0.3, 1.2, 2.2, 3.1, 0.7, 5.4, 1.9, 2.8, 4.1, 1.1];
const alike = [0.9, 1.0, 1.1, 1.2, 0.8, 1.05, 0.95, 1.3, 0.7, 1.0];

describe("maximizeLikelihood", () => {
  it("meets the convergence definition and reproduces an independent fit", () => {
    const fit = maximizeLikelihood(weibullProblem(times));
    // mpmath 1.3, findroot on the gradient and the inverse Hessian at 30 digits, on the same ten numbers.
    expectClose(fit.parameters.shape, 1.511985053781415, { relative: 1e-9 });
    expectClose(fit.parameters.scale, 2.529291577692339, { relative: 1e-9 });
    expectClose(fit.logLikelihood, -17.1284299301017, { relative: 1e-12 });
    expectClose(fit.standardErrors.shape ?? 0, 0.382067399938981, { relative: 1e-6 });
    expectClose(fit.standardErrors.scale ?? 0, 0.5572309591570833, { relative: 1e-6 });
    expect(fit.convergence.scaledGradient).toBeLessThan(1e-8);
    expect(fit.convergence.newtonDecrement).toBeLessThan(1e-8);
    expect(fit.covariance[0]?.[1]).toBe(fit.covariance[1]?.[0]);
    expectClose(fit.aic, 4 - 2 * fit.logLikelihood, { relative: 1e-15 });
    expectClose(fit.bic, 2 * Math.log(10) - 2 * fit.logLikelihood, { relative: 1e-15 });
    expectPlainData(fit);
  });

  it("is identical in every bit when it is run again, and finds the same maximum from any start", () => {
    const first = maximizeLikelihood(weibullProblem(times));
    expect(maximizeLikelihood(weibullProblem(times))).toStrictEqual(first);
    const start = fc.record({
      shape: fc.double({ min: 0.05, max: 20, noNaN: true }),
      scale: fc.double({ min: 0.01, max: 1000, noNaN: true }),
    });
    fc.assert(
      fc.property(start, (point) => {
        const fit = maximizeLikelihood(weibullProblem(times), { start: point });
        expectClose(fit.parameters.shape, first.parameters.shape, { relative: 1e-8 });
        expectClose(fit.logLikelihood, first.logLikelihood, { relative: 1e-12 });
      }),
      { numRuns: 50 },
    );
  });

  it("divides the covariance by a weight and leaves the estimate alone", () => {
    const once = maximizeLikelihood(weibullProblem(times));
    const often = maximizeLikelihood(weibullProblem(times, 1e6));
    expectClose(often.parameters.shape, once.parameters.shape, { relative: 1e-10 });
    expectClose((often.covariance[0]?.[0] ?? 0) * 1e6, once.covariance[0]?.[0] ?? 0, { relative: 1e-9 });
  });

  it("adds a prior to the whole log-likelihood: the estimate moves towards it as it tightens", () => {
    const free = maximizeLikelihood(weibullProblem(times)).parameters.shape;
    const estimates = [10, 1, 0.1, 0.001].map((standardDeviation) => {
      const prior = { shape: { mean: Math.log(3), standardDeviation } };
      const fit = maximizeLikelihood(weibullProblem(times), { prior });
      expect(fit.prior).toStrictEqual(prior);
      return fit.parameters.shape;
    });
    expect([free, ...estimates]).toStrictEqual([...[free, ...estimates]].sort((a, b) => a - b));
    expectClose(estimates[3]!, 3, { relative: 1e-3 });
  });

  it("returns the limiting model where the likelihood has no interior maximum", () => {
    const fit = maximizeLikelihood(lomaxProblem(alike));
    const total = alike.reduce((sum, time) => sum + time, 0);
    expectClose(fit.logLikelihood, 10 * Math.log(10 / total) - 10, { relative: 1e-14 });
    expect(fit.convergence.status).toBe("boundary");
    expect(fit.standardErrors).toStrictEqual({ a: null, b: null });
    expect(fit.warnings[0]).toMatchObject({
      code: "boundary",
      limitingModel: "exponential",
      lost: ["a", "b"],
    });
    expectPlainData(fit);
  });

  it("warns of a boundary that has no name, too", () => {
    const fit = maximizeLikelihood(lomaxProblem(alike, false));
    const named = maximizeLikelihood(lomaxProblem(alike));
    expect(fit.warnings[0]).toMatchObject({ code: "boundary", limitingModel: null });
    expectClose(fit.logLikelihood, named.logLikelihood, { relative: 1e-6 });
    expectPlainData(fit);
  });

  it("throws with the best point where it cannot converge", () => {
    const rising: LikelihoodProblem<{ readonly level: number }> = {
      where: "rising.fit",
      model: "rising",
      likelihoodOf: "nothing",
      timeUnit: null,
      scale: { level: "identity" },
      observations: 1,
      starts: [{ level: 0 }],
      evaluate([level = 0], gradient) {
        if (gradient !== undefined) gradient[0]! += 1;
        return level;
      },
    };
    let thrown: unknown;
    try {
      maximizeLikelihood(rising);
    } catch (error) {
      thrown = error;
    }
    const { code, message, best } = thrown as ConvergenceError<{ parameters: { level: number } }>;
    expect(code).toBe("NO_CONVERGENCE");
    expect(message).toBe("rising.fit: the optimiser stopped short of the maximum from every start");
    expect(best.parameters.level).toBeGreaterThan(39);
    expectPlainData(best);
  });

  it("refuses options that are not valid, by name and value", () => {
    const problem = weibullProblem(times);
    expectRefusal(
      () => maximizeLikelihood(problem, { start: { shape: -1, scale: 1 } }),
      "weibull.fit: options.start.shape must be a finite number above 0, received -1",
    );
    expectRefusal(
      () => maximizeLikelihood(problem, { maxIterations: 0 }),
      "weibull.fit: options.maxIterations must be a whole number of 1 or more, received 0",
    );
    expectRefusal(
      () => maximizeLikelihood(problem, { prior: { shape: { mean: 0, standardDeviation: 0 } } }),
      "weibull.fit: options.prior.shape.standardDeviation must be a finite number above 0, received 0",
    );
  });
});

/** Location of a Cauchy sample in two groups: a likelihood with two tops. */
function twoTops(everyStart?: "always"): LikelihoodProblem<{ readonly location: number }> {
  const values = [-6, -5.8, -6.2, 5, 5.1, 4.9, 5.05];
  return {
    where: "cauchy.fit",
    model: "cauchy",
    likelihoodOf: "values",
    timeUnit: null,
    scale: { location: "identity" },
    observations: values.length,
    starts: [{ location: -5 }, { location: 4 }],
    everyStart,
    evaluate([location = 0], gradient) {
      let total = 0;
      for (const value of values) {
        const d = value - location;
        total -= Math.log(Math.PI * (1 + d * d));
        if (gradient !== undefined) gradient[0]! += (2 * d) / (1 + d * d);
      }
      return total;
    },
  };
}

describe("maximizeLikelihood with local maxima", () => {
  it("takes the first top, or the highest where every start is searched", () => {
    expectClose(maximizeLikelihood(twoTops()).parameters.location, -6, { absolute: 0.2 });
    const fit = maximizeLikelihood(twoTops("always"));
    expectClose(fit.parameters.location, 5, { absolute: 0.2 });
    expect(fit.convergence.start).toBe(1);
  });

  it("does not believe a limit above which a search from near it rises", () => {
    const problem = twoTops();
    const limit = {
      limitingModel: "left",
      lost: ["location"] as const,
      near: () => true,
      maximize: () => ({ logLikelihood: -26, parameters: { location: -6 }, identified: {} }),
    };
    expect(maximizeLikelihood({ ...problem, limits: [limit] }).convergence.status).toBe("boundary");
    const checked = { ...limit, inside: () => ({ location: 4 }) };
    const fit = maximizeLikelihood({ ...problem, limits: [checked] });
    expect(fit.convergence.status).toBe("interior");
    expectClose(fit.parameters.location, 5, { absolute: 0.2 });
  });
});

describe("holdParameters", () => {
  it("leaves the likelihood of the others, whose maximum with one held at its estimate is the same", () => {
    const problem = weibullProblem([1, 2, 3, 4, 7]);
    const fit = maximizeLikelihood(problem);
    const held = holdParameters(problem, { shape: fit.parameters.shape });
    const rest = maximizeLikelihood(held);
    expect(Object.keys(rest.parameters)).toStrictEqual(["scale"]);
    expectClose(rest.logLikelihood, fit.logLikelihood, { relative: 1e-14 });
    expect(Object.keys(held.whole(rest.parameters))).toStrictEqual(["shape", "scale"]);
  });
});

describe("observed information", () => {
  const counts = [1, 0, 2, 3, 2, 5, 4, 8];

  it("takes the place of differences, with the same fit and fewer evaluations", () => {
    const differences = maximizeLikelihood(poissonProblem(counts));
    const exact = maximizeLikelihood({ ...poissonProblem(counts), observedInformation: true });
    expectClose(exact.parameters.slope, differences.parameters.slope, { relative: 1e-12 });
    exact.covariance.flat().forEach((value, i) => {
      expectClose(value!, differences.covariance.flat()[i]!, { relative: 1e-6 });
    });
    const { level, slope } = exact.parameters;
    const information = new Float64Array(4);
    poissonProblem(counts).evaluate(Float64Array.of(level, slope), new Float64Array(2), information);
    const [a, b, , d] = information as unknown as [number, number, number, number];
    expectClose(exact.covariance[0]![0]!, d / (a * d - b * b), { relative: 1e-12 });
    expect(exact.convergence.evaluations).toBeLessThan(differences.convergence.evaluations);
  });

  it("begins at the maximum of a preview, and ends where it ends without", () => {
    const seen: number[] = [];
    const part = poissonProblem(counts.slice(0, 5));
    const whole = { ...poissonProblem(counts), observedInformation: true };
    const preview = {
      observations: 5,
      preview: undefined,
      evaluate: (at: Float64Array, gradient?: Float64Array, information?: Float64Array) => {
        seen.push(at[1]!);
        return part.evaluate(at, gradient, information);
      },
    };
    const fit = maximizeLikelihood({ ...whole, preview });
    expect(seen.length).toBeGreaterThan(2);
    expectClose(seen[seen.length - 1]!, maximizeLikelihood(part).parameters.slope, { absolute: 1e-3 });
    expectClose(fit.parameters.slope, maximizeLikelihood(whole).parameters.slope, { relative: 1e-10 });
  });
});
