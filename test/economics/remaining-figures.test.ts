/**
 * The figures of the two reference files that the other tests do not hold as numbers of their own: the five articles, claim by
 * claim. The files lie outside the repository; where they are absent these tests are skipped.
 */

import { beforeAll, describe, expect, it } from "vitest";
import { complaintIceberg, excessContacts } from "../../src/economics/churn-cost/complaint-iceberg.js";
import { costOfChurn } from "../../src/economics/churn-cost/cost-of-churn.js";
import { recoveryParadox, serviceRecovery } from "../../src/economics/churn-cost/service-recovery.js";
import { checkClaims } from "../../src/economics/claims/check-claims.js";
import { competingCauses, frechetBounds } from "../../src/economics/evidence/causes.js";
import { attributableChurn, convertEffectSize } from "../../src/economics/evidence/effect-size.js";
import { profitDecomposition } from "../../src/economics/lift/profit-decomposition.js";
import { points, relative } from "../../src/economics/lift/retention-change.js";
import { retentionLift } from "../../src/economics/lift/retention-lift.js";
import { retentionLiftBySegment } from "../../src/economics/lift/segments.js";
import { solveRetentionLift } from "../../src/economics/lift/solve-retention-lift.js";
import { referralLoop } from "../../src/economics/referrals/referral-loop.js";
import { valueWithReferrals } from "../../src/economics/referrals/referral-value.js";
import { churnShock } from "../../src/economics/shocks/churn-shock.js";
import { optimalSpending } from "../../src/economics/spending/optimal-spending.js";
import { blanketProgrammeBreakEven } from "../../src/economics/targeting/break-even.js";
import { campaignProfit } from "../../src/economics/targeting/campaign-profit.js";
import { compareRates } from "../../src/experiments/rates/compare-rates.js";
import { findRoots } from "../../src/math/roots.js";
import * as geometric from "../../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import { expectedLifetime } from "../../src/rates/lifetime.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { lifetimeValueElasticities } from "../../src/value/lifetime-value-elasticities.js";
import { expectClose, readReference } from "../support.js";

// biome-ignore lint/suspicious/noExplicitAny: the files hold trees of many shapes
type Figures = any;

let seed: Figures;
let fixtures: Figures;
const close = (actual: number | null | undefined, expected: number, relative = 1e-9, name = "") =>
  expectClose(actual ?? Number.NaN, expected, { relative, absolute: 1e-12 }, name);
const entries = (figures: Figures): [number[], number][] =>
  Object.entries<number>(figures).map(([key, value]) => [
    (key.match(/\d+(\.\d+)?/g) ?? []).map(Number),
    value,
  ]);
const givenThat = (probability: string, given: string) => ({ probability, given });

