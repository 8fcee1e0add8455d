/** Present value of payments that grow, survive and are discounted at constant rates: the geometric closed forms. */
import type { PaymentTiming } from "../time.js";
import { paymentOffset } from "./timing.js";

/** Payments of a customer with constant retention; every number has been checked. */
export interface GeometricStream {
  readonly margin: number;
  readonly retention: number;
  readonly discountRate: number;
  readonly marginGrowth: number;
  /** Number of payments (length of the flow when continuous); null for all of them. */
  readonly horizon: number | null;
  readonly timing: PaymentTiming;
}

/**
 * A present value and where its weight lies: the means, weighted by present value, of the time a payment falls, of the
 * time up to which the customer must have stayed, and of the number of growth steps. They are the elasticities of the
 * value to 1 + d (with a minus), to retention, and to 1 + g.
 */
export interface WeighedValue {
  readonly value: number;
  readonly meanTime: number;
  readonly meanActive: number;
  readonly meanSteps: number;
}

/** 1 - r(1+g)/(1+d), what each payment loses against the one before: 0 or less means that the sum diverges. */
export function decline({ retention, discountRate, marginGrowth }: GeometricStream): number {
  return headroom(discountRate, retention, marginGrowth) / (1 + discountRate);
}

/** 1 + d - r(1+g), without the cancellation of a sum that is formed from 1 on. */
export function headroom(discountRate: number, retention: number, growth = 0): number {
  return 1 - retention - retention * growth + discountRate;
}

/** ln(1+d) - ln r - ln(1+g), the rate at which a flow declines; infinite where nobody stays. */
export function flowDecline(stream: GeometricStream): number {
  const loss = decline(stream);
  const { retention, discountRate, marginGrowth } = stream;
  return Math.abs(loss) < 0.5
    ? -Math.log1p(-loss)
    : Math.log1p(discountRate) - Math.log(retention) - Math.log1p(marginGrowth);
}

/** The value of a geometric stream with its weights; infinite streams must converge (`decline` above 0). */
export function weighGeometric(stream: GeometricStream): WeighedValue {
  return stream.timing === "continuous" ? weighFlow(stream) : weighPayments(stream);
}

function weighPayments(stream: GeometricStream): WeighedValue {
  const { margin, retention, discountRate, horizon, timing } = stream;
  const { time, active } = paymentOffset(timing);
  const first = margin * retention ** active * (1 + discountRate) ** -time;
  const loss = decline(stream);
  const payments = horizon === null ? 1 / loss : geometricSum(loss, horizon);
  const steps = horizon === null ? (1 - loss) / loss : meanIndex(loss, horizon);
  return { value: first * payments, meanTime: steps + time, meanActive: steps + active, meanSteps: steps };
}

/** 1 + q + … + q^(n-1) with q = 1 - loss; the difference 1 - q^n is formed without cancellation. */
export function geometricSum(loss: number, n: number): number {
  return loss === 0 ? n : -Math.expm1(n * Math.log1p(-loss)) / loss;
}

/** Σ k q^k / Σ q^k over k = 0 … n-1 with q = 1 - loss. */
function meanIndex(loss: number, n: number): number {
  const x = Math.log1p(-loss);
  // Near q = 1 the closed form subtracts two large numbers, so its series in x = ln q is summed instead.
  if (Math.abs(x * n) < 0.05)
    return (
      (n - 1) / 2 + (x * (n ** 2 - 1)) / 12 - (x ** 3 * (n ** 4 - 1)) / 720 + (x ** 5 * (n ** 6 - 1)) / 30240
    );
  if (loss === 1) return 0;
  return (1 - loss) / loss - n / Math.expm1(-n * x);
}

function weighFlow(stream: GeometricStream): WeighedValue {
  const { margin, horizon } = stream;
  const rate = flowDecline(stream);
  // Nobody stays for any time at all: the flow has no length.
  if (rate === Number.POSITIVE_INFINITY) return { value: 0, meanTime: 0, meanActive: 0, meanSteps: 0 };
  const length = horizon === null ? 1 / rate : flowLength(rate, horizon);
  const mean = horizon === null ? 1 / rate : meanMoment(rate, horizon);
  return { value: margin * length, meanTime: mean, meanActive: mean, meanSteps: mean };
}

/** ∫ e^(-κt) dt from 0 to T. */
export function flowLength(rate: number, end: number): number {
  return rate === 0 ? end : -Math.expm1(-rate * end) / rate;
}

/** ∫ t e^(-κt) dt / ∫ e^(-κt) dt from 0 to T. */
export function meanMoment(rate: number, end: number): number {
  const x = rate * end;
  if (Math.abs(x) < 0.05) return end * (1 / 2 - x / 12 + x ** 3 / 720 - x ** 5 / 30240);
  return 1 / rate - end / Math.expm1(x);
}
