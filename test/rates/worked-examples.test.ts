import { describe, expect, it } from "vitest";
import { churnRate } from "../../src/rates/churn-rate.js";
import { churnRates } from "../../src/rates/churn-rates.js";
import { convertRate } from "../../src/rates/convert-rate.js";
import { dailyChurnRates } from "../../src/rates/daily-churn.js";
import { burnMultiple, magicNumber } from "../../src/rates/growth-efficiency.js";
import { monthlyAmount } from "../../src/rates/recurring-revenue.js";
import { revenueMovements } from "../../src/rates/revenue-movements.js";
import { dailyNetRevenueChurn, quickRatio, revenueRates } from "../../src/rates/revenue-rates.js";
import { simpleLifetimeValue } from "../../src/rates/unit-economics.js";
import { expectClose, readReference } from "../support.js";

type Inputs = Record<string, number & number[] & number[][] & [string, number | null][]>;
type Case = { id: string; inputs: Inputs; expected: Inputs };

/** How each published example is asked of the library: pairs of what it gives and what is expected. */
const answers: Readonly<Record<string, (i: Inputs, e: Inputs) => [number | null, number][]>> = {
  chartmogul_net_mrr_churn_shopify_day: (i, e) => [
    [
      dailyNetRevenueChurn([{ opening: i.startOfDayMrr!, closing: i.endOfDayMrr!, new: i.newBusinessMrr! }]),
      e.net!,
    ],
  ],
  chartmogul_customer_churn_shopify_two_days: (i, e) => {
    const rates = dailyChurnRates(
      (i.daily as number[][]).map(([atStart, lost]) => ({ atStart: atStart!, lost: lost! })),
    );
    return [
      [rates.sumOfDays, e.sum!],
      [rates.compounded, e.productForm!],
    ];
  },
  chartmogul_customer_churn_standard: (i, e) => {
    const lostOfAdded = i.joinedAndChurnedInPeriod!;
    const counts = {
      atStart: i.startCustomers!,
      added: lostOfAdded,
      lost: i.churned!,
      lostOfAdded,
      returned: i.churnedAndReactivatedInPeriod!,
    };
    return [[churnRates(counts).ofStartExcludingAdded, e.rate!]];
  },
  chartmogul_ltv: (i, e) => [
    [simpleLifetimeValue({ revenuePerAccount: i.arpa!, churn: i.churn! }).ofRevenue, e.ltv!],
  ],
  chartmogul_movements_syncalytics: (_, e) => {
    const gold = monthlyAmount({ amount: 500, per: "year", quantity: 4 });
    const amounts = [
      gold,
      gold + monthlyAmount({ amount: 30, per: "month", quantity: 2 }),
      gold,
      0,
      monthlyAmount({ amount: 50, per: "month", quantity: 3 }),
    ];
    const balances = amounts.map((amount, period) => ({ customer: "Syncalytics", period, amount }));
    const { movements } = revenueMovements(balances, { firstPeriod: "movement" });
    expect(movements.map(({ kind }) => kind)).toStrictEqual(
      (e.movements as unknown as [string, number][]).map(([kind]) => kind),
    );
    return movements.map(({ change }, k) => [change, (e.movements as unknown as [string, number][])[k]![1]]);
  },
  stripe_subscriber_churn: (i, e) => [
    [
      churnRates({ atStart: i.activeAtStart!, added: i.newInWindow!, lost: i.churned! }).ofStartAndAdded,
      e.rate!,
    ],
  ],
  baremetrics_user_churn: (i, e) => [
    [churnRate({ atStart: i.active30DaysAgo!, lost: i.cancelledLast30! }), e.rate!],
  ],
  baremetrics_nrr: (i, e) => [
    [
      revenueRates({ opening: i.startMrr!, churn: i.churned!, expansion: i.expansion!, contraction: 0 })
        .netRetention,
      e.nrr!,
    ],
  ],
  annual_plan_churn_baremetrics: (i, e) => [
    [churnRate({ atStart: i.active365DaysAgo!, lost: i.cancelled365! }), e.rate!],
  ],
  monthly_to_annual: (i, e) =>
    (i.monthly as number[]).map((rate, k) => [
      convertRate(rate, { kind: "churn", from: "month", to: "year" }),
      (e.annual as number[])[k]!,
    ]),
  annual_to_monthly: (i, e) =>
    (i.annual as number[]).map((rate, k) => [
      convertRate(rate, { kind: "churn", from: "year", to: "month" }),
      (e.monthly as number[])[k]!,
    ]),
  quick_ratio: (i, e) => {
    const input = { new: i.new!, expansion: i.expansion!, churn: i.churned!, contraction: i.contraction! };
    return [[quickRatio(input).withoutReactivation, e.quickRatio!]];
  },
  magic_number: (i, e) => [
    [
      magicNumber({ revenue: i.qRevenue!, previousRevenue: i.prevRevenue!, previousSpend: i.prevSM! }).value,
      e.magic!,
    ],
  ],
  burn_multiple: (i, e) =>
    (i.cases as number[][]).map(([netBurn, gain], k) => [
      burnMultiple({ netBurn: netBurn!, netNewAnnualRecurringRevenue: gain! }),
      (e.multiple as number[])[k]!,
    ]),
  churn_denominators_same_month: (i, e) => {
    const [atStart, added, lostOfAdded] = [i.start!, i.newCustomers!, i.churnedOfNew!];
    const lost = i.churnedOfStart! + lostOfAdded;
    // Everybody who joins or leaves does so in the middle of the month.
    const rates = churnRates({ atStart, added, lost, lostOfAdded, exposure: atStart + (added - lost) / 2 });
    return [
      [rates.ofStart, e.startDenominatorAllChurn!],
      [rates.ofStartExcludingAdded, e.startDenominatorExcludingNew!],
      [rates.ofAverage, e.averageDenominator!],
      [rates.ofStartAndAdded, e.startPlusNew!],
      [rates.perExposure, e.midpointExposureMonths!],
    ];
  },
};

describe("the file of published worked examples", () => {
  const cases = readReference<Case[]>("rates/saas_worked_examples.json");
  it.each(cases)("reproduces $id", ({ id, inputs, expected }) => {
    const pairs = answers[id.replace(/_\d$/, "")]!(inputs, expected);
    expect(pairs.length).toBeGreaterThan(0);
    for (const [actual, wanted] of pairs) expectClose(actual!, wanted, { relative: 1e-13 });
  });
});
