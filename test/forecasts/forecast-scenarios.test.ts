import { describe, expect, it } from "vitest";
import {
  forecastScenarios,
  forecastScenariosAsync,
  forecastSubscribers,
  geometric,
} from "../../src/index.js";

const fit = geometric.fit({ timeUnit: "month", lostByPeriod: [500], stillActive: 9500 });
const input = {
  model: geometric,
  fit,
  base: [1000],
  intake: 50,
  prices: 20,
  horizon: 6,
  draws: 400,
} as const;

describe("forecastScenarios", () => {
  const scenarios = {
    now: {},
    dearer: { prices: 22, events: [{ name: "price", periods: [1], oddsRatio: 1.5 }] },
  };
  const { scenarios: forecasts, differences } = forecastScenarios({ ...input, scenarios });

  it("forecasts each scenario as it would be forecast alone", () => {
    const { scenario, ...alone } = forecasts[1]!;
    expect(scenario).toBe("dearer");
    expect(alone).toEqual(forecastSubscribers({ ...input, ...scenarios.dearer }));
  });

  it("has the difference of the estimates, with an interval far narrower than the two forecasts'", () => {
    const [now, dearer] = forecasts.map(({ rows }) => rows[5]!.closing);
    const { closing } = differences[0]!.rows[5]!;
    expect(closing.estimate).toBeCloseTo(dearer!.estimate - now!.estimate, 9);
    expect(closing.upper - closing.lower).toBeLessThan((now!.upper - now!.lower) / 3);
    expect(dearer!.upper).toBeGreaterThan(now!.lower);
    expect(closing.upper).toBeLessThan(0);
  });

  it("finds no difference between a plan and itself", () => {
    const same = forecastScenarios({ ...input, scenarios: { a: {}, b: {} } }).differences[0]!;
    for (const { closing, revenue } of same.rows)
      expect([closing.lower, closing.estimate, closing.upper, revenue!.lower, revenue!.upper]).toEqual([
        0, 0, 0, 0, 0,
      ]);
  });

  it("gives the same asynchronously", async () => {
    expect(await forecastScenariosAsync({ ...input, scenarios })).toEqual({
      scenarios: forecasts,
      differences,
    });
  });

  it("refuses fewer than two scenarios, and what no scenario may change", () => {
    expect(() => forecastScenarios({ ...input, scenarios: { a: {} } })).toThrow(
      "forecastScenarios: scenarios must be two or more, received 1",
    );
    expect(() => forecastScenarios({ ...input, scenarios: { a: {}, b: { horizon: 3 } as object } })).toThrow(
      "forecastScenarios: scenarios.b must hold nothing but",
    );
  });
});
