/** Adds up the movements of customers, one after the other, to statements of recurring revenue. */
import type { PeriodLabel } from "../data/currencies.js";
import type { CustomerHistory } from "./customer-history.js";
import type { CustomerState, ReadStates, Why } from "./read-states.js";
import { movementsOf } from "./revenue-movements.js";
import type {
  RevenueStatements,
  StateMovement,
  StateMovementKind,
  StateStatement,
  StateTotal,
} from "./statement-types.js";

interface Terms {
  readonly rate: (currency: number, period: number) => number;
  readonly periods: readonly string[];
  readonly names: readonly PeriodLabel[];
}

const kinds: readonly StateMovementKind[] = [
  ...(["new", "reactivation", "resume", "expansion", "contraction", "churn", "pause", "currency"] as const),
  "churnFromPause",
];
const [churn, churnFromPause] = [kinds.indexOf("churn"), kinds.indexOf("churnFromPause")];

/** Adds up customers one after the other. */
export class StatementTally {
  private readonly read: ReadStates;
  private readonly terms: Terms;
  private readonly currencies: number;
  /** Customers and amounts: a column of `periods` entries for each count. */
  private readonly monthly: Float64Array;
  private readonly counts: Readonly<Record<"customers" | "pastDue" | "trial" | "paused", Int32Array>>;
  private readonly sums: readonly Float64Array[];
  private readonly numbers: readonly Int32Array[];
  private readonly moved: {
    customer: number[];
    place: number[];
    kind: number[];
    change: number[];
  };
  /** Whether rates never change, so that the same amount is worth the same. */
  private readonly steady: boolean;

  constructor(read: ReadStates, terms: Terms) {
    const { length } = terms.periods;
    this.read = read;
    this.terms = terms;
    this.currencies = Math.max(1, read.currencyNames.length);
    this.monthly = new Float64Array(length);
    const column = () => new Int32Array(length);
    this.counts = { customers: column(), pastDue: column(), trial: column(), paused: column() };
    this.sums = kinds.map(() => new Float64Array(length));
    this.numbers = kinds.map(() => new Int32Array(length));
    this.moved = { customer: [], place: [], kind: [], change: [] };
    this.steady = terms.periods.every((_, place) => {
      for (let c = 0; c < this.currencies; c++) if (terms.rate(c, place) !== terms.rate(c, 0)) return false;
      return true;
    });
  }

  add(history: CustomerHistory): void {
    const { periods } = this.terms;
    let paid = history.paidEarlier;
    let before: CustomerState = "none";
    let opening = 0;
    const last = Math.min(history.end, periods.length - 1);
    for (let place = history.first; place <= last; place++) {
      const state = history.state(place);
      const closing = this.worth(history, place, place);
      this.count(state, place, closing);
      // Most customers pay at most moments what they paid before.
      const same = this.steady && closing === opening && closing > 0;
      if (place > 0 && !same && (opening > 0 || closing > 0 || before === "paused"))
        this.move(history, place, { paid, before, state, opening, closing });
      if (closing > 0) paid = true;
      before = state;
      opening = closing;
    }
  }

  /** What a customer pays at a moment, at the rates of that or another one. */
  private worth({ amounts }: CustomerHistory, place: number, ratesOf: number): number {
    let sum = 0;
    for (let currency = 0; currency < this.currencies; currency++)
      sum += amounts[place * this.currencies + currency]! * this.terms.rate(currency, ratesOf);
    return sum;
  }

  private count(state: CustomerState, place: number, closing: number): void {
    this.monthly[place]! += closing;
    if (closing > 0) this.counts.customers[place]!++;
    if (state === "pastDue" || state === "trial" || state === "paused") this.counts[state][place]!++;
  }

  private move(history: CustomerHistory, place: number, step: Step): void {
    const { opening, closing, before, state } = step;
    if (opening === 0 && closing === 0) {
      if (state === "churned") this.note(history, place, churnFromPause, 0);
      return;
    }
    const revaluation = opening === 0 ? 0 : this.worth(history, place - 1, place) - opening;
    const changes = movementsOf({ customer: history.customer, opening, closing, revaluation }, step.paid);
    for (const [kind, change] of changes) {
      const paused = (kind === "churn" && state === "paused") || (opening === 0 && before === "paused");
      const told = paused ? (kind === "churn" ? "pause" : "resume") : kind;
      this.note(history, place, kinds.indexOf(told), change);
    }
  }

