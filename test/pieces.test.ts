/** Work in pieces gives the bits of the same work in one go, wherever it pauses. */
import { describe, expect, it } from "vitest";
import * as everything from "../src/index.js";
import { type AsyncOptions, overRows, piece, rangesOf, runPieces, sumParts } from "../src/pieces.js";

const { bgBb, bgNbd, cohortTable, gammaGamma, mbgCnbdK, paretoNbd, summarizeTransactions } = everything;

/** The work, with a pause before every piece. */
const withAllPauses = <Result>(work: () => Result, options: AsyncOptions = {}) => runPieces(work, options, 0);

const bought = bgNbd.simulate({ r: 0.6, alpha: 5, a: 0.8, b: 2.5 }, { customers: 400, T: 39.5, seed: 3 });
const customers = { ...bought.customers, timeUnit: "week" } as const;
const contract = {
  timeUnit: "year",
  lostByPeriod: [131, 126, 90, 60, 42, 34, 26],
  stillActive: 491,
} as const;
const contracts = [
  { ...contract, covariates: { plan: 0 } },
  {
    timeUnit: "year",
    lostByPeriod: [369, 163, 86, 56, 37, 27, 21],
    stillActive: 241,
    covariates: { plan: 1 },
  },
] as const;

describe("fits in pieces", () => {
  const opportunities = {
    frequency: [0, 1, 1, 2, 3],
    recency: [0, 1, 5, 3, 6],
    T: [6, 6, 6, 6, 6],
    weight: [34, 10, 12, 4, 18],
  };
  const spends = { frequency: [2, 1, 7, 1, 3], monetaryValue: [22.35, 11.77, 73.74, 19.7, 40.1] };
  const timed = {
    frequency: [0, 3, 2, 5, 1, 0, 4, 2],
    recency: [0, 20, 9, 30, 2, 0, 28, 11],
    T: [38, 38, 36, 35, 38, 30, 36, 33],
    sumLogGaps: [0, 5.5, 2.9, 8.7, 0.7, 0, 7.6, 3.3],
  };
  const regressors = { ...bought.customers, channel: bought.customers.frequency.map((_, i) => i % 2) };
  const works: Readonly<Record<string, () => unknown>> = {
    bgNbd: () => bgNbd.fit(customers),
    mbgNbd: () => everything.mbgNbd.fit(customers),
    nbd: () => everything.nbd.fit(customers),
    paretoNbd: () => paretoNbd.fit(customers),
    bgBb: () => bgBb.fit(opportunities),
    gammaGamma: () => gammaGamma.fit(spends),
    mbgCnbdK: () => mbgCnbdK.fit(timed, { shapes: [1, 2] }),
    bgNbdRegression: () => everything.bgNbdRegression.fit(regressors, { covariates: ["channel"] }),
    geometric: () => everything.geometric.fit(contract),
    shiftedBetaGeometric: () => everything.shiftedBetaGeometric.fit(contract),
    betaDiscreteWeibull: () => everything.betaDiscreteWeibull.fit(contract),
    geometricMixture: () => everything.geometricMixture.fit(contract),
    shiftedBetaGeometricRegression: () => everything.shiftedBetaGeometricRegression.fit(contracts),
  };

  it.each(Object.keys(works))("%s: the same bits with a pause before every piece", async (name) => {
    const work = works[name]!;
    expect(await withAllPauses(work)).toStrictEqual(work());
  });

  it("exist for every model that fits", () => {
    const models = Object.entries(everything).filter(
      ([, value]) => typeof value === "object" && "fit" in value,
    );
    expect(models.length).toBeGreaterThan(20);
    expect(models.filter(([, model]) => !("fitAsync" in model)).map(([name]) => name)).toEqual([]);
  });

  it("throw what the plain call throws, and take its options", async () => {
    await expect(bgNbd.fitAsync({ frequency: [1], recency: [2], T: [1] })).rejects.toThrow("recency");
    const start = { r: 1, alpha: 4, a: 1, b: 2 };
    expect(await bgNbd.fitAsync(customers, { start })).toStrictEqual(bgNbd.fit(customers, { start }));
    const { stopped } = { stopped: AbortSignal.abort(new Error("enough")) };
    await expect(bgNbd.fitAsync(customers, { signal: stopped })).rejects.toThrow("enough");
  });
});

