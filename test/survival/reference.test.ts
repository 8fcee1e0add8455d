/** The curves of R's survival package. */
import { describe, expect, it } from "vitest";
import { flemingHarrington } from "../../src/survival/fleming-harrington.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import type { SurvivalTransform } from "../../src/survival/pointwise-interval.js";
import { restrictedMean } from "../../src/survival/restricted-mean.js";
import { survivalAt } from "../../src/survival/survival-at.js";
import { survivalQuantile } from "../../src/survival/survival-quantile.js";
import { expectClose, itOutside, outsideText, readReference } from "../support.js";

type Cell = number | "Inf" | null;
interface Ends {
  readonly lower: readonly Cell[];
  readonly upper: readonly Cell[];
}
interface Case {
  readonly name: string;
  readonly inputs: {
    readonly time: readonly number[];
    readonly status: readonly number[];
    readonly start?: readonly number[];
    readonly weights?: readonly number[];
    readonly level: number;
    readonly robust?: boolean;
    readonly stype?: number;
    readonly ctype?: number;
  };
  readonly expected: {
    readonly n: number;
    readonly time: readonly number[];
    readonly n_risk: readonly number[];
    readonly n_event: readonly number[];
    readonly n_censor: readonly number[];
    readonly surv: readonly number[];
    readonly std_err_surv: readonly Cell[];
    readonly ci: Readonly<Record<string, Ends>>;
    readonly quantiles: Readonly<
      Record<string, Ends & { readonly p: number[]; readonly value: readonly Cell[] }>
    >;
    readonly rmst?: readonly { readonly tau: number; readonly rmean: number; readonly se: number }[];
    readonly at_times?: {
      readonly times: readonly number[];
      readonly n_risk: readonly number[];
      readonly surv: readonly number[];
      readonly std_err: readonly Cell[];
      readonly lower_log: readonly Cell[];
    };
  };
}

const transforms: Readonly<Record<string, SurvivalTransform>> = {
  plain: "plain",
  log: "log",
  "log-log": "logLog",
  logit: "logit",
  arcsin: "arcsine",
};

/** Closed forms: 1e-12 relative, or 1e-15 absolute where R's own differences leave it. */
function expectCell(actual: number | null, expected: Cell | undefined, name: () => string): void {
  const known = expected === null || expected === undefined || expected === "Inf" ? null : expected;
  // Tens of thousands of cells: only one that differs is worth an assertion.
  if (actual === known) return;
  if (actual === null || known === null) expect(actual, name()).toBe(known);
  else if (!(Math.abs(actual - known) <= Math.max(1e-12 * Math.abs(known), 1e-15)))
    expectClose(actual, known, { relative: 1e-12, absolute: 1e-15 }, name());
}

function compare({ inputs, expected }: Case): void {
  const { time: duration, status: event, start, weights, level, robust } = inputs;
  const data = { duration, event, ...(start && { entry: start }), ...(weights && { weight: weights }) };
  const isProduct = (inputs.stype ?? 1) === 1;
  for (const [named, transform] of Object.entries(transforms)) {
    const standardErrors = robust === true ? "robust" : "greenwood";
    const options = { level, transform, standardErrors } as const;
    const curve = isProduct
      ? kaplanMeier(data, options)
      : flemingHarrington(data, { ...options, ties: inputs.ctype === 2 ? "corrected" : "plain" });
    const { steps } = curve;
    expect(steps.map(({ time }) => time)).toEqual(expected.time);
    steps.forEach((step, i) => {
      const at = (what: string) => () => `${named} ${what} at ${step.time}`;
      expectCell(step.atRisk, expected.n_risk[i], at("at risk"));
      expectCell(step.events, expected.n_event[i], at("events"));
      expectCell(step.censored, expected.n_censor[i], at("censored"));
      expectCell(step.survival, expected.surv[i], at("survival"));
      expectCell(step.standardError, expected.std_err_surv[i], at("standard error"));
      expectCell(step.lower, expected.ci[named]?.lower[i], at("lower"));
      expectCell(step.upper, expected.ci[named]?.upper[i], at("upper"));
    });
    const quantiles = expected.quantiles[named]!;
    quantiles.p.forEach((p, i) => {
      const quantile = survivalQuantile(curve, { p });
      expectCell(quantile.estimate, quantiles.value[i], () => `${named} quantile ${p}`);
      expectCell(quantile.lower, quantiles.lower[i], () => `${named} lower quantile ${p}`);
      expectCell(quantile.upper, quantiles.upper[i], () => `${named} upper quantile ${p}`);
      if (p === 0.5) expect(curve.median).toEqual(quantile);
    });
    for (const { tau, rmean, se } of expected.rmst ?? []) {
      const mean = restrictedMean(curve, { horizon: tau });
      expectCell(mean.estimate, rmean, () => `mean to ${tau}`);
      expectCell(mean.standardError, se, () => `error of the mean to ${tau}`);
    }
    expected.at_times?.times.forEach((time, i) => {
      const there = survivalAt(curve, { time });
      expectCell(there.atRisk, expected.at_times?.n_risk[i], () => `at risk at ${time}`);
      expectCell(there.standardError, expected.at_times?.std_err[i], () => `error at ${time}`);
      expectCell(there.estimate, expected.at_times?.surv[i], () => `survival at ${time}`);
      if (transform === "log")
        expectCell(there.lower, expected.at_times?.lower_log[i], () => `lower at ${time}`);
    });
  }
}

describe("kaplanMeier, as R's survfit", () => {
  it("gives every curve, interval, quantile and restricted mean of the cases that are here", () => {
    const { cases } = readReference<{ readonly cases: readonly Case[] }>("survival/km.json");
    for (const each of cases) compare(each);
  });

  itOutside("reference/survival/km.json", "gives those of R's data sets", () => {
    const { cases } = JSON.parse(outsideText("reference/survival/km.json")) as {
      readonly cases: readonly Case[];
    };
    for (const each of cases) compare(each);
    expect(cases.length).toBeGreaterThan(20);
  });
});
