/**
 * The history of each customer, gathered while the orders go by: a few numbers per customer are kept, and no purchase but the
 * latest of each.
 */
import { piece } from "../pieces.js";
import type { Calendar } from "../tables/calendar.js";
import {
  blockOf,
  blockSize,
  blockSorter,
  type OrderBlock,
  type OrderColumns,
  partitionOrders,
} from "./order-blocks.js";

/** Orders, and the clock that their histories are told by. */
export interface HistoryOrders extends OrderColumns {
  /** Periods within which orders of one customer are one purchase; null to merge nothing. */
  readonly calendar: Calendar | null;
  /** Length of the time unit in milliseconds. */
  readonly unit: number;
  /** The clock that ages and gaps are read from; null for the instants themselves. */
  readonly clock: ((instant: number) => number) | null;
  /** End of the histories: later purchases are those of the holdout. */
  readonly end: number;
}

/** What a model is told of each customer, in the order of a summary's columns, which say what each means. */
export type HistoryColumns = ReturnType<typeof createWritten>["columns"];

/** The histories of the customers with a purchase at or before the end. */
export interface Histories {
  /** Code of each of these customers, in ascending order. */
  readonly codes: Int32Array;
  readonly columns: HistoryColumns;
  /** Number of purchases after the end, and the sum of their amounts. */
  readonly holdoutFrequency: Float64Array;
  readonly holdoutAmount: Float64Array;
  /** Customers whose first purchase is after the end. */
  readonly acquiredLater: number;
  /** Customers without any purchase. */
  readonly withoutPurchase: number;
}

/** Gathers the history of each customer. */
export function gatherHistories(orders: HistoryOrders): Histories {
  const blocks = partitionOrders(orders);
  const sort = piece(() => blockSorter(blocks));
  const state = piece(createState);
  const written = piece(() => createWritten(orders.customers));
  for (let b = 0; b + 1 < blocks.bounds.length; b++)
    piece(() => {
      reset(state);
      if (!replay(blockOf(blocks, b), state, orders)) {
        reset(state);
        replay(sort(b), state, orders);
      }
      writeBlock(b * blockSize, state, orders, written);
    });
  const { rows, acquiredLater, columns } = written;
  const cut = <Column extends Int32Array | Float64Array>(column: Column): Column =>
    (column.length === rows ? column : piece(() => column.slice(0, rows))) as Column;
  const cutColumns = Object.entries(columns).map(([name, column]) => [name, cut(column)]);
  return {
    codes: cut(written.codes),
    columns: Object.fromEntries(cutColumns) as HistoryColumns,
    holdoutFrequency: cut(written.holdoutFrequency),
    holdoutAmount: cut(written.holdoutAmount),
    acquiredLater,
    withoutPurchase: orders.customers - rows - acquiredLater,
  };
}

/** What is known of the customers of a block. */
interface State {
  /** Purchases up to the end of the histories, and after it. */
  readonly purchases: Int32Array;
  readonly later: Int32Array;
  readonly laterAmount: Float64Array;
  /** Sum of the logarithms of gaps that are no longer in the product below. */
  readonly logGaps: Float64Array;
  /** For each customer a row of the numbers below, side by side so that an order finds them together. */
  readonly values: Float64Array;
}

const width = 12;
/** Time and amount of the latest order. */
const orderTime = 0;
const orderAmount = 1;
/** Readings of the clock at the first and the latest purchase, and the end of the period of the latter. */
const first = 2;
const latest = 3;
const periodEnd = 4;
/** Product of the latest gaps: one logarithm for as many as a product can hold. */
const product = 5;
/** Amounts of the purchase at hand, of the first one, and of the repeat purchases before the one at hand. */
const amountNow = 6;
const firstAmount = 7;
const repeats = 8;
/** Time of the first purchase. */
const firstTime = 9;
/** Mean of the amounts of the repeat purchases before the one at hand, and the sum of their squared deviations from it. */
const repeatMean = 10;
const repeatSquares = 11;

function createState(): State {
  return {
    purchases: new Int32Array(blockSize),
    later: new Int32Array(blockSize),
    laterAmount: new Float64Array(blockSize),
    logGaps: new Float64Array(blockSize),
    values: new Float64Array(width * blockSize),
  };
}

function reset({ purchases, later, laterAmount, logGaps, values }: State): void {
  for (const column of [purchases, later, laterAmount, logGaps, values]) column.fill(0);
  for (let at = 0; at < values.length; at += width) {
    values[at + orderTime] = Number.NEGATIVE_INFINITY;
    values[at + periodEnd] = Number.NEGATIVE_INFINITY;
  }
}

/**
 * Takes the orders of a block one after another; false, and nothing done to rely on, where a customer's are not in the order
 * of time, or simultaneous ones not in that of their amounts, on which the last bits of sums depend.
 */
