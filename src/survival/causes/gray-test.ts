/** Gray's test: do groups lose the same share to a cause? */
import { check, checkNonNegative, checkOptions, checkSufficient } from "../../errors.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import type { TableField } from "../../tables/table.js";
import { countGroups, type GroupCounts } from "../comparison/group-counts.js";
import { type ChiSquareTest, scoreTest } from "../comparison/score-test.js";
import { type DurationFields, durationFields, readGroups, readSurvivalData } from "../survival-data.js";
import { type CauseFields, causeFields, readCauses } from "./cause-data.js";

/** Options of `grayTest`. */
export interface GrayTestOptions<Table> extends Omit<DurationFields<Table>, "timeUnit">, CauseFields<Table> {
  /** Field of whether it ended (true or 1) or had not yet (false or 0); read if given, or if there is a field `event`. */
  readonly event?: TableField<Table> | undefined;
  /** Field of the group, in every row; default `group`. */
  readonly group?: TableField<Table> | undefined;
  /** Field of the stratum: groups are compared within each stratum alone, and the differences summed. */
  readonly strata?: TableField<Table> | undefined;
  /** Power of 1 - F(t⁻) by which times are weighted, 0 or more; default 0, all alike. */
  readonly rho?: number | undefined;
}

/** Gray's test of one cause. */
export interface GrayTest extends ChiSquareTest {
  /** Label of the cause. */
  readonly cause: GroupLabel;
  /** One row for each group, in order of first appearance. */
  readonly groups: readonly GrayGroup[];
}

/** What one group lost to a cause, and what it would have if all were alike. */
export interface GrayGroup {
  /** Label of the group. */
  readonly group: GroupLabel;
  /** Number of observations: the sum of the weights. */
  readonly observations: number;
  /** Losses to the cause, each counted with the weight of its time. */
  readonly observed: number;
  /** Losses to be expected if the incidence of the cause were the same in all groups, counted so too. */
  readonly expected: number;
}

const where = "grayTest";

/**
 * Gray's test: whether groups lose the same share of their customers to a cause, in competition with the others.
 *
 * It compares the curves of `aalenJohansen`. A group can lose fewer to a cause because another takes them first; to compare how
 * fast a cause takes those who are left, use `logRankTest` with that cause as the event.
 *
 * Formula: z_g = Σ (1 - F)^ρ (d_g - d R_g/R), R_g = n_g (1 - F_g(t⁻))/S_g(t⁻), F the incidence of the groups together; its covariance
 * as in Gray's section 3, with its correction for ties.
 *
 * @param data - Rows or columns: `duration`, `cause` (null where censored), `group`, and where needed `event` and `weight` (a count).
 * @param options - Names of the fields, `unknownCause`, `strata`, `rho`.
 * @returns One test for each cause, in order of first appearance.
 * @throws {InvalidInputError} If rows cannot be read, causes and events disagree, or a row was not watched from the start, for
 *   which the test has no form.
 * @throws {InsufficientDataError} If there are not two groups, or no event has a cause.
 * @see Gray (1988), "A class of K-sample tests for comparing the cumulative incidence of a competing risk", Annals of Statistics
 *   16(3), 1141-1154, doi:10.1214/aos/1176350951.
 *
 * @example
 * const tenures = {
 *   duration: [1, 2, 3, 3, 4, 5, 6, 6, 8, 9, 2, 4],
 *   cause: ["card", "left", "left", null, "card", "left", null, "left", "card", null, "left", "left"],
 *   group: ["a", "a", "b", "a", "b", "b", "a", "a", "b", "b", "a", "b"],
 * };
 * grayTest(tenures).map(({ cause, chiSquare, pValue }) => [cause, chiSquare, pValue]);
 * // ≈ [["card", 0.0407, 0.840], ["left", 0.103, 0.748]]
 */
