/** Time that passes between two instants, as durations count it. */
import type { TimeUnit } from "../time.js";
import type { TimeZone } from "./time-zone.js";

/** Milliseconds between two instants: by the local clock, where a day is a day, and as they pass for hours. */
export function elapsed(zone: TimeZone, from: number, to: number, timeUnit: TimeUnit): number {
  return timeUnit === "hour" ? to - from : to + zone.offsetAt(to) - (from + zone.offsetAt(from));
}