function replay(
  { from, to, codes, records }: OrderBlock,
  state: State,
  { calendar, unit, clock, end }: HistoryOrders,
): boolean {
  const { purchases, later, values } = state;
  // The period of the latest order: in a log in order, that of the next one too.
  let [periodStart, nextStart] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = from; i < to; i++) {
    const customer = codes[i]!;
    const at = customer * width;
    const time = records[2 * i]!;
    const amount = records[2 * i + 1]!;
    const before = values[at + orderTime]!;
    if (time <= before && (time < before || amount < values[at + orderAmount]!)) return false;
    values[at + orderTime] = time;
    values[at + orderAmount] = amount;
    if (time < values[at + periodEnd]!) {
      values[at + amountNow]! += amount;
      continue;
    }
    closePurchase(state, customer);
    if (calendar !== null && !(time >= periodStart && time < nextStart)) {
      const period = calendar.indexOf(time);
      periodStart = calendar.starts[period]!;
      nextStart = calendar.starts[period + 1]!;
    }
    values[at + periodEnd] = nextStart;
    values[at + amountNow] = amount;
    if (time > end) later[customer]!++;
    else {
      let reading = clock === null ? time : clock(time);
      if (purchases[customer]!++ === 0) {
        values[at + firstTime] = time;
        values[at + first] = reading;
        values[at + product] = 1;
      } else {
        const gap = reading - values[at + latest]!;
        // While an hour repeats, the clock stands for ages, but a gap is what has passed.
        addGap(state, customer, (gap > 0 ? gap : time - before) / unit);
        reading = Math.max(reading, values[at + latest]!);
      }
      values[at + latest] = reading;
    }
  }
  return true;
}

/** Adds the amount of the purchase at hand, which no order can join any more, to where it belongs. */
function closePurchase({ purchases, later, laterAmount, values }: State, customer: number): void {
  const at = customer * width;
  const amount = values[at + amountNow]!;
  if (later[customer]! > 0) laterAmount[customer]! += amount;
  else if (purchases[customer]! > 1) {
    values[at + repeats]! += amount;
    const ahead = amount - values[at + repeatMean]!;
    values[at + repeatMean]! += ahead / (purchases[customer]! - 1);
    values[at + repeatSquares]! += ahead * (amount - values[at + repeatMean]!);
  } else values[at + firstAmount] = amount;
}

function addGap({ logGaps, values }: State, customer: number, gap: number): void {
  const at = customer * width + product;
  const total = values[at]! * gap;
  if (total > 1e-100 && total < 1e100) values[at] = total;
  else {
    logGaps[customer]! += Math.log(total);
    values[at] = 1;
  }
}

function createWritten(length: number) {
  const column = () => new Float64Array(length);
  return {
    rows: 0,
    acquiredLater: 0,
    codes: new Int32Array(length),
    columns: {
      frequency: column(),
      recency: column(),
      T: column(),
      monetaryValue: column(),
      monetaryVariance: column(),
      totalAmount: column(),
      sumLogGaps: column(),
      firstPurchase: column(),
    },
    holdoutFrequency: column(),
    holdoutAmount: column(),
  };
}

/** Writes the histories of the customers of a block, the first of whom has the code `code`. */
function writeBlock(
  code: number,
  state: State,
  { customers, amounts, unit, clock, end }: HistoryOrders,
  written: ReturnType<typeof createWritten>,
): void {
  const { purchases, later, laterAmount, logGaps, values } = state;
  const { columns } = written;
  const size = Math.min(blockSize, customers - code);
  const lastReading = clock === null ? end : clock(end);
  for (let c = 0; c < size; c++) {
    const repeat = purchases[c]! - 1;
    if (repeat < 0) {
      if (later[c]! > 0) written.acquiredLater++;
      continue;
    }
    closePurchase(state, c);
    const at = c * width;
    const row = written.rows++;
    const gaps = logGaps[c]! + Math.log(values[at + product]!);
    written.codes[row] = code + c;
    columns.frequency[row] = repeat;
    columns.recency[row] = (values[at + latest]! - values[at + first]!) / unit;
    columns.T[row] = (Math.max(lastReading, values[at + latest]!) - values[at + first]!) / unit;
    columns.monetaryValue[row] = amounts !== null && repeat > 0 ? values[at + repeats]! / repeat : Number.NaN;
    columns.monetaryVariance[row] =
      amounts !== null && repeat > 1 ? values[at + repeatSquares]! / (repeat - 1) : Number.NaN;
    columns.totalAmount[row] =
      amounts !== null ? values[at + repeats]! + values[at + firstAmount]! : Number.NaN;
    // Two orders at one instant that are not merged leave a gap of 0, whose logarithm is none.
    columns.sumLogGaps[row] = Number.isFinite(gaps) ? gaps : Number.NaN;
    columns.firstPurchase[row] = values[at + firstTime]!;
    // Columns that are all 0 take no memory as long as nothing is written to them.
    if (later[c] === 0) continue;
    written.holdoutFrequency[row] = later[c]!;
    written.holdoutAmount[row] = laterAmount[c]!;
  }
}
