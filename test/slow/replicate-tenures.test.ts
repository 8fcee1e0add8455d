/** A parametric bootstrap of single tenures, whose design is drawn again too. */
import { expect, it } from "vitest";
import { bootstrap, shiftedBetaGeometric } from "../../src/index.js";
import { createRandom } from "../../src/math/random.js";
import { expectClose } from "../support.js";

const truth = { alpha: 0.8, beta: 3 };
const retention = shiftedBetaGeometric.retentionRate(truth, [1, 2, 3, 4, 5, 6, 7, 8]);
const random = createRandom(5, 0);

/** Customers who enter at ages 0 to 2 and are watched to ages 3 to 8, evenly. */
const tenures = Array.from({ length: 3000 }, (_, i) => {
  const [entry, end] = [i % 3, 3 + (i % 6)];
  for (let t = entry + 1; t <= end; t++)
    if (random.next() > retention[t - 1]!) return { duration: t, event: true, entry };
  return { duration: end, event: false, entry };
});

it("has the error of the fit", () => {
  const logAlpha = ({ alpha }: { alpha: number }) => Math.log(alpha);
  const result = bootstrap(shiftedBetaGeometric, tenures, logAlpha, { method: "parametric", resamples: 150 });
  const fit = shiftedBetaGeometric.fit(tenures);
  expect(result.failed).toBe(0);
  // The standard deviation of 150 resamples is known to 6%; four times that.
  expectClose(result.standardError!, Math.sqrt(fit.covariance[0]![0]!), { relative: 0.24 });
});
