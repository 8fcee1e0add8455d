/** The curves of the calculator: what five points more retention bring, at every rate before, by two measures. */
import type { lifetimeValue, points, retentionLift } from "../../../src/index.js";

/** What of the library the calculator calls. */
export interface Lift {
  readonly retentionLift: typeof retentionLift;
  readonly lifetimeValue: typeof lifetimeValue;
  readonly points: typeof points;
}

/** What the sliders hold. */
export interface LiftInput {
  retention: number;
  margin: number;
  discountRate: number;
  cost: number;
}

const change = 0.05;
const highest = 1.3;
const left = 48;
const right = 410;
const [top, bottom] = [16, 204];
const [first, last] = [0.4, 0.92];
const across = (rate: number) => left + ((rate - first) / (last - first)) * (right - left);
const up = (gain: number) => bottom - (Math.min(gain, highest) / highest) * (bottom - top);

const rates = Array.from({ length: 53 }, (_, i) => first + i / 100);
const ticks = [0, 0.25, 0.5, 1].map((gain) => ({ y: up(gain), text: `+${100 * gain}%` }));
const columns = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((rate) => ({
  x: across(rate),
  text: `${Math.round(100 * rate)}%`,
}));

function curve(name: string, gainAt: (rate: number) => number, retention: number) {
  const path = rates.map(
    (rate, i) => `${i === 0 ? "M" : "L"}${across(rate).toFixed(1)} ${up(gainAt(rate)).toFixed(1)}`,
  );
  const gain = gainAt(retention);
  return { name, path: path.join(""), gain, y: up(gain) };
}

/** What is drawn and said for the sliders as they stand; without the library, only the axes. */
export function picture(library: Lift | undefined, input: LiftInput) {
  const { retention, margin, discountRate, cost } = input;
  const axes = { ticks, columns, at: across(retention) };
  if (library === undefined)
    return { ...axes, curves: [], value: null, description: "The curves are loading" };
  const { retentionLift: lift, lifetimeValue: value, points } = library;
  const curves = [
    curve(
      "margin of the settled base",
      (rate) => lift({ retention: rate, change: points(change) }).gain,
      retention,
    ),
    curve(
      "present value of a new customer",
      (rate) =>
        lift({ retention: rate, change: points(change), measure: "lifetimeValue", discountRate }).gain,
      retention,
    ),
  ];
  const after = retention + change;
  const worth = (perYear: number, rate: number) =>
    value({ margin: perYear, retention: rate, discountRate }).value;
  return {
    ...axes,
    curves,
    value: {
      before: worth(margin, retention),
      after: worth(margin, after),
      cost: cost === 0 ? 0 : worth(cost, after),
    },
    description: `Gain from five points more retention, by the rate before. ${curves
      .map(({ name, gain }) => `${name}: ${Math.round(100 * gain)}%`)
      .join("; ")}`,
  };
}