export function grayTest<Table extends object>(
  data: Table,
  options: GrayTestOptions<Table> = {},
): GrayTest[] {
  const fields = durationFields.filter((name) => name !== "timeUnit");
  checkOptions(where, options, [...fields, ...causeFields, "group", "strata", "rho"]);
  const { rho = 0 } = options;
  checkNonNegative(where, "rho", rho);
  const causes = readCauses(where, data, options);
  const read = readSurvivalData(where, data, options, {
    weights: "whole",
    eventOf: causes.eventOf,
    more: (opened) => ({
      group: readGroups(opened, "group", options.group),
      strata: options.strata === undefined ? null : readGroups(opened, "strata", options.strata),
    }),
  });
  const late = read.entries?.findIndex((entry) => entry > 0) ?? -1;
  const name = read.entryColumn?.name(late) ?? "entry";
  check(late < 0, where, name, "must be 0: the test has no form for late entry", read.entries?.[late]);
  const { group, strata } = read.more;
  const observations = new Float64Array(group.labels.length);
  for (let row = 0; row < group.codes.length; row++)
    observations[group.codes[row]!]! += read.weights === null ? 1 : read.weights[row]!;
  const present = observations.filter((number) => number > 0).length;
  checkSufficient(present > 1, where, "data", "must have two groups or more", present);
  const count = (events: Uint8Array) =>
    countGroups(where, {
      ...read,
      events,
      groups: group.codes,
      groupCount: group.labels.length,
      strata: strata?.codes ?? null,
      strataCount: strata?.labels.length ?? 1,
    });
  const all = count(read.events);
  return causes.labels.map((cause, code) => {
    const { lost } = count(read.events.map((_, row) => (causes.codes[row] === code ? 1 : 0)));
    const { observed, score, covariance } = graySums(all, lost, rho);
    const groups = group.labels.flatMap((label, g): GrayGroup[] =>
      observations[g] === 0
        ? []
        : [
            {
              group: label,
              observations: observations[g]!,
              observed: observed[g]!,
              expected: observed[g]! - score[g]!,
            },
          ],
    );
    return { cause, ...scoreTest(score, covariance), groups };
  });
}

interface GraySums {
  readonly observed: Float64Array;
  /** Observed less expected. */
  readonly score: Float64Array;
  readonly covariance: Float64Array;
}

/** The state of the groups just before a time, and their losses at it. */
interface GroupState {
  readonly atRisk: Float64Array;
  /** Lost to the cause, and to others. */
  readonly own: Float64Array;
  readonly other: Float64Array;
  /** Kaplan-Meier of all losses, before and after the time. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Incidence of the cause before the time. */
  readonly incidence: Float64Array;
}

function graySums(counts: GroupCounts, lost: Float64Array, rho: number): GraySums {
  const k = counts.groupCount;
  const sums = {
    observed: new Float64Array(k),
    score: new Float64Array(k),
    covariance: new Float64Array(k * k),
  };
  for (let stratum = 0; stratum + 1 < counts.strata.length; stratum++) {
    const runs = [counts.strata[stratum]!, counts.strata[stratum + 1]!] as const;
    const last = new Float64Array(k * k);
    // What a loss does to later weights is known at the end only: the first walk finds that, the second sums.
    walk(counts, lost, runs, graySteps(k, rho, last));
    walk(counts, lost, runs, graySteps(k, rho, new Float64Array(k * k), { last, sums }));
  }
  return sums;
}

