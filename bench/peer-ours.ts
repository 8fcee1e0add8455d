/**
 * Our side of one comparison of `npm run bench:peers`, in a process of its own, so that its peak of memory can be told.
 *
 *     tsx bench/peer-ours.ts <task> <folder of the columns>
 */
import { cohortTable } from "../src/cohorts/cohort-table.js";
import { summarizeTransactions } from "../src/data/summarize-transactions.js";
import * as bgNbd from "../src/models/transactions/beta-geometric/bg-nbd.js";
import * as paretoNbd from "../src/models/transactions/lifetimes/pareto-nbd.js";
import { logRankTest } from "../src/survival/comparison/log-rank-test.js";
import * as discreteTimeHazard from "../src/survival/discrete-time/discrete-time-hazard.js";
import { kaplanMeier } from "../src/survival/kaplan-meier.js";
import { survivalAt } from "../src/survival/survival-at.js";
import { eventSpan, eventStart } from "./made/events.js";
import { printMeasured, readDoubles, readIntegers, sumOf } from "./made/measure.js";
import { salibWork } from "./made/sensitivity.js";
import { cdnowParameters, paretoParameters } from "./made/transactions.js";

const [task = "", folder = ""] = process.argv.slice(2);

function readCustomers() {
  const [frequency, recency, T] = ["frequency", "recency", "T"].map((name) => readDoubles(folder, name));
  return { frequency: frequency!, recency: recency!, T: T! };
}

function fit(model: typeof bgNbd | typeof paretoNbd) {
  const customers = readCustomers();
  return printMeasured(
    () => model.fit(customers),
    ({ logLikelihood }) => ({ logLikelihood }),
  );
}

/** One prediction for each of many customers. */
function predict(of: (customers: ReturnType<typeof readCustomers>) => Float64Array) {
  const customers = readCustomers();
  return printMeasured(
    () => of(customers),
    (values) => ({ sum: sumOf(values) }),
  );
}

function summarize() {
  const orders = {
    customer: readIntegers(folder, "customer"),
    time: readDoubles(folder, "time"),
    amount: readDoubles(folder, "amount"),
  };
  return printMeasured(
    () => summarizeTransactions(orders, { timeUnit: "day", numericTime: "milliseconds" }),
    ({ frequency, recency }) => ({
      customers: frequency.length,
      repeats: sumOf(frequency),
      recency: sumOf(recency),
    }),
  );
}

function countCohorts() {
  const events = { customer: readIntegers(folder, "customer"), time: readDoubles(folder, "time") };
  const asOf = eventStart + eventSpan;
  return printMeasured(
    () => cohortTable(events, { period: "month", asOf, numericTime: "milliseconds" }),
    ({ cells, cohorts }) => {
      const months = new Map(cohorts.map(({ cohort }, i) => [cohort, i]));
      const counted = cells.filter(({ value }) => value !== null && value > 0);
      return Object.fromEntries(
        counted.map(({ cohort, period, value }) => [`${months.get(cohort)} ${period}`, value as number]),
      );
    },
  );
}

function readDurations() {
  const [duration, event, group] = ["duration", "event", "group"].map((name) => readDoubles(folder, name));
  return { duration: duration!, event: event!, group: group! };
}

function drawCurve() {
  const { duration, event } = readDurations();
  const last = duration.reduce((most, each) => Math.max(most, each), 0);
  return printMeasured(
    () => kaplanMeier({ duration, event }),
    (curve) => ({ survival: survivalAt(curve, { time: 0.9 * last }).estimate ?? 0 }),
  );
}

function compareGroups() {
  const data = readDurations();
  return printMeasured(
    () => logRankTest(data),
    ({ chiSquare }) => ({ chiSquare: chiSquare ?? 0 }),
  );
}

function fitHazard(time: "free" | { readonly powers: readonly ["log"] }) {
  const names = ["entry", "duration", "event", "price", "yearly", "usage"];
  const rows = Object.fromEntries(names.map((name) => [name, readDoubles(folder, name)]));
  return printMeasured(
    () => discreteTimeHazard.fit(rows, { covariates: ["price", "yearly", "usage"], time }),
    ({ logLikelihood, parameters }) => ({ logLikelihood, price: parameters.price! }),
  );
}

const tasks: Readonly<Record<string, () => Promise<void>>> = {
  bgNbd: () => fit(bgNbd),
  paretoNbd: () => fit(paretoNbd),
  alive: () => predict((customers) => bgNbd.probabilityAlive(cdnowParameters, customers)),
  purchases: () =>
    predict((customers) => bgNbd.conditionalExpectedTransactions(cdnowParameters, customers, 39)),
  paretoAlive: () => predict((customers) => paretoNbd.probabilityAlive(paretoParameters, customers)),
  paretoPurchases: () =>
    predict((customers) => paretoNbd.conditionalExpectedTransactions(paretoParameters, customers, 39)),
  summarize,
  cohorts: countCohorts,
  curve: drawCurve,
  logRank: compareGroups,
  hazardByMonth: () => fitHazard("free"),
  hazardByLog: () => fitHazard({ powers: ["log"] }),
  sobol: () =>
    printMeasured(
      () => salibWork(65_536),
      () => ({}),
    ),
};
await tasks[task]?.();
