/** Time that passes between two instants, as durations count it. */
import type { TimeUnit } from "../time.js";
import type { TimeZone } from "./time-zone.js";

/**
 * Milliseconds from one instant to another that is not before it: by the local clock, where a day is a day, and as they pass
 * for hours. None where the clock was set back in between by more than has passed.
 */
export function elapsed(zone: TimeZone, from: number, to: number, timeUnit: TimeUnit): number {
  if (timeUnit === "hour") return to - from;
  return Math.max(0, to + zone.offsetAt(to) - (from + zone.offsetAt(from)));
}
