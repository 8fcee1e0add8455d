import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { type MigrationInput, migrationValue } from "../../src/value/migration-value.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../support.js";

// Pfeifer & Carraway (2000), section 3: recency 1 to 4 and former; net contribution 40, remarketing 4, 20% a period.
const paper: MigrationInput = {
  transitions: [
    [0.3, 0.7, 0, 0, 0],
    [0.2, 0, 0.8, 0, 0],
    [0.15, 0, 0, 0.85, 0],
    [0.05, 0, 0, 0, 0.95],
    [0, 0, 0, 0, 1],
  ],
  rewards: [36, -4, -4, -4, 0],
  states: ["recency 1", "recency 2", "recency 3", "recency 4", "former"],
  discountRate: 0.2,
};

describe("migrationValue", () => {
  it("gives the values of the paper to four periods", () => {
    const { values } = migrationValue({ ...paper, horizon: 4 });
    ["50.115", "4.220", "0.592", "-1.980", "0"].forEach((printed, i) => {
      expectPrinted(values[i] as number, printed);
    });
  });

  it("gives the values without a horizon, and of stopping at recency 4", () => {
    // economics_fixtures.json (markov_pfeifer_carraway), by solving (I - P/(1+d)) V = R in numpy.
    const expected = [52.319609438567944, 5.553783563873068, 1.2507729861676158, -1.8200162733930025, 0];
    migrationValue(paper).values.forEach((value, i) => {
      expectClose(value, expected[i] as number, { relative: 1e-13 });
    });
    // published.md item J: the improved policy.
    const stopped = paper.transitions.map((row, i) => (i === 3 ? [0, 0, 0, 0, 1] : row));
    const better = migrationValue({ ...paper, transitions: stopped, rewards: [36, -4, -4, 0, 0] });
    ["53.149", "6.621", "2.644"].forEach((printed, i) => {
      expectPrinted(better.values[i] as number, printed);
    });
  });

  it("forecasts the states", () => {
    const { forecast } = migrationValue({ ...paper, periods: 2 });
    const second = forecast.filter(({ period }) => period === 2).map(({ share }) => share);
    // published.json J.pfeifer_carraway.P2: first row of P².
    [0.23, 0.21, 0.56, 0, 0].forEach((share, i) => {
      expectClose(second[i] as number, share, { absolute: 1e-15 });
    });
    expect(forecast[0]).toStrictEqual({ period: 0, state: "recency 1", share: 1 });
  });

  it("collapses to the closed form where every state is alike", () => {
    const kept = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    const rate = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(kept, rate, fc.option(fc.integer({ min: 0, max: 30 })), (retention, discountRate, last) => {
        const horizon = last ?? undefined;
        const half = retention / 2;
        const transitions = [
          [half, half, 1 - retention],
          [half, half, 1 - retention],
          [0, 0, 1],
        ];
        const chain = migrationValue({ transitions, rewards: [10, 10, 0], discountRate, horizon });
        const closed = lifetimeValue({
          ...{ margin: 10, retention, discountRate },
          horizon: horizon === undefined ? undefined : horizon + 1,
        });
        expectClose(chain.values[0] as number, closed.value, { relative: 1e-12 });
        expectClose(chain.values[1] as number, closed.value, { relative: 1e-12 });
        expectPlainData(chain);
      }),
    );
  });

  it("says what each transition does to the value", () => {
    for (const horizon of [undefined, 1, 6])
      for (const start of ["recency 1", "recency 3"]) {
        const base = migrationValue({ ...paper, horizon, start });
        const effect = (from: string, to: string) =>
          base.effects.find((row) => row.from === from && row.to === to);
        const moved = (step: number) =>
          migrationValue({
            ...{ ...paper, horizon, start },
            transitions: paper.transitions.map((row, i) =>
              i === 1 ? [0.2 + step, 0, 0.8 - step, 0, 0] : row,
            ),
          }).value;
        const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        const up = effect("recency 2", "recency 1")?.derivative ?? Number.NaN;
        const down = effect("recency 2", "recency 3")?.derivative ?? Number.NaN;
        expectClose(up - down, slope, { relative: 1e-6, absolute: 1e-9 });
      }
    // All transitions together scale like 1/(1+d): their elasticities add up to the duration.
    const { effects, value } = migrationValue(paper);
    const sum = effects.reduce((total, { elasticity }) => total + (elasticity ?? 0), 0);
    const at = (discountRate: number) => migrationValue({ ...paper, discountRate }).value;
    const duration = (-1.2 * (at(0.2 + 1e-5) - at(0.2 - 1e-5))) / 2e-5 / value;
    expectClose(sum, duration, { relative: 1e-7 });
  });

  it("needs no discounting when everybody leaves in the end, and refuses it otherwise", () => {
    const { value } = migrationValue({
      transitions: [
        [0.8, 0.2],
        [0, 1],
      ],
      rewards: [1, 0],
      discountRate: 0,
    });
    expectClose(value, 5, { relative: 1e-14 });
    expectRefusal(
      () => migrationValue({ transitions: [[1]], rewards: [1], discountRate: 0 }),
      "migrationValue: discountRate must be above 0 or given a horizon, since customers may stay for ever in states with rewards, received 0",
    );
  });

  it("refuses chains that are none", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => migrationValue({ ...paper, ...input } as never), message);
    refuse(
      { rewards: [1, 2] },
      "migrationValue: rewards must hold one reward per state (5), received [1, 2]",
    );
    refuse(
      {
        transitions: [
          [0.5, 0.4],
          [0, 1],
        ],
        rewards: [1, 0],
        states: undefined,
      },
      "migrationValue: transitions[0] must sum to 1, received 0.9",
    );
    refuse(
      {
        transitions: [
          [30, 70],
          [0, 1],
        ],
        rewards: [1, 0],
        states: undefined,
      },
      "migrationValue: transitions[0][0] must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 30",
    );
    refuse(
      { transitions: [[1], [0, 1]], rewards: [1, 0], states: undefined },
      "migrationValue: transitions[0] must hold one probability per state (2), received [1]",
    );
    refuse({ start: "gone" }, 'migrationValue: start must be one of the states, received "gone"');
    refuse({ horizon: -1 }, "migrationValue: horizon must be a whole number of 0 or more, received -1");
    expectRefusal(
      () => migrationValue(undefined as never),
      "migrationValue: input must be an object, received undefined",
    );
  });
});
