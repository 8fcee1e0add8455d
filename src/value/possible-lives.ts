/** Every number of payments that a customer may make, with its probability and its present value. */
import { check } from "../errors.js";
import type { CustomerStream } from "./customer-stream.js";
import { paymentOffset } from "./timing.js";

/** A possible life of a customer. */
export interface PossibleLife {
  readonly payments: number;
  readonly probability: number;
  readonly value: number;
}

const mostPayments = 1_000_000;

/** The lives that a customer may have, shortest first, until what remains has neither probability nor value. */
export function possibleLives(where: string, stream: CustomerStream): PossibleLife[] {
  const { curve, marginOf, discountRate, timing, horizon } = stream;
  const { time, active } = paymentOffset(timing);
  const lives: PossibleLife[] = [];
  let reached = 1;
  let value = 0;
  let largest = 0;
  for (let payments = 0; ; payments++) {
    const last = payments === horizon;
    const next = last ? 0 : curve.at(payments + active);
    const ahead = last ? 0 : marginOf(payments + 1) * (1 + discountRate) ** -(payments + time);
    // Payments that can no longer change the value end the list: the discounting has used them up.
    const over =
      last || next < 1e-18 || (horizon === null && discountRate > 0 && Math.abs(ahead) < 1e-18 * largest);
    const probability = over ? reached : reached - next;
    if (probability > 0) lives.push({ payments, probability, value });
    if (over) return lives;
    const rule = `must be given: lives longer than ${mostPayments} payments matter`;
    check(payments < mostPayments, where, "horizon", rule, undefined);
    reached = next;
    value += ahead;
    largest = Math.max(largest, Math.abs(ahead));
  }
}

/** Several equally likely accounts of how long customers stay, as one: the same payments have the same value in each. */
export function mixLives(accounts: readonly (readonly PossibleLife[])[]): PossibleLife[] {
  if (accounts.length === 1) return [...accounts[0]!];
  const mixed = new Map<number, PossibleLife>();
  for (const lives of accounts)
    for (const { payments, probability, value } of lives) {
      const before = mixed.get(payments)?.probability ?? 0;
      mixed.set(payments, { payments, value, probability: before + probability / accounts.length });
    }
  return [...mixed.values()].sort((a, b) => a.payments - b.payments);
}

/** Mean and standard deviation of the value. */
export function momentsOf(lives: readonly PossibleLife[]): { mean: number; deviation: number } {
  const mean = lives.reduce((sum, life) => sum + life.probability * life.value, 0);
  const variance = lives.reduce((sum, life) => sum + life.probability * (life.value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(variance) };
}
