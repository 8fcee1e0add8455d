/** Who leaves next: probabilities for customers who are still there. */
import { check, checkCount } from "../../errors.js";
import { asList } from "../../tables/columns.js";
import { type OpenTable, openRow, openTable, type TableField } from "../../tables/table.js";
import { type CovariateCoding, checkLengths, codedValue, openCovariate } from "./covariate-columns.js";
import { farthest, type HazardModel, lossOf, moved, openModel, type Predictor } from "./predictor.js";

/** Options of a prediction for customers. */
export interface ConditionalChurnOptions<Table = object> {
  /** How many periods ahead: a whole number of 1 or more; default 1, the next period. */
  readonly horizon?: number | undefined;
  /** Field of the whole periods that each has stayed so far; default `tenure`. */
  readonly tenure?: TableField<Table> | undefined;
}

/** One customer who is still there. */
export interface CustomerAtRisk {
  /** Whole periods stayed so far. */
  readonly tenure: number;
  /** The covariates of the model, unless they are given together under `covariates`. */
  readonly [field: string]: unknown;
}

/** Who leaves within the horizon, of customers still there. */
export function conditionalChurn(
  where: string,
  model: HazardModel,
  customers: object,
  { horizon = 1, tenure = "tenure" }: { readonly horizon?: number | undefined; readonly tenure?: unknown },
): number | Float64Array {
  const predictor = openModel(where, model);
  checkCount(where, "options.horizon", horizon, 1);
  check(horizon <= farthest, where, "options.horizon", `must be at most ${farthest}`, horizon);
  const one = isOneCustomer(customers, tenure);
  const table = one ? openRow(where, "customer", customers) : openTable(where, "customers", customers);
  const column = table.column("tenure", tenure);
  const read = openCustomers(where, one ? [customers] : customers, table, predictor.codings);
  const losses = lossesByTenure(where, predictor, horizon);
  const results = new Float64Array(column.length);
  const row = new Float64Array(predictor.coefficients.length);
  for (let i = 0; i < column.length; i++) {
    results[i] = -Math.expm1(-losses(column.at(i), moved(predictor, read.values(i), row), column.name(i)));
  }
  return one ? results[0]! : asList(results);
}

/** Cumulated loss of the periods after a tenure: for a complementary log-log one product, whatever the horizon. */
function lossesByTenure(where: string, predictor: Predictor, horizon: number) {
  const { link, levelAt, lastKnown } = predictor;
  const levels = new Map<number, Float64Array>();
  const whole = `must be a whole number from 0 to ${farthest}`;
  return (tenure: unknown, by: number, name: string): number => {
    let ahead = levels.get(tenure as number);
    if (ahead === undefined) {
      check(
        Number.isSafeInteger(tenure) && (tenure as number) >= 0 && (tenure as number) <= farthest,
        where,
        name,
        whole,
        tenure,
      );
      const from = tenure as number;
      ahead = Float64Array.from({ length: horizon }, (_, k) => levelAt(from + k + 1));
      const rule = `must leave the next ${horizon === 1 ? "period" : `${horizon} periods`} within those for which the fit has levels${Number.isFinite(lastKnown) ? ` (to ${lastKnown})` : ""}: fit time as steps or powers to go beyond`;
      check(!ahead.includes(Number.NEGATIVE_INFINITY), where, name, rule, tenure);
      if (link === "cloglog") ahead = Float64Array.of(ahead.reduce((sum, level) => sum + Math.exp(level), 0));
      levels.set(from, ahead);
    }
    if (link === "cloglog") return ahead[0]! * Math.exp(by);
    let sum = 0;
    for (const level of ahead) sum += lossOf(link, level + by);
    return sum;
  };
}

function isOneCustomer(customers: object, tenure: unknown): boolean {
  if (Array.isArray(customers) || typeof customers !== "object" || customers === null) return false;
  if (typeof tenure !== "string") return false;
  const value = (customers as Readonly<Record<string, unknown>>)[tenure];
  return typeof value === "number";
}

/** Customers with the covariates of a model, read by `i`. */
export function openCustomers(
  where: string,
  customers: object,
  table: OpenTable,
  codings: readonly CovariateCoding[],
) {
  const columns = codings.map(({ name }) => openCovariate(where, customers, table, name));
  const length = table.length() > 0 || columns.length === 0 ? table.length() : columns[0]!.length;
  checkLengths(where, columns, length);
  const values = new Float64Array(codings.length);
  const places = codings.map((coding) =>
    coding.kind === "number"
      ? null
      : new Map([coding.reference, ...coding.levels].map((level, i) => [level, i])),
  );
  return {
    length,
    values(i: number): Float64Array {
      for (let k = 0; k < columns.length; k++) {
        const value = columns[k]!.at(i);
        const place = places[k] === null ? undefined : places[k]?.get(String(value));
        values[k] = place ?? codedValue(where, columns[k]!.name(i), codings[k]!, value);
      }
      return values;
    },
  };
}
