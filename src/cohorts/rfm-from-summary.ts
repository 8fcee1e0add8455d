/** Recency, frequency and monetary value of customers that are summarised already. */

import {
  check,
  checkChoice,
  checkCount,
  checkObject,
  checkOptions,
  checkSufficient,
  isDense,
  isList,
} from "../errors.js";
import { asLists } from "../tables/columns.js";
import type { CustomerId } from "../tables/read-customers.js";
import { scoreOf, segmentOf } from "./rfm-scores.js";

/** What `rfmFromSummary` needs of the result of `summarizeTransactions`. */
export interface RfmSummary {
  /** Identifier of each customer; by default their positions. */
  readonly customer?: readonly CustomerId[] | undefined;
  /** Number of repeat purchases of each customer. */
  readonly frequency: ArrayLike<number>;
  /** Age of each customer at the last purchase (t_x); the score is by the time since then, `T - recency`. */
  readonly recency: ArrayLike<number>;
  /** Age of each customer at the end of observation. */
  readonly T: ArrayLike<number>;
  /** Mean amount of the repeat purchases, for `monetary: "meanOfRepeats"`. */
  readonly monetaryValue?: ArrayLike<number> | undefined;
  /** Sum of the amounts of all purchases, for `monetary: "total"`. */
  readonly totalAmount?: ArrayLike<number> | undefined;
}

/** How customers are scored. */
export interface RfmSummaryOptions {
  /** Number of score groups, a whole number from 2 to 10: 5 by default; 3 scores by terciles. */
  readonly groups?: number | undefined;
  /** What the monetary score ranks: `"total"` (default) spend, or the `"meanOfRepeats"`, as Fader, Hardie & Lee do. */
  readonly monetary?: "total" | "meanOfRepeats" | undefined;
  /** `"scored"` (default) with all others, or `"apart"` with scores of 0, the others being scored among themselves. */
  readonly oneTimeBuyers?: "scored" | "apart" | undefined;
}

/** Customers of equal scores. */
export interface RfmCell {
  /** 1 (longest ago) to `groups`; 0 for one-time buyers apart. */
  readonly recencyScore: number;
  /** 1 (fewest repeat purchases) to `groups`. */
  readonly frequencyScore: number;
  /** 1 (least) to `groups`. */
  readonly monetaryScore: number;
  /** Named segment of five-group scores, as `rfm` names it; null for other numbers of groups, and for scores of 0. */
  readonly segment: string | null;
  /** Customers with these scores. */
  readonly customers: number;
  /** Those customers as a fraction of all. */
  readonly share: number;
}

/** One entry per customer, in the order of the summary. */
export interface RfmScores {
  /** The customer. */
  readonly customer: readonly CustomerId[];
  /** 1 (longest ago) to `groups`; 0 for one-time buyers apart. */
  readonly recencyScore: Float64Array;
  /** 1 (fewest repeat purchases) to `groups`. */
  readonly frequencyScore: Float64Array;
  /** 1 (least) to `groups`. */
  readonly monetaryScore: Float64Array;
  /** Position in `cells` of the customer's scores. */
  readonly cell: Float64Array;
}

/** Scores of summarised customers. */
export interface RfmFromSummary {
  /** Number of score groups. */
  readonly groups: number;
  /** The combinations of scores that occur, the best first. */
  readonly cells: readonly RfmCell[];
  /** Scores of each customer, as columns; `toRows` makes rows of them. */
  readonly customers: RfmScores;
}

const where = "rfmFromSummary";

/**
 * RFM scores of customers summarised by `summarizeTransactions`, with the cells that their scores make.
 *
 * It scores what `rfm` scores from the log, and takes terciles and one-time buyers apart as the papers on lifetime value do.
 * Scores rank, they do not forecast: what the customers of a cell are worth is the mean of their model values.
 *
 * Formula: score = 1 + floor(groups × share of customers strictly below); ties share the lower score.
 *
 * @param summary - Columns `{ frequency, recency, T }` with `totalAmount` or `monetaryValue`, as `summarizeTransactions` gives.
 * @param options - `groups`, `monetary`, `oneTimeBuyers`.
 * @returns Cells with counts, and the scores of each customer.
 * @throws {InvalidInputError} If a column is missing, differs in length or holds what is no number, or an option breaks a
 *   rule, or means of repeats are to score one-time buyers, who have none.
 * @throws {InsufficientDataError} If no customer is left to be scored.
 * @see Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
 *   Research 42(4), 415-430, table 2.
 *
 * @example
 * const summary = {
 *   frequency: [0, 2, 5, 1],
 *   recency: [0, 20, 36, 4],
 *   T: [38, 38, 38, 38],
 *   monetaryValue: [NaN, 30, 22, 90],
 * };
 * const terciles = { groups: 3, monetary: "meanOfRepeats", oneTimeBuyers: "apart" } as const;
 * const { cells, customers } = rfmFromSummary(summary, terciles);
 * cells[0];
 * // => { recencyScore: 3, frequencyScore: 3, monetaryScore: 1, segment: null, customers: 1, share: 0.25 }
 * Array.from(customers.recencyScore); // => [0, 2, 3, 1]
 */