describe("tables in pieces", () => {
  const rows = Array.from({ length: 900 }, (_, i) => ({
    customer: `c${(i * i) % 211}`,
    time: new Date(Date.UTC(2024, 0, 1 + ((i * 37) % 400), i % 24)),
    amount: ((i * 7919) % 100) - 4,
    channel: i % 3 === 0 ? "shop" : "web",
  }));
  const works: Readonly<Record<string, () => unknown>> = {
    "a cohort table": () => cohortTable(rows, { period: "month" }),
    "by the sum of amounts": () => cohortTable(rows, { period: "month", measure: "sum", amount: "amount" }),
    "by windows of customers": () =>
      cohortTable(rows, { period: "week", windows: "rolling", truncateTo: "hour", groupBy: "channel" }),
    "on or after": () => cohortTable(rows, { period: "month", definition: "onOrAfter" }),
    "a summary": () => summarizeTransactions(rows, { refunds: "net", timeUnit: "week", carry: ["channel"] }),
    "a summary without refunds": () =>
      summarizeTransactions(rows, { refunds: "leaveOut", mergeWithin: "none" }),
  };

  it.each(Object.keys(works))("%s: the same bits with a pause before every piece", async (name) => {
    const work = works[name]!;
    expect(await withAllPauses(work)).toStrictEqual(work());
  });

  it("are those of the plain call, refusals too", async () => {
    const asked = { period: "month" } as const;
    expect(await everything.cohortTableAsync(rows, asked)).toStrictEqual(cohortTable(rows, asked));
    const wrong = [{ customer: "a", time: "yesterday" }];
    await expect(everything.cohortTableAsync(wrong, asked)).rejects.toThrow("events[0].time must be");
    await expect(everything.summarizeTransactionsAsync(rows)).rejects.toThrow("refunds states a policy");
  });
});

describe("pieces", () => {
  const slow = (milliseconds: number) => {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  };

  it("run each piece once, whatever is called again around them", async () => {
    const done: number[] = [];
    const once = (k: number) => piece(() => done.push(k));
    const work = () => {
      for (let k = 0; k < 3; k++) once(k);
      const inner = piece(() => {
        once(3);
        once(4);
        return "inner";
      });
      once(5);
      return inner;
    };
    expect(await withAllPauses(work)).toBe("inner");
    expect(done).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("remember what a piece threw, and forget what was within it", async () => {
    let tries = 0;
    const work = () => {
      try {
        piece(() => {
          piece(() => tries++);
          throw new RangeError("no");
        });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
      piece(() => 0);
      return piece(() => tries);
    };
    expect(await withAllPauses(work)).toBe(1);
  });

  it("add up rows and parts as in one go", async () => {
    const length = 50_000;
    const values = Float64Array.from({ length }, (_, i) => Math.sin(i) * 1e3);
    const parts = rangesOf(length);
    const add = ({ from, to }: { from: number; to: number }, gradient?: Float64Array) => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += values[i]!;
      if (gradient !== undefined) gradient[0]! += sum / 3;
      return sum;
    };
    const work = () => {
      const gradient = new Float64Array(1);
      const counted = overRows(
        length,
        () => ({ rows: 0 }),
        (state, from, to) => {
          state.rows += to - from;
        },
        999,
      );
      return [sumParts(parts, length, add, gradient), gradient[0], counted.rows];
    };
    expect(await withAllPauses(work)).toStrictEqual(work());
  });

  it("let others run, and report a share that only rises to 1", async () => {
    const shares: number[] = [];
    let turns = 0;
    const ticking = setInterval(() => turns++, 0);
    const work = () => {
      for (let k = 0; k < 20; k++) piece(() => slow(5));
      return "done";
    };
    expect(await runPieces(work, { onProgress: (share) => shares.push(share) }, 10)).toBe("done");
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(1);
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toStrictEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it("stop between pieces when told to, with an AbortError where no reason is given", async () => {
    const signal = { aborted: false };
    let pieces = 0;
    const work = () => {
      for (let k = 0; k < 100; k++)
        piece(() => {
          if (++pieces === 5) signal.aborted = true;
        });
    };
    await expect(withAllPauses(work, { signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(pieces).toBe(5);
  });

  it("keep two works apart that take turns", async () => {
    const work = (name: string) => () => [1, 2, 3].map((k) => piece(() => `${name}${k}`)).join();
    const both = await Promise.all([withAllPauses(work("a")), withAllPauses(work("b"))]);
    expect(both).toEqual(["a1,a2,a3", "b1,b2,b3"]);
  });
});
