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
  readonly #read: ReadStates;
  readonly #terms: Terms;
  readonly #currencies: number;
  /** Customers and amounts: a column of `periods` entries for each count. */
  readonly #monthly: Float64Array;
  readonly #counts: Readonly<Record<"customers" | "pastDue" | "trial" | "paused", Int32Array>>;
  readonly #sums: readonly Float64Array[];
  readonly #numbers: readonly Int32Array[];
  readonly #moved: {
    customer: number[];
    place: number[];
    kind: number[];
    change: number[];
    why: (Why | null)[];
  };

  constructor(read: ReadStates, terms: Terms) {
    const { length } = terms.periods;
    this.#read = read;
    this.#terms = terms;
    this.#currencies = Math.max(1, read.currencyNames.length);
    this.#monthly = new Float64Array(length);
    const column = () => new Int32Array(length);
    this.#counts = { customers: column(), pastDue: column(), trial: column(), paused: column() };
    this.#sums = kinds.map(() => new Float64Array(length));
    this.#numbers = kinds.map(() => new Int32Array(length));
    this.#moved = { customer: [], place: [], kind: [], change: [], why: [] };
  }

  add(history: CustomerHistory): void {
    const { periods } = this.#terms;
    let paid = history.paidEarlier;
    let before: CustomerState = "none";
    let opening = 0;
    const last = Math.min(history.end, periods.length - 1);
    for (let place = history.first; place <= last; place++) {
      const state = history.state(place);
      const closing = this.#worth(history, place, place);
      this.#count(state, place, closing);
      if (place > 0 && (opening > 0 || closing > 0 || before === "paused"))
        this.#move(history, place, { paid, before, state, opening, closing });
      if (closing > 0) paid = true;
      before = state;
      opening = closing;
    }
  }

  /** What a customer pays at a moment, at the rates of that or another one. */
  #worth({ amounts }: CustomerHistory, place: number, ratesOf: number): number {
    let sum = 0;
    for (let currency = 0; currency < this.#currencies; currency++)
      sum += amounts[place * this.#currencies + currency]! * this.#terms.rate(currency, ratesOf);
    return sum;
  }

  #count(state: CustomerState, place: number, closing: number): void {
    this.#monthly[place]! += closing;
    if (closing > 0) this.#counts.customers[place]!++;
    if (state === "pastDue" || state === "trial" || state === "paused") this.#counts[state][place]!++;
  }

  #move(history: CustomerHistory, place: number, step: Step): void {
    const { opening, closing, before, state } = step;
    if (opening === 0 && closing === 0) {
      if (state === "churned") this.#note(history, place, churnFromPause, 0);
      return;
    }
    const revaluation = opening === 0 ? 0 : this.#worth(history, place - 1, place) - opening;
    const changes = movementsOf({ customer: history.customer, opening, closing, revaluation }, step.paid);
    for (const [kind, change] of changes) {
      const paused = (kind === "churn" && state === "paused") || (opening === 0 && before === "paused");
      const told = paused ? (kind === "churn" ? "pause" : "resume") : kind;
      this.#note(history, place, kinds.indexOf(told), change);
    }
  }

  #note(history: CustomerHistory, place: number, kind: number, change: number): void {
    this.#sums[kind]![place]! += change;
    this.#numbers[kind]![place]!++;
    const { customer, place: places, kind: of, change: changes, why } = this.#moved;
    customer.push(history.customer);
    places.push(place);
    of.push(kind);
    changes.push(change);
    why.push(kind === churn || kind === churnFromPause ? history.why(place) : null);
  }

  result(): RevenueStatements {
    const statements = this.#terms.names.map((_, i) => this.#statement(i + 1));
    const fields = { totals: this.#terms.periods.map((_, place) => this.#total(place)), statements };
    let movements: readonly StateMovement[] | null = null;
    const get = () => {
      movements ??= this.#movements();
      return movements;
    };
    // A million objects take longer than all the sums: they are made when they are first asked for.
    Object.defineProperty(fields, "movements", { get, enumerable: true });
    return fields as typeof fields & Pick<RevenueStatements, "movements">;
  }

  #total(place: number): StateTotal {
    const monthly = this.#monthly[place]!;
    const customers = this.#counts.customers[place]!;
    return {
      ...{ period: this.#terms.periods[place]!, monthly, annual: 12 * monthly, customers },
      perCustomer: customers === 0 ? null : monthly / customers,
      pastDue: this.#counts.pastDue[place]!,
      trials: this.#counts.trial[place]!,
      paused: this.#counts.paused[place]!,
    };
  }

  #statement(place: number): StateStatement {
    const { periods, names } = this.#terms;
    const sum = (kind: StateMovementKind) => this.#sums[kinds.indexOf(kind)]![place]!;
    const loss = (kind: StateMovementKind) => Math.abs(sum(kind));
    const count = (kind: StateMovementKind) => this.#numbers[kinds.indexOf(kind)]![place]!;
    return {
      ...{ period: names[place - 1]!, from: periods[place - 1]!, to: periods[place]! },
      opening: this.#monthly[place - 1]!,
      ...{ new: sum("new"), reactivation: sum("reactivation"), resume: sum("resume") },
      ...{ expansion: sum("expansion"), contraction: loss("contraction"), churn: loss("churn") },
      ...{ pause: loss("pause"), currency: sum("currency"), closing: this.#monthly[place]! },
      customersAtStart: this.#counts.customers[place - 1]!,
      ...{ customersNew: count("new"), customersReactivated: count("reactivation") },
      ...{ customersResumed: count("resume"), customersExpanded: count("expansion") },
      ...{ customersContracted: count("contraction"), customersChurned: count("churn") },
      ...{ customersPaused: count("pause"), customersChurnedFromPause: count("churnFromPause") },
      customersAtEnd: this.#counts.customers[place]!,
    };
  }

  #movements(): readonly StateMovement[] {
    const { customer, place, kind, change, why } = this.#moved;
    const order = Uint32Array.from(customer, (_, i) => i).sort((a, b) => place[a]! - place[b]! || a - b);
    return Array.from(order, (i) => ({
      ...{ period: this.#terms.names[place[i]! - 1]!, customer: this.#read.ids[customer[i]!]! },
      ...{ kind: kinds[kind[i]!]!, change: change[i]! },
      ...(why[i] ?? { cause: null, reason: null, feedback: null }),
    }));
  }
}

interface Step {
  /** Whether anything was paid at an earlier moment, or before the first. */
  readonly paid: boolean;
  readonly before: CustomerState;
  readonly state: CustomerState;
  readonly opening: number;
  readonly closing: number;
}
