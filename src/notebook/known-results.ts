/** The results that have a form of their own: cohort tables and fits. */
import { percentText, type Sheet, textOf } from "./sheet.js";

interface Cell {
  readonly cohort: unknown;
  readonly size: number;
  readonly period: number;
  readonly lastPeriod: number;
  readonly value: number | null;
  readonly rate: number | null;
}

/** What is shown of a cohort table. */
interface Cohorts {
  readonly measure: string;
  /** Left out where only subscriptions say who is retained. */
  readonly definition?: string | undefined;
  readonly period: string;
  readonly asOf: string;
  readonly timeZone: string;
  readonly relativeTo: string;
  readonly cells: readonly Cell[];
}

/** Whether a result is a cohort table. */
export function isCohortTable(result: object): result is Cohorts {
  const { cells, cohorts } = result as Readonly<Record<string, unknown>>;
  if (!Array.isArray(cells) || !Array.isArray(cohorts)) return false;
  const [cell] = cells as readonly unknown[];
  return typeof cell === "object" && cell !== null && "cohort" in cell && "period" in cell && "rate" in cell;
}

/** Cohorts down, periods across, shares as percentages: as people expect a cohort table. */
export function sheetOfCohorts(table: Cohorts, most: number): Sheet {
  const { cells, measure, period } = table;
  const ofCustomers = measure === "customers";
  const cohorts = [...new Set(cells.map(({ cohort }) => cohort))];
  const shown = cohorts.slice(0, Math.max(most, 24));
  const periods = [...new Map(cells.map((cell) => [cell.period, cell.lastPeriod]))];
  const rows = shown.map((cohort) => cells.filter((cell) => cell.cohort === cohort));
  const largest = cells.reduce((most, { rate }) => Math.max(most, rate ?? 0), 0);
  const found = (row: readonly Cell[], at: number) => row.find((cell) => cell.period === at)?.rate ?? null;
  const counted = ofCustomers ? "share of customers retained" : `${measure} by customer`;
  const more =
    cohorts.length > shown.length ? [`the first ${shown.length} of ${cohorts.length} cohorts`] : [];
  return {
    title: `${counted}, by ${period} since the start`,
    head: ["cohort", "size", ...periods.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))],
    rows: rows.map((row, i) => [
      textOf(shown[i] ?? "none"),
      textOf(row[0]?.size),
      ...periods.map(([at]) => (ofCustomers ? percentText(found(row, at)) : textOf(found(row, at)))),
    ]),
    numeric: [false, true, ...periods.map(() => true)],
    shades: rows.map((row) => [
      null,
      null,
      ...periods.map(([at]) => {
        const rate = found(row, at);
        return rate === null || largest === 0 ? null : Math.max(rate, 0) / largest;
      }),
    ]),
    notes: [
      ...more,
      `${table.definition === undefined ? "" : `retained ${table.definition}; `}empty: the period is not over; relative to ${table.relativeTo}; as of ${textOf(table.asOf)}, ${table.timeZone}`,
    ],
  };
}

/** What is shown of a fit. */
interface FitShown {
  readonly model: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly standardErrors: Readonly<Record<string, number | null>>;
  readonly scale: Readonly<Record<string, string>>;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  readonly observations: number;
  readonly timeUnit: string | null;
  readonly warnings: readonly { readonly limitingModel: string | null; readonly lost: readonly string[] }[];
}

/** Whether a result is a fit. */
export function isFit(result: object): result is FitShown {
  return "formatVersion" in result && "standardErrors" in result && "parameters" in result;
}

const normalQuantile = 1.959963984540054;

/** The ends of a 95% interval, taken on the scale of the fit. */
function intervalOf(estimate: number, error: number | null, scale: string | undefined): [string, string] {
  if (error === null) return ["", ""];
  const half = normalQuantile * error;
  if (scale === "log") {
    const factor = Math.exp(half / estimate);
    return [textOf(estimate / factor), textOf(estimate * factor)];
  }
  if (scale === "logit") {
    const odds = Math.log(estimate / (1 - estimate));
    const reach = half / (estimate * (1 - estimate));
    return [textOf(1 / (1 + Math.exp(reach - odds))), textOf(1 / (1 + Math.exp(-reach - odds)))];
  }
  return [textOf(estimate - half), textOf(estimate + half)];
}

/** One row a parameter, with its error and interval. */
export function sheetOfFit(fit: FitShown): Sheet {
  const { logLikelihood, aic, bic, timeUnit } = fit;
  const criteria = `log-likelihood ${textOf(logLikelihood)}, AIC ${textOf(aic)}, BIC ${textOf(bic)}`;
  const warnings = fit.warnings.map(({ limitingModel, lost }) => {
    const model = limitingModel === null ? "a simpler model" : limitingModel;
    return `the data ask for ${model}: ${lost.join(", ")} ${lost.length === 1 ? "has" : "have"} no finite estimate`;
  });
  return {
    title: fit.model,
    head: ["parameter", "estimate", "standard error", "lower 95%", "upper 95%"],
    rows: Object.entries(fit.parameters).map(([name, estimate]) => {
      const error = fit.standardErrors[name] ?? null;
      return [name, textOf(estimate), textOf(error), ...intervalOf(estimate, error, fit.scale[name])];
    }),
    numeric: [false, true, true, true, true],
    shades: null,
    notes: [
      `${textOf(fit.observations)} observations${timeUnit === null ? "" : `, times in ${timeUnit}s`}`,
      criteria,
      ...warnings,
    ],
  };
}