describe("the figures of the five articles", () => {
  beforeAll(() => {
    seed = readReference("sensitivity/seed_claims.json");
    fixtures = readReference("sensitivity/economics_fixtures.json");
  });

  it("A: elasticities, and the range of bases between +25% and +95%", () => {
    const section = seed.A_5pct_retention;
    for (const [[retention, discountRate], expected] of entries(section.elasticity_CLV_wrt_r)) {
      const effects = lifetimeValueElasticities({
        margin: 1,
        retention: retention!,
        discountRate: discountRate!,
      });
      close(effects.value?.retention.elasticity, expected);
    }
    for (const [[d], base] of entries(section.r_where_elasticity_is_5_d)) {
      const elasticity = (retention: number) =>
        lifetimeValueElasticities({ margin: 1, retention, discountRate: d! }).value!.retention.elasticity - 5;
      close(findRoots(elasticity, [0.5, 0.99])[0], base, 1e-8);
    }
    for (const [d, bases] of Object.entries<number[]>(section.range_pp))
      for (const [i, gain] of [0.25, 0.95].entries()) {
        const solution = solveRetentionLift({
          ...{ gain, solveFor: "retention", change: points(0.05) },
          ...{ measure: "lifetimeValue", discountRate: Number(d.slice(2)) },
        });
        const base = bases[i]!;
        if (base > 0.95 + 1e-9) expect(solution.roots).toEqual([]);
        else close(solution.roots[0], base);
      }
  });

  it("B: optima of every printed calibration", () => {
    const section = seed.B_5x_6to8x;
    for (const name of ["BD_base", ...[5, 6, 7, 8].map((ratio) => `BD_avg_ratio_${ratio}`)]) {
      const expected = section[name];
      const best = optimalSpending({
        margin: 100,
        acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.05 } },
        retention: { ceiling: 0.7, point: { spend: 10, rate: expected.r_at_spend_10 ?? 0.4 } },
        discountRate: 0.2,
      });
      // The reference was found by a search on the value, flat at its top.
      close(best.retention.spend, expected.R, 1e-6, name);
      close(best.retention.rate, expected.r, 1e-6, name);
      close(best.acquisition.spend, expected.A, 1e-6, name);
      close(best.acquisition.rate, expected.a, 1e-6, name);
      close(best.customerValue, expected.V, 1e-9, name);
      close(best.retention.averageCost, expected.avg_cost_ret, 1e-6, name);
      close(best.acquisition.averageCost, expected.avg_cost_acq, 1e-6, name);
      close(best.averageCostRatio, expected.avg_ratio, 1e-6, name);
      close(best.acquisition.marginalCost, expected.marg_acq, 1e-6, name);
      close(best.retention.marginalCost, expected.marg_ret, 1e-6, name);
    }
    for (const [[times], expected] of entries(section.min_churn_when_all_saved)) {
      const programme = { costPerCustomer: 1 / times!, valuePerSave: 1, churnRate: 0.5 };
      close(blanketProgrammeBreakEven(programme).lowestChurnRate, expected);
    }
  });

  it("C: shares of two causes beside others", () => {
    const section = seed.C_service_vs_price;
    const shares = (other: number) =>
      competingCauses({
        churnRate: 0.2,
        causes: { service: 5 * (1 - other), price: 1 - other, ...(other > 0 ? { other: 6 * other } : {}) },
      }).map(({ share }) => share);
    for (const [[other], expected] of Object.entries<number[]>(section.with_other_share).map(
      ([key, both]) => [[Number(key)], both] as const,
    )) {
      close(shares(other!)[0], expected[0]!);
      close(shares(other!)[1], expected[1]!);
    }
    close(shares(0)[0], section.shares_if_only_two[0]);
    close(shares(0)[1], section.shares_if_only_two[1]);
  });

  it("D: where five times is possible, and whom the leavers are", () => {
    const section = seed.D_dissatisfied_5x;
    const effect = (exposedShare: number) => attributableChurn({ riskRatio: 5, exposedShare });
    close(effect(0.5).highestUnexposedChurn, section.feasible_satisfied_churn_max);
    close(effect(section.dis_share_where_defectors_are_half_dissatisfied).shareOfLeavers, 0.5);
    close(effect(section.dis_share_where_80pct_defectors_satisfied).shareOfLeavers, 0.2);
  });

  it("E: expected purchases, heterogeneity, and the first return of a mixed base", () => {
    const section = seed.E_40pct_satisfied_never_return;
    for (const [[purchases], chance] of entries(section.p_for_expected_purchases))
      close(geometric.expectedLifetime({ theta: 1 - chance }), purchases!);
    for (const [[k], ratio] of entries(section.heterogeneity_ratio_d10)) {
      const parameters = { alpha: 0.4 * k!, beta: 0.6 * k! };
      const value = shiftedBetaGeometric.discountedExpectedLifetime(parameters, { discountRate: 0.1 });
      // The reference summed a finite number of terms.
      close(
        (value as number) / lifetimeValue({ margin: 1, retention: 0.6, discountRate: 0.1 }).value,
        ratio,
        1e-6,
      );
    }
    for (const [[satisfied, others], expected] of entries(section.mixed_first_return)) {
      const { ranges } = checkClaims({
        claims: [
          { probability: "satisfied", equals: satisfied! },
          { ...givenThat("returns", "satisfied"), equals: 0.6 },
          { ...givenThat("returns", "not satisfied"), equals: others! },
        ],
        quantities: [{ probability: "returns" }],
      });
      close(ranges?.[0]?.lower, expected, 1e-9);
      close(ranges?.[0]?.upper, expected, 1e-9);
    }
  });

  it("F: 80% satisfied and 40% leaving, or five times", () => {
    const section = seed.F_bayes_80_40;
    const eighty = { ...givenThat("satisfied", "left"), equals: 0.8 };
    const forty = { ...givenThat("left", "satisfied"), equals: 0.4 };
    const risk = { ratioOf: givenThat("left", "not satisfied"), to: givenThat("left", "satisfied") };
    const both = checkClaims({ claims: [eighty, forty], quantities: [{ probability: "satisfied" }, risk] });
    close(both.ranges?.[0]?.upper, section.s_max, 1e-8);
    close(both.ranges?.[1]?.upper, section.RR_max, 1e-8);
    for (const [share, row] of Object.entries<Record<string, number>>(section.table)) {
      const { ranges } = checkClaims({
        claims: [eighty, forty, { probability: "satisfied", equals: Number(share) }],
        quantities: [{ probability: "left" }, givenThat("left", "not satisfied"), risk],
      });
      close(ranges?.[0]?.lower, row.churn!, 1e-8);
      close(ranges?.[1]?.lower, row.churn_dissat!, 1e-8);
      close(ranges?.[2]?.lower, row.RR_dissat_vs_sat!, 1e-7);
    }
    const even = checkClaims({ claims: [eighty, { ...risk, equals: 1 }] });
    close(even.ranges?.find((_, i) => even.events[i] === "satisfied")?.lower, section.s_where_equal_churn);
    const five = checkClaims({
      claims: [eighty, { ...risk, equals: 5 }],
      quantities: [{ probability: "satisfied" }, givenThat("left", "satisfied")],
    });
    close(five.ranges?.[0]?.lower, section.s_with_80_and_RR5);
    close(five.ranges?.[1]?.upper, section.max_churn_sat_with_RR5, 1e-6);
    expect(checkClaims({ claims: [forty, { ...risk, equals: 5 }] }).feasible).toBe(false);
  });

  it("G: overlaps, what repairing one cause saves, and the claim at the word", () => {
    const section = seed.G_60_70;
    const bounds = frechetBounds([0.6, 0.7]);
    close(bounds.sum, section.sum);
    close(1 - bounds.any.lower, section.neither_max);
    close(bounds.all.independent, section.independent.overlap);
    close(bounds.any.independent, section.independent.union);
    close(1 - bounds.any.independent, section.independent.neither);
    for (const [i, name] of ["indifference", "service"].entries()) {
      const expected = section[`churn_removed_if_${name}_fixed`];
      close(bounds.sole[i]?.lower, expected.min);
      close(bounds.sole[i]?.upper, expected.max);
      close(bounds.sole[i]?.independent, expected.indep);
    }
    const { ranges } = checkClaims({
      claims: [
        { probability: "service", equals: 0.7 },
        { ratioOf: { probability: "service" }, to: { probability: "price" }, equals: 5 },
      ],
      quantities: [{ probability: "price" }],
    });
    close(ranges?.[0]?.lower, section.price_share_if_service70_and_5x);
    close(bounds.any.lower, section.literal_all_customers.churn_at_least);
    close(expectedLifetime(0.7), section.literal_all_customers.expected_life_at_r30);
  });

  it("H: per-period ratios that grow to ten or fifteen times", () => {
    for (const [[times, periods], perPeriod] of entries(seed.H_10_15x.per_period_ratio)) {
      const effect = convertEffectSize({
        kind: "survivalRatio",
        ratio: times!,
        baseline: 0.5,
        horizon: periods!,
      });
      close(effect.relativeRisk, perPeriod);
    }
  });

  it("I: either, both, and whether 67% is more than 64%", () => {
    const section = seed.I_64_67;
    const bounds = frechetBounds([0.64, 0.67]);
    close(bounds.any.lower, section.union[0]);
    close(bounds.any.upper, section.union[1]);
    close(bounds.all.lower, section.inter[0]);
    close(bounds.all.upper, section.inter[1]);
    close(bounds.any.independent, section.indep_union);
    const { chiSquare } = compareRates({ atStart: 1000, lost: 670 }, { atStart: 1000, lost: 640 });
    // The reference divides by the errors of each sample; the test pools them, as equal rates would.
    expectClose(Math.sqrt(chiSquare!), section.z_diff_67_64_independent, { absolute: 0.003 });
  });

  it("J and T: Netflix", () => {
    const shock = (churnRate: number, atEnd: number, counterfactualNet: number) =>
      churnShock({
        churnRate,
        shape: { kind: "step" },
        observed: { atStart: 24.59e6, atEnd, counterfactualNet, periods: 3 },
      });
    const section = seed.J_netflix;
    close(shock(0.045, 23.79e6, 0).evidence?.excessShare, section.share_of_base);
    close(shock(0.045, 23.78e6, 0).evidence?.excessShare, section.actual);
    for (const key of Object.keys(section).filter((name) => name.startsWith("base_monthly"))) {
      const { evidence } = shock(Number(key.split("_")[2]), 23.78e6, 1.8e6);
      close(evidence?.excess, section.excess_vs_counterfactual_net);
      close(evidence?.usualLoss, section[key].baseline_quarter_loss);
      close(evidence?.additions, section[key].gross_adds_if_net_plus1_8M);
      close(evidence?.churnIfAdditionsCame, section[key].quarter_churn_if_gross_adds_unchanged);
      close(evidence?.churnPerPeriodIfAdditionsCame, section[key].monthly_equiv);
    }
    for (const [key, expected] of Object.entries<Record<string, number>>(seed.T_shocks)) {
      if (!key.startsWith("netflix")) continue;
      const missing = expected.share! * 24.59e6;
      const { evidence, hazardRise } = shock(0.0453, 24.59e6 - missing, 0);
      // The reference takes the excess from all customers of the start; those who would have left anyway cannot be missing.
      const usual = -3 * Math.log1p(-0.0453);
      const own = -Math.log1p(Math.expm1(-expected.excess_hazard_quarter!) / Math.exp(-usual));
      expect(own).toBeGreaterThan(expected.excess_hazard_quarter!);
      close(evidence?.excessHazard, own, 1e-9, key);
      close(hazardRise, own / usual, 1e-9, key);
    }
  });

  it("K: New Coke", () => {
    const section = seed.K_newcoke;
    const surge = { contactsPerPeriod: 1500, usualPerPeriod: 400, periods: section.days };
    close(excessContacts(surge).contacts, section.calls_at_1500);
    close(excessContacts(surge).excess, section.excess_over_400_baseline);
    close(excessContacts(surge).z, section.z_1500_vs_400);
    close(excessContacts({ ...surge, overdispersion: 10 }).z, section.overdispersed_phi10);
    close(400_000 - excessContacts(surge).contacts, section.remaining_after_calls);
    close(excessContacts({ ...surge, periods: section.days_needed_for_400k_at_1500 }).contacts, 400_000);
    const affected = (contacts: number, rate: number) =>
      complaintIceberg({ contacts, contactsPerComplainer: [1, 1], complaintRate: [rate, rate] }).affected
        .lower;
    for (const [[rate], expected] of entries(section.iceberg_calls_only))
      close(affected(section.calls_at_1500, rate!), expected);
    close(affected(400_000, 1 / 26), section.multiplier_26);
    // The Census Bureau's 238 million of 1985.
    close(affected(400_000, 0.04) / 238e6, section.us_pop_share_at_4pct, 1e-3);
  });

  it("L: two kinds of customers who refer, and what referrals are worth beside retention", () => {
    const section = seed.L_flip_funnel;
    const expected = section.two_state;
    const loop = referralLoop({
      states: [
        { name: "new", becomes: { loyal: expected.M[1][0] }, refers: { new: expected.M[0][0] } },
        { name: "loyal", becomes: { loyal: expected.M[1][1] }, refers: { new: expected.M[0][1] } },
      ],
    });
    close(loop.growthFactor, expected.lam);
    for (const i of [0, 1]) {
      close(loop.stableShares?.[i], expected.stable[i]);
      close(loop.reproductiveValue![i]! / loop.reproductiveValue![0]!, expected.reproductive[i]);
      for (const j of [0, 1]) {
        close(loop.sensitivities?.[i]?.[j], expected.sensitivity[i][j]);
        close(loop.elasticities?.[i]?.[j], expected.elasticity[i][j]);
      }
    }
    for (const [[retention], critical] of entries(section.critical_q))
      close(referralLoop({ retention: retention!, referrals: 0 }).criticalReferrals, critical);
    const value = (retention: number, referrals: number) =>
      valueWithReferrals({ margin: 1, retention, referrals, discountRate: 0.1 }).value;
    close(value(0.8, 0.05), value(0.85, 0));
  });

  it("M: three meals taken off the bill, and the paradox", () => {
    const section = seed.M_recovery;
    const meals = {
      base: { marginPerVisit: 18, visitsPerPeriod: 6, retention: 0.5, recoveredRetention: 0.7 },
      conservative: { marginPerVisit: 18, visitsPerPeriod: 4, retention: 0.55, recoveredRetention: 0.6 },
      // The reference has no inputs of this one: of 360 a year from a guest, back with 0.45 or 0.75, all five figures follow.
      big: { marginPerVisit: 45, visitsPerPeriod: 8, retention: 0.45, recoveredRetention: 0.75 },
    };
    for (const [name, meal] of Object.entries(meals)) {
      const expected = section[name];
      const recovery = serviceRecovery({
        ...{ ...meal, discountRate: 0.1 },
        ...{ compensationCost: expected.food_cost, compensationPrice: expected.foregone_price },
      });
      close(recovery.gain, expected.gain);
      close(recovery.onCost.returnOnCost, expected.roi_food);
      close(recovery.onPrice.returnOnCost, expected.roi_price);
      close(recovery.onCost.breakEvenRetention, expected.breakeven_r_food);
      close(recovery.onPrice.breakEvenRetention, expected.breakeven_r_price);
    }
    for (const [[withoutFailure, afterRecovery], gain] of entries(section.paradox.example)) {
      const paradox = recoveryParadox({
        ...{ returnWithoutFailure: withoutFailure!, returnAfterRecovery: afterRecovery! },
        ...{ valueOfReturn: 300, compensation: 8 },
      });
      close(paradox.gain, gain, 1e-9);
    }
  });

  it("N: every line of the worksheet, and the company of the fives", () => {
    const expected = seed.N_worksheet_example;
    const cost = costOfChurn({
      ...{ atStart: 1000, departed: 240, returned: 40, firstPurchase: 60, firstPurchaseMargin: 0.4 },
      ...{ lifetime: 5, lifetimeProfit: 600, lifetimeProfitOf: "oneCustomer", acquisitionSpend: 24_000 },
      ...{ newCustomers: 200, complaintCost: 19_200, discountRate: 0.1 },
    });
    close(cost.netLost, expected.net_lost);
    close(cost.acquisitionCost, expected.cac);
    close(cost.profitPerLifetime, expected.profit_per_customer_life);
    close(cost.profitPerPeriod, expected.profit_per_customer_year);
    close(cost.lostProfit, expected.lost_profit_future);
    close(1 - cost.churnRate, expected.implied_r);
    close(cost.replacementCost, expected.replacement_cost);
    close(cost.firstPurchaseOffset, expected.first_purchase_offset);
    close(cost.netReplacementCost, expected.net_replacement_cost);
    close(cost.complaintCost, expected.warranty);
    close(cost.churnRate, expected.churn_rate);
    close(cost.lifetimeFromChurn, expected.life_from_churn);
    close(cost.lifetimeRatio, expected.life_consistency_ratio);
    close(cost.serviceCostPerKept, expected.retention_cost_per_kept_customer);
    close(cost.acquisitionCostRatio, expected.acq_over_ret_ratio);

    const five = expected.company_five;
    const lift = retentionLift({ retention: five.r, change: relative(0.05) });
    close(lift.newRetention, five.r_new);
    close(lift.lifetime, five.life);
    close(lift.newLifetime, five.life_new);
    close(lift.gain, five.gain_contribution);
    close(five.contribution * (1 + lift.gain), five.contribution_new);
    // Acquisition costs the same before and after: 24,000 of 120,000.
    const net = retentionLift({
      ...{ retention: five.r, change: relative(0.05), measure: "profit" },
      fixedCostShare: 24_000 / five.contribution,
    });
    close(net.gain, five.gain_net_of_acq);
    close(five.net_of_acq * (1 + net.gain), five.net_of_acq_new);
    const limited = { retention: five.r, measure: "baseLimited", margin: 120, acquisitionCost: 120 } as const;
    close(retentionLift({ ...limited, change: relative(0.05) }).gain, five.base_limited_gain);
    close(retentionLift({ ...limited, change: points(0.05) }).gain, five.base_limited_pp_gain);
    const effect = attributableChurn({
      ...{ riskRatio: 5, exposedShare: 1 - five.satisfied_share, unexposedChurn: five.churn_sat },
    });
    close(effect.exposedChurn, five.churn_dis);
    close(effect.churnRate, 0.2);
    const causes = competingCauses({ churnRate: 0.2, causes: five.lost_by_cause });
    for (const { cause, share } of causes) close(200 * share, five.lost_by_cause[cause]);
  });

  it("O and P: three kinds of customers, and the base of a growing profile", () => {
    // Kinds that stay with 0.5 and 0.9, half each; and with 0.4, 0.7 and 0.95, four, three and three in ten.
    const kinds = {
      two: [
        [0.5, 0.5],
        [0.9, 0.5],
      ],
      three: [
        [0.4, 0.4],
        [0.7, 0.3],
        [0.95, 0.3],
      ],
    } as const;
    for (const [name, segments] of Object.entries(kinds)) {
      const expected = seed.O_jensen[name];
      const lift = retentionLiftBySegment({
        segments: segments.map(([retention, customers]) => ({ retention, customers })),
        ...{ change: points(0.05), measure: "lifetimeValue", discountRate: 0.1, ceiling: 0.999 },
      });
      close(lift.averageRetention, expected.mean_r);
      close(lift.averageUnderstates, expected.bias);
      close(lift.gainOfAverage, expected.gain_5pp_agg);
      close(lift.gain, expected.gain_5pp_each_capped);
      const survival = (t: number) => segments.reduce((sum, [r, share]) => sum + share * r ** t, 0);
      const terms = { margin: 1, discountRate: 0.1 };
      close(lifetimeValue({ ...terms, survival }).value, expected.mean_clv, 1e-8);
      close(lifetimeValue({ ...terms, retention: lift.averageRetention }).value, expected.clv_mean_r);
      for (const [i, rate] of expected.curve.entries()) close(survival(i + 1) / survival(i), rate);
    }

    // Reichheld's profile. The reference's base of 0.337 for +25% is where the value before the change is 0: a pole, not a root.
    // No base gains as little as 25%; the least is +36.07%, near 0.674, and +95% comes at 0.40314,
    // where a customer hardly pays back. Source: own sums over 800 years (Python).
    const years = (payment: number) => Math.min(payment - 1, 6);
    const gain = (retention: number) =>
      profitDecomposition({
        parts: {
          base: 30,
          purchases: (t) => 6 * years(t),
          costs: (t) => 3 * years(t),
          referrals: (t) => 2.5 * years(t),
          price: (t) => 2 * Math.max(0, years(t) - 1),
        },
        ...{ retention, change: points(0.05), discountRate: 0.1, horizon: 400, acquisitionCost: 51 },
      }).gain;
    const profile = seed.P_reichheld_profile;
    close(gain(0.8), profile["r=0.8"].gain, 1e-9);
    close(gain(0.9), profile["r=0.9"].gain, 1e-9);
    expect(gain(profile.r_for_gain["0.25"])).toBeNull();
    const least = Math.min(...Array.from({ length: 30 }, (_, i) => gain(0.36 + 0.02 * i) ?? Number.NaN));
    close(gain(0.6739424949066745), 0.36070877927480727);
    expect(least).toBeGreaterThan(0.3607);
    close(gain(0.40314096136501043), 0.95, 1e-9);
  });

  it("Q: a campaign by hand", () => {
    const { profit, breakEvenLiftBeforeFixedCost } = campaignProfit({
      ...{ customers: 100_000, targetedShare: 0.1, churnRate: 0.05, lift: 4, acceptance: 0.3 },
      ...{ customerValue: 200, incentive: 10, contactCost: 1, fixedCost: 5000 },
    });
    close(profit, seed.Q_decision.neslin.profit);
    close(breakEvenLiftBeforeFixedCost, seed.Q_decision.neslin.breakeven_lift);
  });

  it("fixtures: residual lifetimes and the rest of the value of a customer", () => {
    for (const name of ["sbg_highend", "sbg_regular"]) {
      const { alpha, beta, DEL_new, DERL_n, S, r } = fixtures[name];
      const terms = { discountRate: 0.1 };
      close(shiftedBetaGeometric.discountedExpectedLifetime({ alpha, beta }, terms), DEL_new);
      for (const [i, n] of [1, 2, 3, 5, 10].entries())
        close(
          shiftedBetaGeometric.discountedExpectedResidualLifetime(
            { alpha, beta },
            { ...terms, renewals: n - 1 },
          ),
          DERL_n[i],
          1e-9,
          `${name} ${n}`,
        );
      for (const i of S.keys()) {
        close(shiftedBetaGeometric.survival({ alpha, beta }, i + 1) as number, S[i]);
        if (r !== undefined)
          close(shiftedBetaGeometric.retentionRate({ alpha, beta }, i + 1) as number, r[i]);
      }
    }
    const {
      margin: m,
      retention,
      discountRate,
    } = {
      ...{ margin: fixtures.inputs.m, retention: fixtures.inputs.r, discountRate: fixtures.inputs.d },
    };
    const effects = lifetimeValueElasticities({ margin: m, retention, discountRate });
    close(effects.value?.discountRate.elasticity, fixtures.elasticities.d);
    close(effects.value!.discountRate.elasticity / discountRate, fixtures.elasticities.d_semi);
  });
});
