import { describe, expect, it } from "vitest";
import { bootstrap, bootstrapAsync } from "../../src/inference/bootstrap.js";
import {
  bootstrapLikelihoodRatioTest,
  bootstrapLikelihoodRatioTestAsync,
} from "../../src/inference/bootstrap-test.js";
import { samplePosterior, samplePosteriorAsync } from "../../src/inference/posterior.js";
import { runStepsAsync, type Steps } from "../../src/inference/steps.js";
import * as geometric from "../../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";

const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
const year12 = (p: { alpha: number; beta: number }) => shiftedBetaGeometric.survival(p, 12);
const models = { simple: geometric, full: shiftedBetaGeometric };

/** Work whose steps are as slow as asked. */
function* slowWork(steps: number, milliseconds: number): Steps<string> {
  for (let k = 0; k < steps; k++) {
    yield k / steps;
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  }
  return "done";
}

describe("the functions that pause", () => {
  it("give the bits of those that do not", async () => {
    const refits = { resamples: 19, seed: 5, stream: 2 };
    expect(await bootstrapAsync(shiftedBetaGeometric, cohort, year12, refits)).toStrictEqual(
      bootstrap(shiftedBetaGeometric, cohort, year12, refits),
    );
    const chains = { draws: 100, warmup: 100, seed: 5 };
    expect(await samplePosteriorAsync(shiftedBetaGeometric, cohort, chains)).toStrictEqual(
      samplePosterior(shiftedBetaGeometric, cohort, chains),
    );
    expect(await bootstrapLikelihoodRatioTestAsync(models, cohort, { resamples: 19 })).toStrictEqual(
      bootstrapLikelihoodRatioTest(models, cohort, { resamples: 19 }),
    );
  });

  it("let others run, and report a share that rises to 1", async () => {
    const shares: number[] = [];
    let turns = 0;
    const ticking = setInterval(() => turns++, 0);
    const result = await runStepsAsync(slowWork(30, 5), { onProgress: (share) => shares.push(share) });
    clearInterval(ticking);
    expect(result).toBe("done");
    expect(turns).toBeGreaterThan(0);
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toStrictEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it("stop half-way when told to, with the reason of the signal", async () => {
    const controller = new AbortController();
    const shares: number[] = [];
    const work = samplePosteriorAsync(shiftedBetaGeometric, cohort, {
      draws: 1_000_000,
      signal: controller.signal,
      onProgress: (share) => {
        shares.push(share);
        controller.abort(new Error("enough"));
      },
    });
    await expect(work).rejects.toThrow("enough");
    expect(shares).toHaveLength(1);
    const signal = { aborted: true };
    await expect(bootstrapAsync(shiftedBetaGeometric, cohort, year12, { signal })).rejects.toMatchObject({
      name: "AbortError",
      message: "the work was stopped",
    });
    const stopped = bootstrapLikelihoodRatioTestAsync(models, cohort, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  });

  it("reject with the message of the name that was called", async () => {
    await expect(bootstrapAsync(shiftedBetaGeometric, cohort, year12, { resamples: 3 })).rejects.toThrow(
      "bootstrapAsync: resamples must be a whole number of 19 or more, received 3",
    );
    await expect(samplePosteriorAsync(geometric, cohort, { chains: 1 })).rejects.toThrow(
      "samplePosteriorAsync: chains must be a whole number of 2 or more, received 1",
    );
    await expect(bootstrapLikelihoodRatioTestAsync(undefined as never, cohort)).rejects.toThrow(
      "bootstrapLikelihoodRatioTestAsync: models must be an object, received undefined",
    );
    await expect(bootstrapAsync(geometric, cohort, () => 1, null as never)).rejects.toThrow(
      "bootstrapAsync: options must be an object, received null",
    );
  });
});
