/** Follows each customer through moments: what is paid at each, in which state, and why it ended. */
import { rowsByCustomer } from "../data/event-log.js";
import { type CustomerState, type ReadStates, rowKinds, type Why } from "./read-states.js";

/** A customer at the moments asked for; the same object is filled for one customer after the other. */
export interface CustomerHistory {
  /** The customer's code. */
  customer: number;
  /** First moment at which a row shows, and the one after the last at which anything changes. */
  first: number;
  end: number;
  /** Monthly amount at each moment in each currency: entry `moment * currencies + currency`. */
  readonly amounts: Float64Array;
  /** Whether anything was paid before the first moment. */
  paidEarlier: boolean;
  /** State at a moment of the stretch from `first` to `end`, and after it. */
  state(moment: number): CustomerState;
}

const unknown: Why = { cause: "unknown", reason: null, feedback: null };

/** Calls `visit` for each customer in order of first appearance; `moments` ascend. The function that it returns says why a customer pays nothing at a moment. */
export function followCustomers(
  read: ReadStates,
  moments: Float64Array,
  visit: (history: CustomerHistory) => void,
): (customer: number, moment: number) => Why {
  const { codes, ids } = read;
  const currencies = Math.max(1, read.currencyNames.length);
  const { starts: bounds, order } = rowsByCustomer(codes, ids.length);
  const rowsOf = (customer: number) => order.subarray(bounds[customer], bounds[customer + 1]);
  const amounts = new Float64Array(moments.length * currencies);
  const flags = new Uint8Array(moments.length + 1);
  const laid = { amounts, flags, first: 0, end: 0, firstPaid: 0, trialOver: 0 };
  const history: CustomerHistory = {
    ...{ customer: 0, first: 0, end: 0, amounts, paidEarlier: false },
    state: (moment) => stateOf(flags[moment]!, moments[moment]!, laid),
  };
  for (let customer = 0; customer < ids.length; customer++) {
    layRows(read, rowsOf(customer), { moments, laid, currencies });
    const { first, end } = laid;
    history.customer = customer;
    history.first = first;
    history.end = end;
    history.paidEarlier = laid.firstPaid < moments[0]!;
    visit(history);
    if (first < end) {
      amounts.fill(0, first * currencies, end * currencies);
      flags.fill(0, first, end);
    }
  }
  return (customer, moment) => explain(read, rowsOf(customer), moments[moment]!);
}

/** The rows of a customer, laid beside each other in time. */
interface LaidRows extends Past {
  readonly amounts: Float64Array;
  /** Bit `kind` is set at a moment within a row of that kind. */
  readonly flags: Uint8Array;
  first: number;
  end: number;
  firstPaid: number;
  trialOver: number;
}

interface Clock {
  readonly moments: Float64Array;
  readonly laid: LaidRows;
  readonly currencies: number;
}

function layRows(
  { kinds, starts, ends, monthly, currencies: codes }: ReadStates,
  rows: Int32Array,
  { moments, laid, currencies }: Clock,
): void {
  laid.firstPaid = laid.trialOver = Number.POSITIVE_INFINITY;
  laid.first = moments.length;
  laid.end = 0;
  for (const row of rows) {
    const kind = kinds[row]!;
    const [start, end] = [starts[row]!, ends[row]!];
    const from = firstMoment(moments, start);
    const to = firstMoment(moments, end);
    if (from < laid.first) laid.first = from;
    if (to > laid.end) laid.end = to;
    const pays = kind === rowKinds.paying || kind === rowKinds.pastDue;
    if (pays && end > start && start < laid.firstPaid) laid.firstPaid = start;
    if (kind === rowKinds.trial && end < laid.trialOver) laid.trialOver = end;
    const currency = codes === null ? 0 : codes[row]!;
    for (let moment = from; moment < to; moment++) {
      laid.flags[moment]! |= 1 << kind;
      if (pays) laid.amounts[moment * currencies + currency]! += monthly[row]!;
    }
  }
}

/** The first moment at or after an instant, or the number of moments. */
function firstMoment(moments: Float64Array, instant: number): number {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (moments[middle]! < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Past {
  /** When something was first paid for; Infinity if never. */
  readonly firstPaid: number;
  /** When the first trial was over; Infinity if none was. */
  readonly trialOver: number;
}

function stateOf(flags: number, moment: number, { firstPaid, trialOver }: Past): CustomerState {
  if (flags & (1 << rowKinds.pastDue)) return "pastDue";
  if (flags & (1 << rowKinds.paying)) return "active";
  if (flags & (1 << rowKinds.paused)) return "paused";
  if (flags & (1 << rowKinds.trial)) return "trial";
  if (firstPaid < moment) return "churned";
  // A trial that was given up is over when it would have been, and none in between.
  if (flags & (1 << rowKinds.none)) return "none";
  if (trialOver <= moment) return "trialExpired";
  return flags & (1 << rowKinds.free) ? "free" : "none";
}

/**
 * Why a customer pays nothing at a moment: what a row that does not count says of itself, else what the paid row that ended last
 * says of its end.
 */
function explain({ kinds, starts, ends, why }: ReadStates, rows: Int32Array, moment: number): Why {
  let latest: Why | null = null;
  let latestEnd = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const kind = kinds[row]!;
    if (kind === rowKinds.churned && starts[row]! <= moment && moment < ends[row]!) return why(row);
    if (kind !== rowKinds.paying && kind !== rowKinds.pastDue) continue;
    const end = ends[row]!;
    if (end > moment || end < latestEnd) continue;
    // Of rows that end together, one that knows why.
    if (end > latestEnd || latest?.cause === null) latest = why(row);
    latestEnd = end;
  }
  if (latest !== null && latest.cause !== null) return latest;
  return latest === null || latest.reason === null
    ? unknown
    : { cause: "unknown", reason: latest.reason, feedback: latest.feedback };
}
