/** How fast each cause takes those who are left. */
import { checkOptions } from "../../errors.js";
import { countAtRisk } from "../../inference/product-limit.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import type { TableField } from "../../tables/table.js";
import {
  type CumulativeHazard,
  hazardOptions,
  makeHazard,
  type NelsonAalenOptions,
  readHazardData,
} from "../nelson-aalen.js";
import { tieTolerance } from "../survival-data.js";
import { eventsOf } from "./aalen-johansen.js";
import { type CauseFields, causeFields, readCauses } from "./cause-data.js";

/** Options of `causeSpecificHazards`. */
export interface CauseSpecificOptions<Table> extends NelsonAalenOptions<Table>, CauseFields<Table> {
  /** Field of whether it ended (true or 1) or had not yet (false or 0); read if given, or if there is a field `event`. */
  readonly event?: TableField<Table> | undefined;
}

/** The cumulative hazard of one cause. */
export interface CauseSpecificHazard {
  /** Label of the cause. */
  readonly cause: GroupLabel;
  /** Its cumulative hazard: losses to other causes end the watch. */
  readonly hazard: CumulativeHazard;
}

const where = "causeSpecificHazards";

/**
 * Cumulative hazard of each of several causes: how fast customers who are still there leave by it.
 *
 * A hazard does not say how many leave by a cause in the end, which depends on the others too: that is `aalenJohansen`. To test
 * whether groups differ in one hazard, give `logRankTest` that cause as the event and take the others for censored.
 *
 * Formula: H_c(t) = Σ d_cᵢ/nᵢ over tᵢ ≤ t; errors, ties and intervals as in `nelsonAalen`.
 *
 * @param data - Rows or columns, as `aalenJohansen` takes them.
 * @param options - Those of `nelsonAalen`, `cause` and `unknownCause`.
 * @returns One cumulative hazard for each cause, in order of first appearance; their sum is that of all losses.
 * @throws {InvalidInputError} As `nelsonAalen`; or if an end has no cause, or a censored row one.
 * @throws {InsufficientDataError} If there are no rows, or no event has a cause.
 * @see Kalbfleisch & Prentice (2002), "The Statistical Analysis of Failure Time Data", section 8.2.
 *
 * @example
 * const tenures = {
 *   duration: [1, 2, 3, 3, 4, 5, 6, 6, 8, 9],
 *   cause: ["card", "left", "left", null, "card", "left", null, "left", "card", null],
 * };
 * causeSpecificHazards(tenures).map(({ cause, hazard }) => [cause, hazard.steps.at(-1)?.cumulativeHazard]);
 * // ≈ [["card", 0.767], ["left", 0.686]]
 */
export function causeSpecificHazards<Table extends object>(
  data: Table,
  options: CauseSpecificOptions<Table> = {},
): CauseSpecificHazard[] {
  checkOptions(where, options, [...hazardOptions, ...causeFields]);
  const causes = readCauses(where, data, options);
  const read = readHazardData(where, data, options, causes.eventOf);
  const table = read.rows ?? countAtRisk(read, tieTolerance);
  return causes.labels.map((cause, code) => {
    const counts = { ...table, events: eventsOf(read, table, { causes, code }) };
    const events = read.events.map((_, row) => (causes.codes[row] === code ? 1 : 0));
    return {
      cause,
      hazard: makeHazard({ ...read, events, counts, rows: read.rows === null ? null : counts }),
    };
  });
}
