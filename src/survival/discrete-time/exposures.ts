/**
 * Who was watched in which period, by distinct covariates: the form in which a likelihood of discrete time sees data. It depends
 * neither on the order of rows nor on how a customer's time was cut into rows.
 */
import { contentOrder } from "./content-order.js";

/** Rows that each cover the periods from `entries` + 1 to `durations`, the covariates being constant in them. */
export interface IntervalRows {
  readonly durations: Float64Array;
  /** 1 where the customer was lost in the last of those periods. */
  readonly events: Uint8Array;
  readonly entries: Float64Array | null;
  readonly weights: Float64Array | null;
}

/** Runs of periods stayed and periods of loss, by group of equal covariates. */
export interface Exposures {
  /** A row of each group. */
  readonly firstRows: Uint32Array;
  /** The runs of group g are those from `runBounds[g]` to `runBounds[g + 1]`: stayed in periods `runFrom` + 1 to `runTo`. */
  readonly runBounds: Uint32Array;
  readonly runFrom: Uint32Array;
  readonly runTo: Uint32Array;
  readonly runWeight: Float64Array;
  /** The losses of group g are those from `lossBounds[g]` to `lossBounds[g + 1]`. */
  readonly lossBounds: Uint32Array;
  readonly lossPeriod: Uint32Array;
  readonly lossWeight: Float64Array;
  /** The last period in which anybody was watched. */
  readonly lastPeriod: number;
}

/** Groups rows by equal covariates, and adds up who stayed and who was lost in each period. */
export function countExposures(covariates: readonly Float64Array[], rows: IntervalRows): Exposures {
  const spans = joinRows(covariates, rows);
  const { columns, length } = spans;
  const order = contentOrder(columns, length);
  const bounds = groupBounds(columns, order);
  const groups = bounds.length - 1;
  const cells = createCells(length, groups);
  const tally = createTally(spans);
  const firstRows = new Uint32Array(groups);
  for (let g = 0; g < groups; g++) {
    const begin = bounds[g]!;
    const first = order[begin]!;
    if (bounds[g + 1] === begin + 1) cells.addSpan(spans, first);
    else cells.addCounts(tally(order.subarray(begin, bounds[g + 1]!)));
    cells.endGroup(g);
    firstRows[g] = spans.row[first]!;
  }
  return { ...cells.finish(), firstRows, lastPeriod: spans.lastPeriod };
}

/** Stretches of time watched, with the covariates in them. */
interface Spans {
  readonly length: number;
  readonly columns: readonly Float64Array[];
  /** A row of each. */
  readonly row: Uint32Array;
  /** Watched in the periods from `from` + 1 to `to`. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** 1 for those lost in the last of them. */
  readonly lost: Uint8Array;
  readonly weight: Float64Array;
  readonly lastPeriod: number;
}

/** The rows in which somebody was watched; a row that goes on where the one before it ends, with equal covariates, is one with it. */
function joinRows(covariates: readonly Float64Array[], rows: IntervalRows): Spans {
  const { durations, events, entries, weights } = rows;
  const size = durations.length;
  const [row, from, to] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)];
  const [lost, weight] = [new Uint8Array(size), new Float64Array(size)];
  let [length, lastPeriod] = [0, 0];
  for (let i = 0; i < size; i++) {
    const begin = entries === null ? 0 : entries[i]!;
    const each = weights === null ? 1 : weights[i]!;
    const end = durations[i]!;
    if (each === 0 || end <= begin) continue;
    const last = length - 1;
    let goesOn = last >= 0 && to[last] === begin && lost[last] === 0 && weight[last] === each;
    for (let k = 0; goesOn && k < covariates.length; k++)
      goesOn = covariates[k]![i] === covariates[k]![row[last]!];
    const at = goesOn ? last : length++;
    if (!goesOn) {
      row[at] = i;
      from[at] = begin;
      weight[at] = each;
    }
    to[at] = end;
    lost[at] = events[i]!;
    if (end > lastPeriod) lastPeriod = end;
  }
  const columns = covariates.map((column) => gather(column, row, length));
  return { length, columns, row, from, to, lost, weight, lastPeriod };
}

/** Some entries of a column, 0 for -0, which looks otherwise in its bits. */
function gather(column: Float64Array, rows: Uint32Array, length: number): Float64Array {
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = column[rows[i]!]! + 0;
  return values;
}

