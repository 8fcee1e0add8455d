/** So many customers that one evaluation of a likelihood is itself in pieces: the same bits with a pause before each. */
import { describe, expect, it } from "vitest";
import { bgNbd, gammaGamma, mbgNbd, nbd, paretoNbd } from "../../src/index.js";
import { runPieces } from "../../src/pieces.js";

const many = 25_000;
const bought = bgNbd.simulate(
  { r: 0.4, alpha: 5, a: 0.8, b: 2.5 },
  { customers: many, T: 39.5, seed: 3 },
).customers;
const spent = gammaGamma.simulate({ p: 6, q: 4, gamma: 16 }, { frequency: bought.frequency, seed: 4 });

const works: Readonly<Record<string, () => unknown>> = {
  bgNbd: () => bgNbd.fit(bought),
  mbgNbd: () => mbgNbd.fit(bought),
  nbd: () => nbd.fit(bought),
  paretoNbd: () => paretoNbd.fit(bought, { maxIterations: 50 }),
  gammaGamma: () => gammaGamma.fit(spent as Parameters<typeof gammaGamma.fit>[0]),
};

describe("large fits in pieces", () => {
  it.each(Object.keys(works))("%s", async (name) => {
    const work = works[name]!;
    expect(await runPieces(work, {}, 0)).toStrictEqual(work());
  });
});
