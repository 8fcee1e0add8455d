/** Made-up customers and orders for the benchmarks, the same at every run. */
import * as bgNbd from "../../src/models/transactions/beta-geometric/bg-nbd.js";

/** Histories as every model takes them. */
export interface MadeCustomers {
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly T: Float64Array;
}

/** The BG/NBD parameters printed for the CDNOW sample, in weeks. */
export const cdnowParameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } as const;

/** Those of the Pareto/NBD model for the same sample. */
export const paretoParameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 } as const;

/**
 * Customers who arrived over 12 weeks and were seen until week 39, as those of the CDNOW sample. With `"days"` ages are
 * whole days and many customers are equal; with `"instants"` ages are exact and no two customers who bought again are.
 */
export function makeCustomers(count: number, clock: "days" | "instants"): MadeCustomers {
  // Steps of the golden ratio spread the arrivals evenly.
  const T = Float64Array.from({ length: count }, (_, i) => 27 + 12 * ((i * 0.618033988749895) % 1));
  const { customers } = bgNbd.simulate(cdnowParameters, { customers: count, T, seed: 1 });
  const { frequency, recency } = customers;
  if (clock === "instants") return { frequency, recency, T };
  const days = (column: Float64Array) => column.map((weeks) => Math.ceil(weeks * 7) / 7);
  return { frequency, recency: days(recency), T: days(T) };
}

/** A log of orders as columns: five a customer on average, in the order of time. */
export interface MadeOrders {
  readonly customer: Int32Array;
  readonly time: Float64Array;
  readonly amount: Float64Array;
}

/** Makes a log of two years; customers arrive evenly and may order at any time after their arrival. */
export function makeOrders(count: number): MadeOrders {
  const customers = Math.max(1, Math.floor(count / 5));
  const start = Date.UTC(2022, 0, 1);
  const span = Date.UTC(2024, 0, 1) - start;
  const customer = new Int32Array(count);
  const time = new Float64Array(count);
  const amount = new Float64Array(count);
  let state = 12_345;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < count; i++) {
    // At share u of the two years a share √u of the customers has arrived, who all order alike.
    customer[i] = Math.floor(uniform() * Math.sqrt((i + 1) / count) * customers);
    time[i] = Math.floor(start + (span * i) / count);
    amount[i] = Math.round(500 + 9500 * uniform()) / 100;
  }
  return { customer, time, amount };
}
