/** Customers who leave draw employees after them, and employees who leave draw customers: does it die out? */
import {
  check,
  checkCount,
  checkFields,
  checkFinite,
  checkFraction,
  checkNonNegative,
} from "../../errors.js";

/** How departures follow departures, from one period to the next. */
export interface DepartureSpiralInput {
  /** Rise of the share of employees who leave, per unit of the share of customers lost a period before: 0 or more. */
  readonly employeesFollow: number;
  /** Rise of the share of customers lost, per unit of the share of employees who left a period before: 0 or more. */
  readonly customersFollow: number;
  /** Part of a rise of customer losses that lasts into the next period by itself: a fraction below 1. Default 0. */
  readonly customersPersist?: number | undefined;
  /** The same for employees. Default 0. */
  readonly employeesPersist?: number | undefined;
  /** Rise above the usual in the first period, as shares. Default 0 each. */
  readonly rise: { readonly customers?: number | undefined; readonly employees?: number | undefined };
  /** How many periods of the path are given. Default 10. */
  readonly periods?: number | undefined;
}

/** Losses above the usual in one period. */
export interface DeparturesAbove {
  /** The period, 1 being that of the first rise. */
  readonly period: number;
  /** Share of customers lost, above the usual. */
  readonly customers: number;
  /** Share of employees who leave, above the usual. */
  readonly employees: number;
}

/** What becomes of a rise of departures. */
export interface DepartureSpiral {
  /** Factor by which departures multiply per period in the long run: below 1 they die out. */
  readonly growthFactor: number;
  /** Whether they die out. */
  readonly diesOut: boolean;
  /** The `employeesFollow` from which they no longer do; null when customers do not follow employees. */
  readonly criticalEmployeesFollow: number | null;
  /** Sum over all periods of the shares lost above the usual; null when they do not die out. */
  readonly total: { readonly customers: number; readonly employees: number } | null;
  /** The first periods, that of the rise included. */
  readonly path: readonly DeparturesAbove[];
}

/**
 * Total effect of a rise in customer losses when employees follow customers and customers follow employees.
 *
 * The two responses have to be measured in the company: the saying that employees follow customers comes without a number.
 * Shares are small deviations from what is usual; nothing here stops a spiral, as an empty company would.
 *
 * Formula: x(t+1) = A x(t), x = (customers, employees), A = [[customersPersist, customersFollow], [employeesFollow,
 * employeesPersist]]; growth factor ρ(A); total (I - A)⁻¹ x(1) when ρ(A) < 1.
 *
 * @param input - The two responses (0 or more), what persists (fractions below 1, default 0), the first `rise`, `periods`.
 * @returns The growth factor, whether the rise dies out, its total and its path; plain data.
 * @throws {InvalidInputError} If an argument breaks its rule.
 * @example
 * // Five points more churn; each brings half a point of turnover, each of which costs 0.4 points of customers.
 * const spiral = departureSpiral({ employeesFollow: 0.5, customersFollow: 0.4, rise: { customers: 0.05 } });
 * spiral.growthFactor; // ≈ 0.447
 * spiral.total; // ≈ { customers: 0.0625, employees: 0.03125 }
 */
export function departureSpiral(input: DepartureSpiralInput): DepartureSpiral {
  const { stay, follow, rise, periods } = readSpiral(input);
  // The larger root of λ² - (a + d) λ + ad - bc: real, since no response is negative.
  const half = (stay.customers - stay.employees) / 2;
  const growthFactor =
    (stay.customers + stay.employees) / 2 + Math.sqrt(half ** 2 + follow.customers * follow.employees);
  const room = (1 - stay.customers) * (1 - stay.employees);
  // I - A has this determinant, above 0 exactly where the larger root is below 1.
  const left = room - follow.customers * follow.employees;
  const path: DeparturesAbove[] = [];
  let { customers, employees } = rise;
  for (let period = 1; period <= periods; period++) {
    path.push({ period, customers, employees });
    [customers, employees] = [
      stay.customers * customers + follow.customers * employees,
      follow.employees * customers + stay.employees * employees,
    ];
  }
  return {
    growthFactor,
    diesOut: left > 0,
    criticalEmployeesFollow: follow.customers === 0 ? null : room / follow.customers,
    total:
      left > 0
        ? {
            customers: ((1 - stay.employees) * rise.customers + follow.customers * rise.employees) / left + 0,
            employees: ((1 - stay.customers) * rise.employees + follow.employees * rise.customers) / left + 0,
          }
        : null,
    path,
  };
}

function readSpiral(input: DepartureSpiralInput) {
  const where = "departureSpiral";
  checkFields(where, "input", input, [
    "employeesFollow",
    "customersFollow",
    "customersPersist",
    "employeesPersist",
    "rise",
    "periods",
  ]);
  const {
    employeesFollow,
    customersFollow,
    customersPersist = 0,
    employeesPersist = 0,
    periods = 10,
  } = input;
  checkNonNegative(where, "employeesFollow", employeesFollow);
  checkNonNegative(where, "customersFollow", customersFollow);
  checkFraction(where, "customersPersist", customersPersist, "belowOne");
  checkFraction(where, "employeesPersist", employeesPersist, "belowOne");
  checkFields(where, "rise", input.rise, ["customers", "employees"]);
  const { customers = 0, employees = 0 } = input.rise;
  checkFinite(where, "rise.customers", customers);
  checkFinite(where, "rise.employees", employees);
  check(Math.abs(customers) <= 1, where, "rise.customers", "must be a share from -1 to 1", customers);
  check(Math.abs(employees) <= 1, where, "rise.employees", "must be a share from -1 to 1", employees);
  checkCount(where, "periods", periods, 1);
  return {
    stay: { customers: customersPersist, employees: employeesPersist },
    follow: { customers: customersFollow, employees: employeesFollow },
    rise: { customers: customers + 0, employees: employees + 0 },
    periods,
  };
}
