/** Verbs asked for many customers at once, which use tables, against the same verbs asked for one. */
import { describe, expect, it } from "vitest";
import * as bgCnbdK from "../../../src/models/transactions/beta-geometric/bg-cnbd-k.js";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as mbgNbd from "../../../src/models/transactions/beta-geometric/mbg-nbd.js";
import * as ggomNbd from "../../../src/models/transactions/lifetimes/ggom-nbd.js";
import * as paretoNbd from "../../../src/models/transactions/lifetimes/pareto-nbd.js";
import { tabulated } from "../../../src/models/transactions/tabulated.js";
import { expectClose } from "../../support.js";

/** Ages of all sizes, the frequencies 0 to 2 shared by thousands, larger ones by few. */
const count = 13_000;
const frequency = Float64Array.from({ length: count }, (_, i) => (i % 100 === 0 ? i / 100 : i % 3));
const T = Float64Array.from({ length: count }, (_, i) => 1e-3 * 1e6 ** ((i * 0.618) % 1));
const recency = T.map((end, i) => (frequency[i] === 0 ? 0 : end * ((i * 0.7548776662) % 1)));

const beta = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const pareto = { r: 0.553, alpha: 10.58, s: 0.606, beta: 11.67 };
const gompertz = { r: 0.8, alpha: 6, b: 0.02, s: 0.7, beta: 0.4 };
const discounting = { continuousDiscountRate: 0.003 };

type Many = { frequency: Float64Array; recency: Float64Array; T: Float64Array };
type One = { frequency: number; recency: number; T: number };
const verbs: [string, (many: Many) => Float64Array, (one: One) => number][] = [
  [
    "bgNbd.conditionalExpectedTransactions",
    (many) => bgNbd.conditionalExpectedTransactions(beta, many, 39),
    (one) => bgNbd.conditionalExpectedTransactions(beta, one, 39),
  ],
  [
    "mbgNbd.conditionalTransactionProbability",
    (many) => mbgNbd.conditionalTransactionProbability(beta, many, { x: 0, t: 39 }),
    (one) => mbgNbd.conditionalTransactionProbability(beta, one, { x: 0, t: 39 }),
  ],
  [
    "bgCnbdK.conditionalExpectedTransactions",
    (many) => bgCnbdK.conditionalExpectedTransactions({ ...beta, k: 2 }, many, 9),
    (one) => bgCnbdK.conditionalExpectedTransactions({ ...beta, k: 2 }, one, 9),
  ],
  [
    "paretoNbd.probabilityAlive",
    (many) => paretoNbd.probabilityAlive(pareto, many),
    (one) => paretoNbd.probabilityAlive(pareto, one),
  ],
  [
    "paretoNbd.discountedExpectedResidualTransactions",
    (many) => paretoNbd.discountedExpectedResidualTransactions(pareto, many, discounting),
    (one) => paretoNbd.discountedExpectedResidualTransactions(pareto, one, discounting),
  ],
  [
    "paretoNbd.conditionalTransactionProbability",
    (many) => paretoNbd.conditionalTransactionProbability(pareto, many, { x: 0, t: 3 }),
    (one) => paretoNbd.conditionalTransactionProbability(pareto, one, { x: 0, t: 3 }),
  ],
  [
    "ggomNbd.probabilityAlive",
    (many) => ggomNbd.probabilityAlive(gompertz, many),
    (one) => ggomNbd.probabilityAlive(gompertz, one),
  ],
];

describe.each(verbs)("%s for many customers", (name, forMany, forOne) => {
  // Some verbs cost more for one customer than the others do for hundreds.
  const size = name.includes("TransactionProbability") ? 2000 : count;
  const part = {
    frequency: frequency.subarray(0, size),
    recency: recency.subarray(0, size),
    T: T.subarray(0, size),
  };
  const values = forMany(part);

  it("gives the numbers that it gives for one", () => {
    for (let i = 0; i < size; i += 61) {
      const one = { frequency: frequency[i]!, recency: recency[i]!, T: T[i]! };
      expectClose(values[i]!, forOne(one), { relative: 2e-13 });
    }
  });

  it("gives the same bits in any order of rows", () => {
    const reversed = (column: Float64Array) => column.slice().reverse();
    const again = forMany({
      frequency: reversed(part.frequency),
      recency: reversed(part.recency),
      T: reversed(part.T),
    });
    expect(again.reverse()).toEqual(values);
  });
});

it("tabulates a power of scale + age at every age", () => {
  const f = tabulated((age) => (3 + age) ** -2.5, 3);
  for (const age of [0, 1e-9, 0.1, 1, 7, 39, 1e4, 1e9])
    expectClose(f(age), (3 + age) ** -2.5, { relative: 1e-14 });
});
