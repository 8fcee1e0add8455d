/** A made-up log of events for the benchmarks, the same at every run. */

/** A log of events as columns. */
export interface MadeEvents {
  readonly customer: Int32Array;
  readonly time: Float64Array;
}

/** When the log of events starts, and how long it is, in milliseconds. */
export const eventStart = Date.UTC(2022, 0, 1);
export const eventSpan = Date.UTC(2024, 0, 1) - eventStart;

/** A log of two years: customers arrive evenly and come back ten times on average, sooner rather than later. */
export function makeEvents(count: number): MadeEvents {
  const customers = Math.max(1, Math.floor(count / 10));
  const customer = new Int32Array(count);
  const time = new Float64Array(count);
  let state = 12_345;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < count; i++) {
    const code = Math.floor(uniform() * customers);
    const arrival = (code / customers) * eventSpan;
    customer[i] = code;
    time[i] = Math.floor(eventStart + arrival + (eventSpan - arrival) * uniform() ** 2);
  }
  return { customer, time };
}