/** Visits the times of loss of a stratum in order. */
function walk(
  counts: GroupCounts,
  lost: Float64Array,
  [from, to]: readonly [number, number],
  visit: (state: GroupState) => void,
): void {
  const { groupCount: k, group, left, bounds } = counts;
  const column = () => new Float64Array(k);
  const state = {
    atRisk: column(),
    own: column(),
    other: column(),
    before: column().fill(1),
    after: column(),
    incidence: column(),
  };
  for (let cell = bounds[from]!; cell < bounds[to]!; cell++) state.atRisk[group[cell]!]! += left[cell]!;
  for (let run = from; run < to; run++) {
    const [begin, end] = [bounds[run]!, bounds[run + 1]!];
    state.own.fill(0);
    state.other.fill(0);
    let any = 0;
    for (let cell = begin; cell < end; cell++) {
      const g = group[cell]!;
      state.own[g]! += lost[cell]!;
      state.other[g]! += counts.lost[cell]! - lost[cell]!;
      any += counts.lost[cell]!;
    }
    if (any > 0) {
      for (let g = 0; g < k; g++) {
        const n = state.atRisk[g]!;
        const share = n > 0 ? (n - state.own[g]! - state.other[g]!) / n : 1;
        state.after[g] = state.before[g]! * share;
      }
      visit(state);
      for (let g = 0; g < k; g++) {
        if (state.atRisk[g]! > 0)
          state.incidence[g]! += (state.before[g]! * state.own[g]!) / state.atRisk[g]!;
        state.before[g] = state.after[g]!;
      }
    }
    for (let cell = begin; cell < end; cell++) state.atRisk[group[cell]!]! -= left[cell]!;
  }
}

interface SecondWalk {
  readonly last: Float64Array;
  readonly sums: GraySums;
}

/**
 * What to do at each time. The score of group i changes with the losses of group k to the cause by a_ik, and through the
 * estimates of S_k and F, on which later weights rest, by `passed`_ik, the sum of a_ik d/(h (1 - F)) from here to the end.
 */
function graySteps(
  k: number,
  rho: number,
  passed: Float64Array,
  second?: SecondWalk,
): (state: GroupState) => void {
  let before = 0;
  const weight = new Float64Array(k);
  const a = new Float64Array(k * k);
  return (state) => {
    const { atRisk, own, other, before: s, incidence } = state;
    const d = own.reduce((sum, each) => sum + each, 0);
    let [total, totalLeft] = [0, 0];
    for (let g = 0; g < k; g++) {
      weight[g] = atRisk[g]! > 0 ? atRisk[g]! / s[g]! : 0;
      total += weight[g]!;
      totalLeft += weight[g]! * (1 - incidence[g]!);
    }
    const left = 1 - before;
    const early = left ** rho;
    const after = before + d / total;
    for (let i = 0; i < k; i++)
      for (let g = 0; g < k; g++) {
        a[i * k + g] = early * weight[i]! * ((i === g ? 1 : 0) - weight[g]! / total);
        passed[i * k + g]! += (a[i * k + g]! * d) / total / left;
      }
    before = after;
    if (second === undefined) return;
    const { last, sums } = second;
    for (let i = 0; i < k; i++) {
      sums.observed[i]! += early * own[i]!;
      sums.score[i]! += early * (own[i]! - (d * weight[i]! * (1 - incidence[i]!)) / totalLeft);
    }
    for (let g = 0; g < k; g++) {
      const n = atRisk[g]!;
      if (n === 0) continue;
      const rest = state.after[g]! > 0 ? (1 - after) / state.after[g]! : 0;
      const tied = d > 1 ? 1 - (d - 1) / (total * s[g]! - 1) : 1;
      const spread = (tied * s[g]! * d) / total / n;
      const tiedOther = other[g]! > 1 ? 1 - (other[g]! - 1) / (n - 1) : 1;
      const spreadOther = (tiedOther * s[g]! ** 2 * other[g]!) / n / n;
      for (let i = 0; i < k; i++)
        for (let j = 0; j < k; j++) {
          const [ig, jg] = [i * k + g, j * k + g];
          const [later, laterOther] = [last[ig]! - passed[ig]!, last[jg]! - passed[jg]!];
          sums.covariance[i * k + j]! +=
            spread * (a[ig]! + (1 - rest) * later) * (a[jg]! + (1 - rest) * laterOther) +
            spreadOther * rest * later * rest * laterOther;
        }
    }
  };
}