/** Where the spans of each group begin, and the end of the last. */
function groupBounds(columns: readonly Float64Array[], order: Uint32Array): Uint32Array {
  const bounds = new Uint32Array(order.length + 1);
  let count = 0;
  for (let at = 0; at < order.length; at++) {
    let same = at > 0;
    for (let k = 0; same && k < columns.length; k++)
      same = columns[k]![order[at]!] === columns[k]![order[at - 1]!];
    if (!same) bounds[count++] = at;
  }
  bounds[count] = order.length;
  return bounds.subarray(0, count + 1);
}

/** Weights of those who stayed and who were lost, by period from `first` to `last`. */
interface Counts {
  readonly first: number;
  readonly last: number;
  readonly stayed: Float64Array;
  readonly lost: Float64Array;
}

/** Adds up the spans of one group after another, in the same memory. */
function createTally(spans: Spans) {
  const [stayed, lost] = [new Float64Array(spans.lastPeriod + 2), new Float64Array(spans.lastPeriod + 2)];
  let whole = true;
  for (let i = 0; i < spans.length; i++) if (!Number.isInteger(spans.weight[i]!)) whole = false;
  return (members: Uint32Array): Counts => {
    let [first, last] = [spans.lastPeriod, 0];
    for (const i of members) {
      first = Math.min(first, spans.from[i]! + 1);
      last = Math.max(last, spans.to[i]!);
    }
    stayed.fill(0, first, last + 2);
    lost.fill(0, first, last + 2);
    for (const i of members) {
      const weight = spans.weight[i]!;
      const [begin, end, gone] = [spans.from[i]! + 1, spans.to[i]!, spans.lost[i]!];
      if (gone === 1) lost[end]! += weight;
      if (whole) {
        // Whole numbers are added and taken away without rounding.
        stayed[begin]! += weight;
        stayed[end - gone + 1]! -= weight;
      } else for (let t = begin; t <= end - gone; t++) stayed[t]! += weight;
    }
    if (whole) for (let t = first + 1; t <= last; t++) stayed[t]! += stayed[t - 1]!;
    return { first, last, stayed, lost };
  };
}

/** Room for the cells of all groups: a span can begin a run, end one, and end in a loss. */
function createCells(spans: number, groups: number) {
  const [runBounds, lossBounds] = [new Uint32Array(groups + 1), new Uint32Array(groups + 1)];
  const [runFrom, runTo] = [new Uint32Array(2 * spans), new Uint32Array(2 * spans)];
  const runWeight = new Float64Array(2 * spans);
  const [lossPeriod, lossWeight] = [new Uint32Array(spans), new Float64Array(spans)];
  let [runs, losses] = [0, 0];
  const addRun = (from: number, to: number, weight: number) => {
    runFrom[runs] = from;
    runTo[runs] = to;
    runWeight[runs++] = weight;
  };
  const addLoss = (period: number, weight: number) => {
    lossPeriod[losses] = period;
    lossWeight[losses++] = weight;
  };
  return {
    addSpan({ from, to, lost, weight }: Spans, i: number): void {
      const stop = to[i]! - lost[i]!;
      if (stop > from[i]!) addRun(from[i]!, stop, weight[i]!);
      if (lost[i] === 1) addLoss(to[i]!, weight[i]!);
    },
    addCounts({ first, last, stayed, lost }: Counts): void {
      for (let t = first; t <= last; ) {
        const [from, weight] = [t - 1, stayed[t]!];
        while (t <= last && stayed[t] === weight) t++;
        if (weight > 0) addRun(from, t - 1, weight);
      }
      for (let t = first; t <= last; t++) if (lost[t]! > 0) addLoss(t, lost[t]!);
    },
    endGroup(g: number): void {
      runBounds[g + 1] = runs;
      lossBounds[g + 1] = losses;
    },
    finish: () => ({
      runBounds,
      runFrom: runFrom.subarray(0, runs),
      runTo: runTo.subarray(0, runs),
      runWeight: runWeight.subarray(0, runs),
      lossBounds,
      lossPeriod: lossPeriod.subarray(0, losses),
      lossWeight: lossWeight.subarray(0, losses),
    }),
  };
}

/** Weight of those who stayed and of those who were lost in each period, entry t for period t. */
export function countsByPeriod(exposures: Exposures): { stayed: Float64Array; lost: Float64Array } {
  const { lastPeriod, runFrom, runTo, runWeight, lossPeriod, lossWeight } = exposures;
  const [stayed, lost] = [new Float64Array(lastPeriod + 1), new Float64Array(lastPeriod + 1)];
  for (let i = 0; i < runFrom.length; i++)
    for (let t = runFrom[i]! + 1; t <= runTo[i]!; t++) stayed[t]! += runWeight[i]!;
  for (let i = 0; i < lossPeriod.length; i++) lost[lossPeriod[i]!]! += lossWeight[i]!;
  return { stayed, lost };
}