export function rfmFromSummary(summary: RfmSummary, options: RfmSummaryOptions = {}): RfmFromSummary {
  checkObject(where, "summary", summary);
  checkOptions(where, options, ["groups", "monetary", "oneTimeBuyers"]);
  const { groups = 5, monetary = "total", oneTimeBuyers = "scored" } = options;
  checkCount(where, "options.groups", groups, 2);
  check(groups <= 10, where, "options.groups", "must be a whole number from 2 to 10", groups);
  checkChoice(where, "options.monetary", monetary, ["total", "meanOfRepeats"]);
  checkChoice(where, "options.oneTimeBuyers", oneTimeBuyers, ["scored", "apart"]);
  const frequency = readColumn(summary, "frequency");
  const { length } = frequency;
  const apart = oneTimeBuyers === "apart";
  const scored = Array.from(frequency.keys()).filter((i) => !apart || frequency[i]! > 0);
  const rule = apart ? "must have repeat purchases" : "must hold a customer";
  checkSufficient(scored.length > 0, where, "summary.frequency", rule, length);
  const money = monetary === "total" ? "totalAmount" : "monetaryValue";
  const scores = [sinceLast(summary, length), frequency, readColumn(summary, money, length, scored)].map(
    (values) => {
      const column = new Float64Array(length);
      const own = scoreOf(
        Float64Array.from(scored, (i) => values[i]!),
        groups,
      );
      scored.forEach((i, k) => {
        column[i] = own[k]!;
      });
      return column;
    },
  ) as [Float64Array, Float64Array, Float64Array];
  return { groups, cells: cellsOf(scores, groups), customers: customersOf(summary, scores) };
}

/** Minus the time since the last purchase, so that more is more recent; rounded, so that equal dates stay ties. */
function sinceLast(summary: RfmSummary, length: number): Float64Array {
  const recency = readColumn(summary, "recency", length);
  const T = readColumn(summary, "T", length);
  const longest = T.reduce((most, age) => Math.max(most, age), 0);
  return recency.map((age, i) => -Math.round(((T[i]! - age) / (longest || 1)) * 1e10));
}

type ScoreColumns = readonly [Float64Array, Float64Array, Float64Array];

/** One number for three scores, in their order of rank. */
const codeOf = ([r, f, m]: ScoreColumns, i: number): number => (r[i]! * 11 + f[i]!) * 11 + m[i]!;

function orderedCodes(scores: ScoreColumns): number[] {
  const codes = new Set(Array.from(scores[0], (_, i) => codeOf(scores, i)));
  return Array.from(codes).sort((a, b) => b - a);
}

function cellsOf(scores: ScoreColumns, groups: number): RfmCell[] {
  const { length } = scores[0];
  const counts = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    const code = codeOf(scores, i);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return orderedCodes(scores).map((code): RfmCell => {
    const monetaryScore = code % 11;
    const frequencyScore = Math.floor(code / 11) % 11;
    const recencyScore = Math.floor(code / 121);
    const customers = counts.get(code)!;
    const named = groups === 5 && recencyScore > 0;
    const segment = named ? segmentOf(recencyScore, frequencyScore) : null;
    return { recencyScore, frequencyScore, monetaryScore, segment, customers, share: customers / length };
  });
}

function customersOf(summary: RfmSummary, scores: ScoreColumns): RfmScores {
  const { length } = scores[0];
  const place = new Map(orderedCodes(scores).map((code, i) => [code, i]));
  const { customer = Array.from({ length }, (_, i) => i) } = summary;
  const rule = `must be an array with as many entries as frequency (${length})`;
  check(isDense(customer) && customer.length === length, where, "summary.customer", rule, customer);
  const [recencyScore, frequencyScore, monetaryScore] = scores;
  const cell = recencyScore.map((_, i) => place.get(codeOf(scores, i))!);
  return asLists({ customer: Array.from(customer), recencyScore, frequencyScore, monetaryScore, cell });
}

type ColumnName = "frequency" | "recency" | "T" | "monetaryValue" | "totalAmount";

/** A column of finite numbers of 0 or more, looked at only where customers are scored by it. */
function readColumn(
  summary: RfmSummary,
  name: ColumnName,
  length?: number,
  scored?: readonly number[],
): Float64Array {
  const column: unknown = summary[name];
  check(isList(column), where, `summary.${name}`, "must be a column of numbers", column);
  const values = column;
  const rule = `must have as many entries as frequency (${length})`;
  check(length === undefined || values.length === length, where, `summary.${name}`, rule, values.length);
  const numbers = new Float64Array(values.length);
  const positions = scored ?? Array.from(numbers.keys());
  for (const i of positions) {
    const value = values[i];
    if (!(typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY))
      check(false, where, `summary.${name}[${i}]`, "must be a finite number of 0 or more", value);
    numbers[i] = value as number;
  }
  return numbers;
}
