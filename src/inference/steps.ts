/** Long work written once as a generator, run at once or with pauses for the event loop. */

/** A generator that yields the share of the work done, 0 to 1, and returns the result. */
export type Steps<Result> = Generator<number, Result, void>;

/** A signal that work should stop, such as that of an `AbortController`. */
export interface StopSignal {
  /** Whether the work should stop. */
  readonly aborted: boolean;
  /** What to reject with; an error named AbortError if there is none. */
  readonly reason?: unknown;
}

/** How work is watched and stopped. */
export interface AsyncOptions {
  /** Stops the work: the promise is rejected with the signal's reason. */
  readonly signal?: StopSignal | undefined;
  /** Called with the share of the work done, 0 to 1, at every pause. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

const PAUSE_EVERY = 40;

declare const setTimeout: (callback: () => void, milliseconds: number) => unknown;
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
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
    paused = performance.now();
  }
}
