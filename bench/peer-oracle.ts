/** Gives the data sets of peer-oracle.py to the library, and prints how many cells were compared and how far they differ at most. */
import { readFileSync } from "node:fs";
import { logRankTest } from "../src/survival/comparison/log-rank-test.js";
import { flemingHarrington } from "../src/survival/fleming-harrington.js";
import { kaplanMeier } from "../src/survival/kaplan-meier.js";
import { nelsonAalen } from "../src/survival/nelson-aalen.js";

type Column = readonly (number | null)[];
type Curve = Readonly<
  Record<"time" | "n_risk" | "n_event" | "surv" | "cumhaz" | "std_chaz" | "lower" | "upper", Column>
>;
interface Case {
  readonly data: Readonly<
    Record<"entry" | "duration" | "event" | "weight" | "group" | "stratum", readonly number[]>
  >;
  readonly kaplanMeier?: Curve;
  readonly flemingHarrington?: Curve;
  readonly corrected?: Curve;
  readonly logRank?: {
    readonly rho: number;
    readonly strata: boolean;
    readonly chisq: number;
    readonly df: number;
  };
}

const { cases, refused } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as {
  cases: Case[];
  refused: object;
};
const tally = new Map<
  string,
  { sets: number; cells: number; unlike: number; open: number; farthest: number }
>();

function compare(method: string, ours: Column, theirs: Column): void {
  const line = tally.get(method) ?? { sets: 0, cells: 0, unlike: 0, open: 0, farthest: 0 };
  tally.set(method, line);
  if (ours.length !== theirs.length) line.unlike++;
  theirs.forEach((wanted, i) => {
    const found = ours[i] ?? null;
    line.cells++;
    if (found === null || wanted === null) {
      // Where S = 1 the port writes 1 for both ends of the log-log interval; R 3.5-3 has none, nor have we.
      if (found === null && wanted === 1) line.open++;
      else if (found !== wanted) line.unlike++;
      return;
    }
    const error = Math.abs(found - wanted) / Math.max(Math.abs(wanted), 1e-3);
    line.farthest = Math.max(line.farthest, error);
    if (error > 1e-10) line.unlike++;
  });
}

for (const { data, kaplanMeier: product, flemingHarrington: hazard, corrected, logRank } of cases) {
  const counted = { ...data, weight: data.weight.map(() => 1) };
  for (const [name, wanted, curve, sums] of [
    ["kaplanMeier", product, kaplanMeier(data), nelsonAalen(data)],
    ["flemingHarrington", hazard, flemingHarrington(data), nelsonAalen(data)],
    [
      "corrected for ties",
      corrected,
      flemingHarrington(counted, { ties: "corrected" }),
      nelsonAalen(counted, { ties: "corrected" }),
    ],
  ] as const) {
    if (wanted === undefined) continue;
    compare(
      name,
      curve.steps.map((step) => step.time),
      wanted.time,
    );
    compare(
      name,
      curve.steps.map((step) => step.atRisk),
      wanted.n_risk,
    );
    compare(
      name,
      curve.steps.map((step) => step.survival),
      wanted.surv,
    );
    compare(
      name,
      sums.steps.map((step) => step.cumulativeHazard),
      wanted.cumhaz,
    );
    compare(
      name,
      sums.steps.map((step) => step.standardError),
      wanted.std_chaz,
    );
    compare(
      name,
      curve.steps.map((step) => step.lower),
      wanted.lower,
    );
    compare(
      name,
      curve.steps.map((step) => step.upper),
      wanted.upper,
    );
    tally.get(name)!.sets++;
  }
  if (logRank === undefined || new Set(data.group).size < 2) continue;
  const test = logRankTest(counted, {
    weighting: "flemingHarrington",
    p: logRank.rho,
    ...(logRank.strata && { strata: "stratum" as const }),
  });
  compare("logRankTest", [test.chiSquare ?? 0], [logRank.chisq]);
  tally.get("logRankTest")!.sets++;
}
console.table(Object.fromEntries(tally));
console.log("refused by the oracle:", refused);
