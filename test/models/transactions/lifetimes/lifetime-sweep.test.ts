/** The likelihood of many customers, whose integrals share their stretches, against the sum of one integral for each. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distinctCustomers } from "../../../../src/models/transactions/distinct-customers.js";
import { gompertzLifetime } from "../../../../src/models/transactions/lifetimes/gompertz-lifetime.js";
import type { Lifetime } from "../../../../src/models/transactions/lifetimes/lifetime.js";
import {
  logOddsGone,
  mortalLogLikelihood,
} from "../../../../src/models/transactions/lifetimes/lifetime-mixture.js";
import { mortalLikelihood } from "../../../../src/models/transactions/lifetimes/lifetime-problem.js";
import { paretoLifetime } from "../../../../src/models/transactions/lifetimes/pareto-lifetime.js";
import { expectClose } from "../../../support.js";

const customer = fc
  .record({
    frequency: fc.oneof({ weight: 9, arbitrary: fc.nat(4) }, fc.constantFrom(40, 3000)),
    T: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.double({ min: 1e-3, max: 2000, noNaN: true })),
    share: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1 - 1e-12, 1)),
  })
  .map(({ frequency, T, share }) => ({ frequency, T, recency: frequency === 0 ? 0 : share * T }));

const positive = fc.double({ min: -6, max: 6, noNaN: true }).map(Math.exp);

const lifetimes: [string, number, (p: ArrayLike<number>) => Lifetime][] = [
  ["Pareto", 4, (p) => paretoLifetime(p[2]!, p[3]!)],
  ["Gompertz", 5, (p) => gompertzLifetime(p[2]!, p[3]!, p[4]!)],
];

describe.each(lifetimes)("the likelihood of customers with %s lifetimes", (_, size, lifetimeOf) => {
  const parameters = fc.array(positive, { minLength: size, maxLength: size });

  it("is the sum of theirs", () => {
    fc.assert(
      fc.property(fc.array(customer, { minLength: 1, maxLength: 12 }), parameters, (customers, point) => {
        const rows = distinctCustomers({
          frequency: customers.map(({ frequency }) => frequency),
          recency: customers.map(({ recency }) => recency),
          T: customers.map(({ T }) => T),
          weight: null,
          length: customers.length,
        });
        const [r, alpha] = point as [number, number];
        const buyers = { r, alpha, lifetime: lifetimeOf(point) };
        const each = customers.map(({ frequency, recency, T }) =>
          mortalLogLikelihood(buyers, frequency, recency, T),
        );
        const value = mortalLikelihood(rows, size, lifetimeOf)(Float64Array.from(point));
        const sum = each.reduce((total, part) => total + part, 0);
        // Either integral is good to some 1e-12; odds and survival of one customer, not of many, can cancel.
        const rounding = customers.reduce(
          (total, { T }, i) =>
            total + 1e-12 + 5e-13 * Math.abs(each[i]!) - 3e-16 * buyers.lifetime.logSurvival(T),
          0,
        );
        expectClose(value, sum, { absolute: rounding });
      }),
      { numRuns: 150 },
    );
  });

  it("has the derivatives that the odds of having left give", () => {
    fc.assert(
      fc.property(customer, parameters, (one, point) => {
        const { frequency, recency, T } = one;
        const histories = { frequency: [frequency], recency: [recency], T: [T], weight: null, length: 1 };
        const gradient = new Float64Array(size);
        mortalLikelihood(distinctCustomers(histories), size, lifetimeOf)(Float64Array.from(point), gradient);
        const [r, alpha] = point as [number, number];
        const lifetime = lifetimeOf(point);
        const odds = new Float64Array(size);
        const gone = logOddsGone({ r, alpha, lifetime }, [frequency, recency, T], odds);
        const alive = new Float64Array(size);
        alive[0] = -Math.log1p(T / alpha);
        for (let i = 0; i < frequency; i++) alive[0]! += 1 / (r + i);
        alive[1] = ((r * T) / alpha - frequency) / (alpha + T);
        lifetime.addSurvivalGradient(T, 1, alive, 2);
        point.forEach((value, i) => {
          const expected = alive[i]! + (gone > -700 ? odds[i]! / (1 + Math.exp(-gone)) : 0);
          const size = 1 + Math.abs(value * alive[i]!) + Math.abs(value * odds[i]!);
          expectClose(value * gradient[i]!, value * expected, { absolute: 1e-10 * size });
        });
      }),
      { numRuns: 150 },
    );
  });
});

it("keeps its sums where an integrand rises by more than a double can hold", () => {
  const lifetime = gompertzLifetime(30, 2, 1e250);
  const rows = distinctCustomers({
    frequency: [1, 1],
    recency: [1, 2],
    T: [40, 45],
    weight: null,
    length: 2,
  });
  const expected =
    mortalLogLikelihood({ r: 1, alpha: 5, lifetime }, 1, 1, 40) +
    mortalLogLikelihood({ r: 1, alpha: 5, lifetime }, 1, 2, 45);
  const value = mortalLikelihood(rows, 5, () => lifetime)(Float64Array.of(1, 5, 30, 2, 1e250));
  expectClose(value, expected, { relative: 1e-12 });
  expect(Number.isFinite(expected)).toBe(true);
});
