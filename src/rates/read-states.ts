/** Reads stretches of subscriptions with their states: what is paid, on trial, paused, or over and why. */
import { type CurrencyOptions, readCurrencies } from "../data/currencies.js";
import {
  optionalColumn,
  readSubscriptions,
  type SubscriptionOptions,
  type Subscriptions,
} from "../data/read-subscriptions.js";
import { checkChoice } from "../errors.js";
import { readLabels } from "../tables/read-labels.js";
import { nonNegativeNumbers, readNumbers } from "../tables/read-numbers.js";
import type { OpenColumn, TableField } from "../tables/table.js";

/** The state of a customer at a moment. */
export type CustomerState =
  | "active"
  | "pastDue"
  | "paused"
  | "trial"
  | "churned"
  | "trialExpired"
  | "free"
  | "none";

/** Where a table of subscriptions keeps states and causes. */
export interface StateOptions<Table> extends SubscriptionOptions<Table>, CurrencyOptions<Table> {
  /** Field of the row's state (`active`, `pastDue`, `paused`, `trial`, `churned`, `free`, `ended`); read if given, or if there is a field `state`. Without one, rows are `active`. */
  readonly state?: TableField<Table> | undefined;
  /** Field of the cause of the end; read if given, or if there is a field `cause`. */
  readonly cause?: TableField<Table> | undefined;
  /** Field of the vendor's reason; read if given, or if there is a field `reason`. */
  readonly reason?: TableField<Table> | undefined;
  /** Field of what the customer said; read if given, or if there is a field `feedback`. */
  readonly feedback?: TableField<Table> | undefined;
  /** What a row of amount 0 without a stated state is: nothing (`"none"`, default), a `"trial"`, or a `"free"` plan. */
  readonly zeroAmounts?: "none" | "trial" | "free" | undefined;
}

/** Names of these options, currencies and subscriptions apart. */
export const stateOptions = ["state", "cause", "reason", "feedback", "zeroAmounts"] as const;

/** What a row adds at a moment within it. */
export const rowKinds = {
  nothing: 0,
  paying: 1,
  pastDue: 2,
  paused: 3,
  trial: 4,
  churned: 5,
  free: 6,
  none: 7,
} as const;

/** Stretches of subscriptions, read. */
export interface ReadStates extends Subscriptions {
  readonly monthly: Float64Array;
  /** What each row is, by the numbers of `rowKinds`. */
  readonly kinds: Uint8Array;
  /** Place of each row's currency among the names; null where the table has no currencies. */
  readonly currencies: Int32Array | null;
  readonly currencyNames: readonly string[];
  /** Cause, reason and feedback of a row. */
  readonly why: (row: number) => Why;
}

/** Why a customer is lost. */
export interface Why {
  readonly cause: string | null;
  readonly reason: string | null;
  readonly feedback: string | null;
}

const stateKinds = new Map<unknown, number>([
  ["active", rowKinds.paying],
  ["ended", rowKinds.paying],
  ["pastDue", rowKinds.pastDue],
  ["paused", rowKinds.paused],
  ["trial", rowKinds.trial],
  ["churned", rowKinds.churned],
  ["free", rowKinds.free],
  ["trialExpired", rowKinds.nothing],
  ["none", rowKinds.none],
]);

/** Reads a table of subscriptions with states; throws what cannot be read. */
export function readStates<Table>(
  where: string,
  subscriptions: unknown,
  options: StateOptions<Table>,
): ReadStates {
  const { zeroAmounts = "none" } = options;
  checkChoice(where, "zeroAmounts", zeroAmounts, ["none", "trial", "free"]);
  const read = readSubscriptions(where, subscriptions, options);
  const { table, problems } = read;
  const states = optionalColumn(table, "state", options.state);
  const kinds = new Uint8Array(read.codes.length).fill(rowKinds.paying);
  for (let i = 0; states !== null && i < kinds.length; i++) {
    const kind = stateKinds.get(states.at(i));
    kinds[i] = kind ?? rowKinds.nothing;
    if (kind === undefined)
      problems.add(
        states.name(i),
        `must be one of ${[...stateKinds.keys()].map((name) => `"${name}"`).join(", ")}`,
        states.at(i),
      );
  }
  const { codes, names } = readCurrencies(table, options, problems);
  const labels = (["cause", "reason", "feedback"] as const).map((role) =>
    labelsOf(optionalColumn(table, role, options[role]), read),
  );
  problems.throwIfAny();
  const amounts =
    read.monthly ?? readNumbers(table.column("amount", options.amount), problems, nonNegativeNumbers);
  for (let i = 0; i < kinds.length; i++)
    if (amounts[i] === 0 && (kinds[i] === rowKinds.paying || kinds[i] === rowKinds.pastDue))
      kinds[i] = zeroAmounts === "none" ? rowKinds.nothing : rowKinds[zeroAmounts];
  const [cause, reason, feedback] = labels as [Labels, Labels, Labels];
  return {
    ...{ ...read, monthly: amounts, kinds, currencies: codes, currencyNames: names },
    why: (row) => ({ cause: cause(row), reason: reason(row), feedback: feedback(row) }),
  };
}

type Labels = (row: number) => string | null;

function labelsOf(column: OpenColumn | null, { problems }: Subscriptions): Labels {
  if (column === null) return () => null;
  const { codes, labels } = readLabels(column, problems);
  return (row) => {
    const label = labels[codes[row]!];
    return label === undefined ? null : String(label);
  };
}
