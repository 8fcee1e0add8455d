/** How much a lifetime value moves with each of its inputs, in closed form. */
import type { PaymentTiming } from "../time.js";
import { checkCustomer, readAcquisitionCost, readStream } from "./customer-stream.js";
import type { LifetimeValueInput } from "./lifetime-value.js";
import { valueOfStream } from "./stream-value.js";

/** What a small change of one input does to a value. */
export interface InputEffect {
  /** Per cent by which the value changes when the input changes by one per cent of itself. */
  readonly elasticity: number;
  /**
   * Relative change of the value per unit of the input, (dV/dx)/V: for a rate, per 1.00, so a hundredth of it is the
   * effect of one point. Null where it is no single number: retention or margin given period by period, or of 0.
   */
  readonly semiElasticity: number | null;
}

/** Effects of every input on one value. */
export interface LifetimeValueEffects {
  /** Of the margin of every period. */
  readonly margin: InputEffect;
  /** Of retention: of the one rate, or of all the rates of a curve in the same proportion. */
  readonly retention: InputEffect;
  /** Of the discount rate per period. */
  readonly discountRate: InputEffect;
  /** Of the growth of the margin per period. */
  readonly marginGrowth: InputEffect;
  /** Of the acquisition cost. */
  readonly acquisitionCost: InputEffect;
}

/** Effects of the inputs on a lifetime value, gross and net of acquisition cost. */
export interface LifetimeValueElasticities {
  /** On the value before acquisition cost; null where that is 0. */
  readonly value: LifetimeValueEffects | null;
  /** On the value net of acquisition cost; null where that is 0. */
  readonly valueNet: LifetimeValueEffects | null;
  /** Mean time, in periods, at which a unit of present value is received: the Macaulay duration of the relationship. */
  readonly duration: number;
  /** When payments fall. */
  readonly timing: PaymentTiming;
}

/**
 * Elasticities of a lifetime value to margin, retention, discount rate, margin growth and acquisition cost.
 *
 * The elasticity to retention is a duration, so it depends on the timing, and it is that of one customer or of
 * customers who are all alike: under heterogeneity, a rise of everybody's rate moves the value of the base by more.
 * Elasticities hold for small changes; use `retentionLift` for five points.
 *
 * Formula (`"now"`): retention r(1+g)/(1+d-r(1+g)); discount rate -d/(1+d) times the duration; margin 1.
 *
 * @param input - The input of `lifetimeValue`.
 * @returns For the gross and the net value, the elasticity and semi-elasticity of each input, and the duration.
 * @throws {InvalidInputError} As `lifetimeValue` does.
 * @see Pfeifer & Farris (2004), "The Elasticity of Customer Value to Retention: The Duration of a Customer Relationship",
 *   Journal of Interactive Marketing 18(2), 20-31, doi:10.1002/dir.20006.
 *
 * @example
 * const { value } = lifetimeValueElasticities({ margin: 100, retention: 0.8, discountRate: 0.1 });
 * value?.retention.elasticity; // ≈ 2.66667
 * value?.discountRate; // ≈ { elasticity: -0.242424, semiElasticity: -2.42424 }
 */
export function lifetimeValueElasticities(input: LifetimeValueInput): LifetimeValueElasticities {
  const where = "lifetimeValueElasticities";
  checkCustomer(where, input);
  const stream = readStream(where, input);
  const cost = readAcquisitionCost(where, input.acquisitionCost);
  const { value, meanTime, meanActive, meanSteps } = valueOfStream(where, stream);
  const { discountRate, marginGrowth, margin, curve, timing } = stream;
  const retention = curve.constant;
  const gross: LifetimeValueEffects = {
    margin: { elasticity: 1, semiElasticity: margin === null || margin === 0 ? null : 1 / margin },
    retention: {
      elasticity: meanActive,
      semiElasticity: retention === null || retention === 0 ? null : meanActive / retention,
    },
    discountRate: effect(-meanTime / (1 + discountRate), discountRate),
    marginGrowth: effect(meanSteps / (1 + marginGrowth), marginGrowth),
    acquisitionCost: effect(0, cost),
  };
  const net = value - cost;
  return {
    value: value === 0 ? null : gross,
    valueNet: net === 0 || value === 0 ? null : netOf(gross, value / net, { cost, net }),
    duration: meanTime,
    timing,
  };
}

/** The effect of an input from its semi-elasticity; adding 0 turns -0, which JSON does not keep, into 0. */
function effect(semiElasticity: number, input: number): InputEffect {
  return { elasticity: semiElasticity * input + 0, semiElasticity: semiElasticity + 0 };
}

/** Effects on the net value: those on the gross value weigh more by `ratio`, and the cost has one of its own. */
function netOf(
  gross: LifetimeValueEffects,
  ratio: number,
  { cost, net }: { cost: number; net: number },
): LifetimeValueEffects {
  const scaled = ({ elasticity, semiElasticity }: InputEffect): InputEffect => ({
    elasticity: elasticity * ratio + 0,
    semiElasticity: semiElasticity === null ? null : semiElasticity * ratio + 0,
  });
  return {
    margin: scaled(gross.margin),
    retention: scaled(gross.retention),
    discountRate: scaled(gross.discountRate),
    marginGrowth: scaled(gross.marginGrowth),
    acquisitionCost: effect(-1 / net, cost),
  };
}
