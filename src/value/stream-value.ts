/** Present value of a stream of payments with its weights: in closed form where retention is constant, summed otherwise. */
import { check } from "../errors.js";
import { integrate } from "../math/quadrature.js";
import type { CustomerStream } from "./customer-stream.js";
import { flowLength, meanMoment, type WeighedValue, weighGeometric } from "./geometric-stream.js";
import { paymentOffset } from "./timing.js";

/** A weighed value and the part of it that rests on extrapolation. */
export interface StreamValue extends WeighedValue {
  readonly extrapolatedValue: number;
}

const longestSum = 1_000_000;
/** After so many payments it is seen whether the longest sum could come to its end. */
const early = 1000;

/** The present value of a stream and where its weight lies. */
export function valueOfStream(where: string, stream: CustomerStream): StreamValue {
  const { curve, margin } = stream;
  if (curve.constant !== null && margin !== null)
    return { ...weighGeometric({ ...stream, margin, retention: curve.constant }), extrapolatedValue: 0 };
  const sum = newSum();
  const continuous = stream.timing === "continuous";
  const end = stream.extrapolated?.from ?? Number.POSITIVE_INFINITY;
  for (const part of continuous ? flow(where, stream) : payments(where, stream)) {
    // A payment at the last observed time is observed; a stretch that begins there is not.
    const beyond = continuous ? part.time >= end : part.time > end;
    add(sum, part, beyond ? part.value : 0);
  }
  return finish(sum);
}

/** One payment, or one stretch of a flow, with its present value. */
export interface PaymentPart {
  readonly value: number;
  /** Time at which it falls (its start, for a stretch). */
  readonly time: number;
  readonly meanTime: number;
  readonly meanActive: number;
  readonly meanSteps: number;
}

/** The payments one after the other, until the horizon or until what remains cannot matter. */
export function* payments(where: string, stream: CustomerStream): Generator<PaymentPart> {
  const { marginOf, curve, discountRate, timing } = stream;
  const { time, active } = paymentOffset(timing);
  const last = Math.min(stream.horizon ?? longestSum, longestSum);
  const stop = remainder(stream);
  let before = 1;
  let total = 0;
  for (let k = 1; k <= last; k++) {
    const steps = k - 1;
    const survival = curve.at(steps + active);
    checkNotRising(where, steps + active, survival, before);
    before = survival;
    const value = marginOf(k) * survival * (1 + discountRate) ** -(steps + time);
    total += value;
    if (k === early) checkExhausted(where, stream, Math.abs(total), Math.abs(value));
    yield {
      value,
      time: steps + active,
      meanTime: steps + time,
      meanActive: steps + active,
      meanSteps: steps,
    };
    if (survival === 0 || (stop !== null && Math.abs(value) * stop <= 1e-16 * Math.abs(total))) return;
  }
  checkEnded(where, stream);
}

/** Refuses a sum that went as far as sums go without coming to its end. */
function checkEnded(where: string, { horizon }: CustomerStream): void {
  const rule =
    horizon === null
      ? `must be given: ${longestSum} payments do not exhaust the sum`
      : `must be at most ${longestSum} where payments are summed one by one`;
  check(horizon !== null && horizon <= longestSum, where, "horizon", rule, horizon ?? undefined);
}

/** Refuses early what `checkEnded` would refuse late: the last payment of the longest sum would still matter. */
function checkExhausted(where: string, stream: CustomerStream, total: number, value: number): void {
  const { curve, marginOf, marginGrowth, discountRate, horizon } = stream;
  const stop = remainder(stream);
  if (stop === null && (horizon === null || horizon <= longestSum)) return;
  const last = curve.at(longestSum);
  if (stop === null) {
    if (last > 0) checkEnded(where, stream);
    return;
  }
  const amount = Math.abs(marginOf(longestSum)) * Math.min(1, 1 + marginGrowth);
  const late = amount * last * (1 + discountRate) ** -longestSum;
  // Survival does not rise, so no sum can be above what the payments up to now and a multiple of the last one allow.
  if (late * stop > 1e-16 * (total + value * stop)) checkEnded(where, stream);
}

