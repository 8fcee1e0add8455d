/** Time that passes between two instants, as durations count it. */
import type { TimeUnit } from "../time.js";
import type { TimeZone } from "./time-zone.js";

/**
 * The clock that durations in a unit are read from: the local one, where a day is a day, but for hours the instants
 * themselves; null where these are the same.
 */
export function durationClock(zone: TimeZone, timeUnit: TimeUnit): ((instant: number) => number) | null {
  if (timeUnit === "hour" || zone.name === "UTC") return null;
  return (instant) => instant + zone.offsetAt(instant);
}

/**
 * Milliseconds from one instant to another that is not before it, by the clock of durations. None where the clock was set
 * back in between by more than has passed.
 */
export function elapsed(zone: TimeZone, from: number, to: number, timeUnit: TimeUnit): number {
  const clock = durationClock(zone, timeUnit);
  return clock === null ? to - from : Math.max(0, clock(to) - clock(from));
}
