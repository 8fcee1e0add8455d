/** Long work written once as a generator, run at once or with pauses for the event loop. */

import { type AsyncOptions, nextTask } from "../pieces.js";

export type { AsyncOptions } from "../pieces.js";

/** A generator that yields the share of the work done, 0 to 1, and returns the result. */
export type Steps<Result> = Generator<number, Result, void>;

const PAUSE_EVERY = 40;

declare const performance: { now(): number };

/** Steps that are a part of a larger whole: their progress runs from one share of it to another. */
export function* scaledSteps<Result>(
  steps: Steps<Result>,
  [from, to]: readonly [number, number],
): Steps<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield from + (to - from) * step.value;
  }
}

/** Runs the work to its end. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Runs the work, giving way to the event loop every 40 milliseconds. */
export async function runStepsAsync<Result>(
  steps: Steps<Result>,
  options: AsyncOptions = {},
): Promise<Result> {
  // Options that are no object are refused by the first step, with the name of the function that was called.
  const { signal, onProgress } = (options as AsyncOptions | null) ?? {};
  let paused = performance.now();
  for (;;) {
    if (signal?.aborted)
      throw signal.reason ?? Object.assign(new Error("the work was stopped"), { name: "AbortError" });
    const step = steps.next();
    if (step.done) {
      onProgress?.(1);
      return step.value;
    }
    if (performance.now() - paused < PAUSE_EVERY) continue;
    onProgress?.(step.value);
    await nextTask();
    paused = performance.now();
  }
}