  private note(history: CustomerHistory, place: number, kind: number, change: number): void {
    this.sums[kind]![place]! += change;
    this.numbers[kind]![place]!++;
    const { customer, place: places, kind: of, change: changes } = this.moved;
    customer.push(history.customer);
    places.push(place);
    of.push(kind);
    changes.push(change);
  }

  result(why: WhyLost): RevenueStatements {
    const statements = this.terms.names.map((_, i) => this.statement(i + 1));
    const fields = { totals: this.terms.periods.map((_, place) => this.total(place)), statements };
    let movements: readonly StateMovement[] | null = null;
    const get = () => {
      movements ??= this.movements(why);
      return movements;
    };
    // A million objects take longer than all the sums: they are made when they are first asked for.
    Object.defineProperty(fields, "movements", { get, enumerable: true });
    return fields as typeof fields & Pick<RevenueStatements, "movements">;
  }

  private total(place: number): StateTotal {
    const monthly = this.monthly[place]!;
    const customers = this.counts.customers[place]!;
    return {
      ...{ period: this.terms.periods[place]!, monthly, annual: 12 * monthly, customers },
      perCustomer: customers === 0 ? null : monthly / customers,
      pastDue: this.counts.pastDue[place]!,
      trials: this.counts.trial[place]!,
      paused: this.counts.paused[place]!,
    };
  }

  private statement(place: number): StateStatement {
    const { periods, names } = this.terms;
    const sum = (kind: StateMovementKind) => this.sums[kinds.indexOf(kind)]![place]!;
    const loss = (kind: StateMovementKind) => Math.abs(sum(kind));
    const count = (kind: StateMovementKind) => this.numbers[kinds.indexOf(kind)]![place]!;
    return {
      ...{ period: names[place - 1]!, from: periods[place - 1]!, to: periods[place]! },
      opening: this.monthly[place - 1]!,
      ...{ new: sum("new"), reactivation: sum("reactivation"), resume: sum("resume") },
      ...{ expansion: sum("expansion"), contraction: loss("contraction"), churn: loss("churn") },
      ...{ pause: loss("pause"), currency: sum("currency"), closing: this.monthly[place]! },
      customersAtStart: this.counts.customers[place - 1]!,
      ...{ customersNew: count("new"), customersReactivated: count("reactivation") },
      ...{ customersResumed: count("resume"), customersExpanded: count("expansion") },
      ...{ customersContracted: count("contraction"), customersChurned: count("churn") },
      ...{ customersPaused: count("pause"), customersChurnedFromPause: count("churnFromPause") },
      customersAtEnd: this.counts.customers[place]!,
    };
  }

  private movements(why: WhyLost): readonly StateMovement[] {
    const { customer, place, kind, change } = this.moved;
    const none: Why = { cause: null, reason: null, feedback: null };
    return inOrder(place, this.terms.periods.length).map((i): StateMovement => {
      const lost = kind[i] === churn || kind[i] === churnFromPause;
      const { cause, reason, feedback } = lost ? why(customer[i]!, place[i]!) : none;
      return {
        period: this.terms.names[place[i]! - 1]!,
        customer: this.read.ids[customer[i]!]!,
        kind: kinds[kind[i]!]!,
        change: change[i]!,
        cause,
        reason,
        feedback,
      };
    });
  }
}

/** Why a customer pays nothing at a moment. */
type WhyLost = (customer: number, place: number) => Why;

/** The movements by period, those of one in the order in which they were noted, by counting. */
function inOrder(places: readonly number[], periods: number): number[] {
  const next = new Int32Array(periods + 1);
  for (const place of places) next[place + 1]!++;
  for (let place = 0; place < periods; place++) next[place + 1]! += next[place]!;
  const order: number[] = Array.from({ length: places.length }, () => 0);
  for (const [i, place] of places.entries()) order[next[place]!++] = i;
  return order;
}

interface Step {
  /** Whether anything was paid at an earlier moment, or before the first. */
  readonly paid: boolean;
  readonly before: CustomerState;
  readonly state: CustomerState;
  readonly opening: number;
  readonly closing: number;
}
