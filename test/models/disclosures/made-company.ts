import * as disclosedAcquisition from "../../../src/models/disclosures/disclosed-acquisition.js";
import * as disclosedRetention from "../../../src/models/disclosures/disclosed-retention.js";
import type { Disclosures } from "../../../src/models/disclosures/disclosures.js";

/** McCarthy, Fader & Hardie (2017), table 2, DISH. */
export const printedRetention = {
  ...{ r: 1.648, alpha: 81.196, c: 1.423 },
  ...{ season1: -0.079, season2: 0.036, season3: 0.107 },
};

/** Gupta, Lehmann & Stuart (2004), table 3, Capital One, at half its speed: a peak after 41 quarters instead of 20. */
export const slowedAcquisition = {
  ...{ alpha: 171.2, beta: -3.052, gamma: 0.149 / 2 },
  ...{ season1: 0, season2: 0, season3: 0 },
};

/** The disturbance: up to 2% either way, without a pattern from quarter to quarter, the same in every run. */
const disturbed = (quarter: number, series: number) => 1 + 0.02 * Math.sin(series * quarter ** 2);

/** Rounded as companies disclose: thousands of customers, in millions. */
const disclosed = (millions: number) => Math.round(1000 * millions) / 1000;

/**
 * A company made from the printed process: 76 quarters from a second quarter on, in millions of customers, the losses of
 * the first seven not disclosed.
 */
export function companyFromPrintedProcess() {
  const added = Array.from({ length: 76 }, (_, i) => {
    const won = disclosedAcquisition.additions(slowedAcquisition, i + 1, { firstSeason: 2 });
    return disclosed(won * disturbed(i + 1, 1));
  });
  const base = { timeUnit: "quarter", added, seasons: 4, firstSeason: 2 } as const;
  const expected = disclosedRetention.track(printedRetention, { ...base, lost: added.map(() => 0) });
  const lost = expected.map(({ period, expectedLost }) =>
    period <= 7 ? null : disclosed(expectedLost * disturbed(period, 2)),
  );
  return { ...base, lost } satisfies Disclosures;
}
