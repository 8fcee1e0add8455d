/** What statements of recurring revenue with states consist of. */
import type { PeriodLabel } from "../data/currencies.js";
import type { CustomerId } from "../tables/read-customers.js";
import type { RevenueMovementKind, RevenueStatement } from "./revenue-movements.js";

/** What happened to a customer's recurring revenue between two moments, pauses told apart. */
export type StateMovementKind = RevenueMovementKind | "pause" | "resume" | "churnFromPause";

/** The movement of one customer's recurring revenue between two moments. */
export interface StateMovement {
  /** The period in which it happened, as its statement names it. */
  readonly period: PeriodLabel;
  /** The customer. */
  readonly customer: CustomerId;
  /** What happened. */
  readonly kind: StateMovementKind;
  /** Change of the monthly amount, with its sign; 0 for `churnFromPause`, whose revenue showed as the pause. */
  readonly change: number;
  /** Why, of a churn; `unknown` where nothing says so, null for other movements. */
  readonly cause: string | null;
  /** The vendor's reason of a churn. */
  readonly reason: string | null;
  /** What the customer said. */
  readonly feedback: string | null;
}

/** A revenue statement with pauses: closing = opening + new + reactivation + resume + expansion - contraction - churn - pause + currency. */
export interface StateStatement extends RevenueStatement {
  /** Revenue of customers who paused, as a positive amount. */
  readonly pause: number;
  /** Revenue of customers who came back from a pause. */
  readonly resume: number;
  /** Customers who paused. */
  readonly customersPaused: number;
  /** Customers who came back from a pause. */
  readonly customersResumed: number;
  /** Customers who left while they paused. */
  readonly customersChurnedFromPause: number;
}

/** Customers and recurring revenue at a moment. */
export interface StateTotal {
  /** The moment, an ISO string in UTC. */
  readonly period: string;
  /** Monthly recurring revenue, in the currency of the report where there are exchange rates. */
  readonly monthly: number;
  /** Annual recurring revenue: twelve times the monthly. */
  readonly annual: number;
  /** Customers who pay: those in arrears among them. */
  readonly customers: number;
  /** Monthly revenue per customer; null if there is none. */
  readonly perCustomer: number | null;
  /** Customers with an unpaid invoice. */
  readonly pastDue: number;
  /** Customers on trial who pay nothing else. */
  readonly trials: number;
  /** Customers who paused everything. */
  readonly paused: number;
}

/** Statements, movements and totals from subscriptions. */
export interface RevenueStatements {
  /** One total for each moment. */
  readonly totals: readonly StateTotal[];
  /** One statement for each stretch between two moments. */
  readonly statements: readonly StateStatement[];
  /** Every movement of every customer, in order of period and of first appearance; made when first asked for. */
  readonly movements: readonly StateMovement[];
}
