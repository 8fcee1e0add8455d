/** The laws that every transaction model obeys, as one function of the model. */
import fc from "fast-check";
import { expect, expectTypeOf, it } from "vitest";
import type { PerCustomer, PerCustomerAndTime } from "../../../src/models/transactions/per-customer.js";
import type {
  PurchaseSimulation,
  PurchaseSimulationOptions,
} from "../../../src/models/transactions/simulation.js";
import type { OneOrMany } from "../../../src/tables/columns.js";
import type { CustomerHistory, Customers } from "../../../src/tables/read-histories.js";
import { expectClose, expectPlainData } from "../../support.js";

/** What the laws need of a model. */
export interface TransactionModel<Parameters> {
  fit(customers: Customers): { readonly parameters: Parameters; readonly logLikelihood: number };
  logLikelihood(parameters: Parameters, customers: CustomerHistory | Customers): number;
  readonly probabilityAlive?: <Input extends CustomerHistory | Customers>(
    parameters: Parameters,
    customers: Input,
  ) => PerCustomer<Input>;
  readonly expectedTransactions: (parameters: Parameters, t: number) => number;
  readonly conditionalExpectedTransactions: <
    Input extends CustomerHistory | Customers,
    Time extends OneOrMany,
  >(
    parameters: Parameters,
    customers: Input,
    t: Time,
  ) => PerCustomerAndTime<Input, Time>;
  transactionProbability(parameters: Parameters, event: { readonly x: number; readonly t: number }): number;
  readonly conditionalTransactionProbability: (
    parameters: Parameters,
    customer: CustomerHistory,
    event: { readonly x: number; readonly t: number },
  ) => number;
  readonly discountedExpectedResidualTransactions: (
    parameters: Parameters,
    customer: CustomerHistory,
    discounting: { readonly continuousDiscountRate: number },
  ) => number;
  simulate(parameters: Parameters, options: PurchaseSimulationOptions): PurchaseSimulation;
}

const history: fc.Arbitrary<CustomerHistory> = fc
  .record({
    frequency: fc.integer({ min: 0, max: 60 }),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
    T: fc.double({ min: 0.5, max: 300, noNaN: true }),
  })
  .map(({ frequency, share, T }) => ({ frequency, recency: frequency === 0 ? 0 : share * T, T }));

/** Runs the laws of a transaction model; `typical` are parameters of a plausible customer base. */
export function expectTransactionModel<Parameters>(
  model: TransactionModel<Parameters>,
  parameters: fc.Arbitrary<Parameters>,
  typical: Parameters,
): void {
  it("gives probabilities, expectations that grow, and a discounted sum below the undiscounted", () => {
    fc.assert(
      fc.property(parameters, history, (p, customer) => {
        const alive = model.probabilityAlive?.(p, customer) ?? 1;
        expect(alive >= 0 && alive <= 1).toBe(true);
        const [short, long] = [1, 50].map((t) => model.conditionalExpectedTransactions(p, customer, t)) as [
          number,
          number,
        ];
        expect(short >= 0 && long >= short).toBe(true);
        const none = model.conditionalTransactionProbability(p, customer, { x: 0, t: 50 });
        expect(none >= 1 - alive - 1e-12 && none <= 1 + 1e-12).toBe(true);
        // Discounting within 50 takes away at most a factor e^(-50 δ).
        const discounted = model.discountedExpectedResidualTransactions(p, customer, {
          continuousDiscountRate: 0.01,
        });
        expect(discounted >= long * Math.exp(-0.5) * (1 - 1e-9)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("has probabilities that sum to one, and to the expectation", () => {
    let [sum, mean] = [0, 0];
    for (let x = 0; x < 400; x++) {
      const probability = model.transactionProbability(typical, { x, t: 20 });
      sum += probability;
      mean += x * probability;
    }
    expectClose(sum, 1, { absolute: 1e-9 });
    expectClose(mean, model.expectedTransactions(typical, 20), { relative: 1e-7 });
    const customer = { frequency: 3, recency: 20, T: 30 };
    let conditional = 0;
    for (let x = 0; x < 400; x++)
      conditional += x * model.conditionalTransactionProbability(typical, customer, { x, t: 20 });
    expectClose(conditional, model.conditionalExpectedTransactions(typical, customer, 20), {
      relative: 1e-7,
    });
  });

  it("gives columns, rows and single customers the same numbers", () => {
    const rows = fc.sample(history, { numRuns: 20, seed: 4 });
    const columns = {
      frequency: rows.map((row) => row.frequency),
      recency: Float64Array.from(rows, (row) => row.recency),
      T: { length: rows.length, get: (i: number) => rows[i]!.T },
    };
    const ofColumns = model.conditionalExpectedTransactions(typical, columns, 10);
    expect(ofColumns).toStrictEqual(model.conditionalExpectedTransactions(typical, rows, 10));
    rows.forEach((row, i) => {
      expect(model.conditionalExpectedTransactions(typical, row, 10)).toBe(ofColumns[i]);
    });
    const times = [10, 3, 0];
    const ofTimes = model.conditionalExpectedTransactions(typical, columns, times);
    expectTypeOf(ofTimes).toEqualTypeOf<Float64Array[]>();
    expect(ofTimes).toStrictEqual(times.map((t) => model.conditionalExpectedTransactions(typical, rows, t)));
    const ofOne = model.conditionalExpectedTransactions(typical, rows[0]!, times);
    expectTypeOf(ofOne).toEqualTypeOf<number[]>();
    expect(ofOne).toStrictEqual(ofTimes.map((column) => column[0]));
    expect(() => model.conditionalExpectedTransactions(typical, columns, [1, -1])).toThrow(
      /\[1\] must be .* 0 or more, received -1$/,
    );
  });

  it("counts a weight as so many customers, and does not mind their order", () => {
    const { customers } = model.simulate(typical, { customers: 300, T: 40, seed: 3 });
    const { frequency, recency, T } = customers;
    const fit = model.fit({ frequency, recency, T });
    expectPlainData(fit);
    expectClose(fit.logLikelihood, model.logLikelihood(fit.parameters, { frequency, recency, T }), {
      relative: 1e-10,
    });
    const twice = (column: Float64Array): number[] => [...column, ...column].reverse();
    const doubled = model.fit({ frequency: twice(frequency), recency: twice(recency), T: twice(T) });
    const weighted = model.fit({ frequency, recency, T, weight: new Array(300).fill(2) });
    expect(doubled.parameters).toStrictEqual(weighted.parameters);
    expectClose(weighted.logLikelihood, 2 * fit.logLikelihood, { relative: 1e-10 });
  });
}
