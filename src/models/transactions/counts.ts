/** A number of purchases within a length of time, as the probability verbs take it. */
import { checkCount, checkObject } from "../../errors.js";
import { checkTime } from "./customers.js";

/** The event whose probability is asked for: exactly x purchases within t. */
export interface CountInTime {
  /** Number of purchases: a whole number of 0 or more. */
  readonly x: number;
  /** Length of time, 0 or more, in the time unit of the model. */
  readonly t: number;
}

/** Checks the event of a probability verb. */
export function checkCountInTime(where: string, event: CountInTime): void {
  checkObject(where, "event", event);
  checkCount(where, "event.x", event.x);
  checkTime(where, "event.t", event.t);
}