/** Bound on what follows a payment, in multiples of it, when survival does not rise; null where there is no such bound. */
function remainder({ horizon, discountRate, marginGrowth }: CustomerStream): number | null {
  if (horizon !== null) return null;
  const ratio = (1 + marginGrowth) / (1 + discountRate);
  return ratio < 1 ? ratio / (1 - ratio) : null;
}

function checkNotRising(where: string, time: number, survival: number, before: number): void {
  // Model functions may err in the last digits; a real rise is a mistake.
  const rises = survival > before * (1 + 1e-9);
  check(!rises, where, `survival(${time})`, `must not rise above the share before it (${before})`, survival);
}

/** A flow cut at whole periods and at the steps of its curve, so that each stretch has a closed form. */
export function* flow(where: string, stream: CustomerStream): Generator<PaymentPart> {
  const { curve, horizon } = stream;
  const stop = remainder(stream);
  const cuts = curve.breaks ?? [];
  let total = 0;
  let cut = 0;
  for (let k = 1; k <= Math.min(longestSum, Math.ceil(horizon ?? longestSum)); k++) {
    const end = Math.min(k, horizon ?? k);
    let from = k - 1;
    let inPeriod = 0;
    while (from < end) {
      while (cut < cuts.length && (cuts[cut] as number) <= from) cut++;
      const to = Math.min(end, cuts[cut] ?? end);
      const part = stretch(stream, from, to);
      inPeriod += part.value;
      yield part;
      from = to;
    }
    total += inPeriod;
    if (k === early) checkExhausted(where, stream, Math.abs(total), Math.abs(inPeriod));
    if (stream.curve.at(end) === 0 || (stop !== null && Math.abs(inPeriod) * stop <= 1e-16 * Math.abs(total)))
      return;
  }
  checkEnded(where, stream);
}

function stretch(stream: CustomerStream, from: number, to: number): PaymentPart {
  const { curve, discountRate, marginGrowth, margin, marginOf } = stream;
  if (from >= curve.freeFrom) return freeStretch(stream, from, to);
  const start = curve.at(from);
  const hazard = curve.form === "steps" ? 0 : (Math.log(start) - Math.log(curve.at(to))) / (to - from);
  const growth = margin === null ? 0 : Math.log1p(marginGrowth);
  const rate = hazard + Math.log1p(discountRate) - growth;
  const scale = margin === null ? marginOf(Math.floor(from) + 1) : margin * (1 + marginGrowth) ** from;
  const alive = start > 0 && hazard < Number.POSITIVE_INFINITY;
  const value = alive ? scale * start * (1 + discountRate) ** -from * flowLength(rate, to - from) : 0;
  const mean = alive ? from + meanMoment(rate, to - from) : from;
  return { value, time: from, meanTime: mean, meanActive: mean, meanSteps: mean };
}

/** A stretch over which the curve is a function of no known form. */
function freeStretch(stream: CustomerStream, from: number, to: number): PaymentPart {
  const { curve, discountRate, marginGrowth, margin, marginOf } = stream;
  const amount = margin ?? marginOf(Math.floor(from) + 1);
  const factor = (margin === null ? 1 : 1 + marginGrowth) / (1 + discountRate);
  const density = (t: number) => amount * factor ** t * curve.at(t);
  const { value } = integrate(density, from, to);
  const late = integrate((t) => (t - from) * density(t), from, to, { absolute: 1e-13 * Math.abs(value) });
  const mean = value === 0 ? from : from + late.value / value;
  return { value, time: from, meanTime: mean, meanActive: mean, meanSteps: mean };
}

interface RunningSum {
  value: number;
  time: number;
  active: number;
  steps: number;
  extrapolated: number;
}

function newSum(): RunningSum {
  return { value: 0, time: 0, active: 0, steps: 0, extrapolated: 0 };
}

function add(sum: RunningSum, part: PaymentPart, extrapolated: number): void {
  sum.value += part.value;
  sum.time += part.value * part.meanTime;
  sum.active += part.value * part.meanActive;
  sum.steps += part.value * part.meanSteps;
  sum.extrapolated += extrapolated;
}

function finish({ value, time, active, steps, extrapolated }: RunningSum): StreamValue {
  const mean = (weighted: number) => (value === 0 ? 0 : weighted / value);
  return {
    value,
    meanTime: mean(time),
    meanActive: mean(active),
    meanSteps: mean(steps),
    extrapolatedValue: extrapolated,
  };
}
