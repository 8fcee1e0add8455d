/** Simulated customers of any transaction model: the same loop for all, each model supplying one buyer at a time. */
import { check, checkCount, checkOptions } from "../../errors.js";
import type { Random } from "../../math/random.js";
import { asLists, type ColumnInput } from "../../tables/columns.js";
import { createProblems } from "../../tables/problems.js";
import { nonNegativeNumbers, readNumbers } from "../../tables/read-numbers.js";
import { openColumn } from "../../tables/table.js";
import { openRandom } from "../draw-cases.js";
import { checkTime } from "./per-customer.js";

/** How many customers to simulate, and for how long. */
export interface PurchaseSimulationOptions {
  /** Number of customers; left out, one per entry of `T`. */
  readonly customers?: number | undefined;
  /** Age of the customers at the end of observation: one for all, or one each. */
  readonly T: number | ColumnInput;
  /** Time after T that is simulated as well, for holdout studies: 0 by default. */
  readonly holdout?: number | undefined;
  /** Seed of the random numbers: 1 by default. */
  readonly seed?: number | undefined;
  /** Independent stream of the same seed: 0 by default. */
  readonly stream?: number | undefined;
}

/** Simulated histories, as every verb takes them, with what only a simulation knows. */
export interface SimulatedCustomers {
  /** Repeat purchases up to T. */
  readonly frequency: Float64Array;
  /** Age at the last purchase up to T, 0 where there was no repeat purchase. */
  readonly recency: Float64Array;
  /** Age at the end of observation. */
  readonly T: Float64Array;
  /** Sum of the natural logarithms of the gaps between purchases up to T: what `bgCnbdK` and `mbgCnbdK` are fitted to. */
  readonly sumLogGaps: Float64Array;
  /** 1 where the customer was alive at T, else 0. */
  readonly alive: Float64Array;
  /** Purchases after T, within the holdout. */
  readonly holdoutFrequency: Float64Array;
}

/** Simulated repeat purchases, one entry each, in the order of customers and of time. */
export interface SimulatedOrders {
  /** Position of the customer among the simulated customers. */
  readonly customer: Float64Array;
  /** Age of the customer at the purchase, in the time unit of the parameters. */
  readonly age: Float64Array;
}

/** A simulated customer base: two column tables, for `toRows`. */
export interface PurchaseSimulation {
  /** One entry per customer. */
  readonly customers: SimulatedCustomers;
  /** One entry per repeat purchase, those of the holdout included. */
  readonly orders: SimulatedOrders;
}

/** One simulated customer: how long it lives, and when it buys while alive. */
export interface Buyer {
  /** Age at which the customer leaves; may fall to the present after a purchase. */
  aliveUntil: number;
  /** Draws the time to the next purchase. */
  readonly gap: () => number;
  /** Called at each repeat purchase with the age at it, to decide whether the customer leaves. */
  readonly purchased?: (age: number) => void;
}

/** More repeat purchases than any memory holds comfortably. */
const mostPurchases = 20_000_000;

/** Simulates customers one after the other from a single random stream. */
export function simulateCustomers(
  where: string,
  options: PurchaseSimulationOptions,
  draw: (random: Random, customer: number) => Buyer,
): PurchaseSimulation {
  const { ends, holdout, random } = readOptions(where, options);
  const { length } = ends;
  const customers = {
    frequency: new Float64Array(length),
    recency: new Float64Array(length),
    T: Float64Array.from(ends),
    sumLogGaps: new Float64Array(length),
    alive: new Float64Array(length),
    holdoutFrequency: new Float64Array(length),
  };
  const orderCustomers: number[] = [];
  const ages: number[] = [];
  for (let i = 0; i < length; i++) {
    const T = ends[i]!;
    const buyer = draw(random, i);
    let alive = buyer.aliveUntil > T;
    for (let age = buyer.gap(); age <= T + holdout && age <= buyer.aliveUntil; age += buyer.gap()) {
      check(
        ages.length < mostPurchases,
        where,
        "parameters",
        `must make at most ${mostPurchases} repeat purchases within T and holdout`,
        ages.length + 1,
      );
      orderCustomers.push(i);
      ages.push(age);
      if (age <= T) {
        customers.frequency[i]!++;
        customers.sumLogGaps[i]! += Math.log(age - customers.recency[i]!);
        customers.recency[i] = age;
      } else customers.holdoutFrequency[i]!++;
      buyer.purchased?.(age);
      if (age <= T) alive = buyer.aliveUntil > T;
    }
    customers.alive[i] = alive ? 1 : 0;
  }
  const orders = { customer: Float64Array.from(orderCustomers), age: Float64Array.from(ages) };
  return { customers: asLists(customers), orders: asLists(orders) };
}

function readOptions(where: string, options: PurchaseSimulationOptions) {
  checkOptions(where, options, ["customers", "T", "holdout", "seed", "stream"]);
  const { customers, T, holdout = 0 } = options;
  const random = openRandom(where, options);
  checkTime(where, "options.holdout", holdout);
  if (customers !== undefined) checkCount(where, "options.customers", customers);
  if (typeof T !== "object" || T === null) {
    checkTime(where, "options.T", T);
    return { ends: new Float64Array(customers ?? 1).fill(T), holdout, random };
  }
  const problems = createProblems(where);
  const ends = readNumbers(openColumn(where, "options.T", T), problems, nonNegativeNumbers);
  problems.throwIfAny();
  check(
    customers === undefined || customers === ends.length,
    where,
    "options.customers",
    `must be the number of entries of T (${ends.length}) or left out`,
    customers,
  );
  return { ends, holdout, random };
}
