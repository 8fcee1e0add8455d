/** The steps from balances to movements and statements. */
import { type Step, unionAll } from "./statement.js";

interface MovementRule {
  /** Number of periods, and the first that has a statement. */
  readonly places: number;
  readonly first: number;
  /** Customers who had paid before, as values. */
  readonly earlier: readonly string[];
}

/** Writes the steps from `balances` to `movements` and `statements`. */
export function movementSteps({ places, first, earlier }: MovementRule): Step[] {
  const before = earlier.length === 0 ? "" : ` OR customer IN (${earlier.join(", ")})`;
  return [
    {
      name: "sides",
      comment:
        "each balance closes its period and opens the next, where the change of its rate is the currency's effect",
      body: unionAll([
        "SELECT customer, place, 0 AS opening, 0 AS revaluation, paid * rate_now AS closing\nFROM balances",
        `SELECT customer, place + 1 AS next_place, paid * rate_now AS opening, paid * (rate_next - rate_now) AS revaluation, 0 AS closing\nFROM balances\nWHERE place < ${places - 1}`,
      ]),
    },
    {
      name: "customer_sums",
      comment: "customers who pay in a period or paid in the one before it",
      body: "SELECT customer, place, SUM(opening) AS opened, SUM(revaluation) AS revalued, SUM(closing) AS closed\nFROM sides\nGROUP BY customer, place\nHAVING SUM(opening) > 0 OR SUM(closing) > 0",
    },
    {
      name: "first_payments",
      comment: "the first period in which each customer paid",
      body: "SELECT customer AS payer, MIN(place) AS first_place\nFROM customer_sums\nWHERE closed > 0\nGROUP BY customer",
    },
    {
      name: "changes",
      comment: "changes of customers who stay; sums that differ in their last digits are none",
      body: `SELECT customer, place, opened AS opening, revalued AS revaluation, closed AS closing,\n  CASE WHEN ABS(closed - opened - revalued) > 1e-12 * GREATEST(opened, closed) THEN closed - opened - revalued ELSE 0 END AS moved,\n  CASE WHEN first_place < place${before} THEN 1 ELSE 0 END AS had_paid\nFROM customer_sums\nJOIN first_payments ON customer = payer\nWHERE place >= ${first}`,
    },
    ...statementSteps(places, first),
  ];
}

const kind = `CASE
    WHEN opening = 0 AND had_paid = 1 THEN 'reactivation'
    WHEN opening = 0 THEN 'new'
    WHEN closing = 0 THEN 'churn'
    WHEN moved > 0 THEN 'expansion'
    ELSE 'contraction'
  END`;

const stays = "opening > 0 AND closing > 0";

const movementsStep: Step = {
  name: "movements",
  comment: "every movement of every customer",
  body: unionAll([
    `SELECT place, customer, ${kind} AS kind,\n  CASE WHEN opening = 0 THEN closing WHEN closing = 0 THEN -opening ELSE moved END AS change_amount\nFROM changes\nWHERE opening = 0 OR closing = 0 OR moved <> 0`,
    `SELECT place, customer, 'currency' AS kind, revaluation AS change_amount\nFROM changes\nWHERE ${stays} AND revaluation <> 0`,
  ]),
};

function statementSteps(places: number, first: number): Step[] {
  const one = (name: string, condition: string, amount: string) => ({ name, condition, amount });
  const parts = [
    one("new", "opening = 0 AND had_paid = 0", "closing"),
    one("reactivated", "opening = 0 AND had_paid = 1", "closing"),
    one("expanded", `${stays} AND moved > 0`, "moved"),
    one("contracted", `${stays} AND moved < 0`, "-moved"),
    one("churned", "opening > 0 AND closing = 0", "opening"),
  ];
  const names = ["new", "reactivation", "expansion", "contraction", "churn"];
  const when = (condition: string, value: string) => `SUM(CASE WHEN ${condition} THEN ${value} ELSE 0 END)`;
  const sums = parts.flatMap(({ name, condition, amount }, i) => [
    `${when(condition, amount)} AS ${names[i]}_amount`,
    `${when(condition, "1")} AS customers_${name}`,
  ]);
  const empty = Array.from(
    { length: places - first },
    (_, i) =>
      `SELECT ${first + i} AS place, 0 AS opening, 0 AS revaluation, 0 AS closing, 0 AS moved, -1 AS had_paid`,
  );
  return [
    movementsStep,
    {
      name: "sides_of_periods",
      comment: "the changes, with a row for every period",
      body: unionAll([
        "SELECT place, opening, revaluation, closing, moved, had_paid\nFROM changes",
        ...empty,
      ]),
    },
    {
      name: "statements",
      comment: "opening, what moved, closing",
      body: `SELECT\n  place,\n  SUM(opening) AS opening_amount,\n  ${sums.join(",\n  ")},\n  ${when(stays, "revaluation")} AS currency_amount,\n  SUM(closing) AS closing_amount,\n  ${when("opening > 0", "1")} AS customers_atstart,\n  ${when("closing > 0", "1")} AS customers_atend\nFROM sides_of_periods\nGROUP BY place`,
    },
  ];
}
