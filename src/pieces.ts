/**
 * Long work that can pause. It is an ordinary function that wraps its slow parts in `piece(() => …)`. `runPieces` may stop it
 * before a piece, to let the event loop run, and then calls it again from the start. Finished pieces are not computed again:
 * their results are remembered. The second call therefore reaches the same place at once, and the bits are the same.
 *
 * This holds under three rules:
 * - A piece changes only what was made in a piece (`overRows` takes care of that).
 * - No later piece changes what the code between pieces reads (`addedInPieces` takes care of that).
 * - Which pieces are asked for depends only on the arguments and on results of pieces. A cache is read inside a piece.
 */

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

/** A piece that has been done: what it returned, or threw. */
interface Done {
  readonly value?: unknown;
  readonly error?: unknown;
}

/** A piece that has been begun, with pieces of its own. */
const begun = "begun";

/** Work that is being done in pieces. */
interface Run {
  /** The pieces in the order in which they are asked for; those within one that is done are forgotten. */
  readonly known: (Done | typeof begun)[];
  /** Which piece is next. */
  place: number;
  /** When to pause. */
  until: number;
  /** Pieces done since the last pause: without one, the work would never get on. */
  fresh: number;
  /** Share of the work done, 0 to 1, and where it goes next. */
  share: number;
  ahead: number;
}

const paused = Symbol("paused");
/** Milliseconds after which work pauses before its next piece. A browser calls a task long from 50 on. */
const longest = 16;

declare const setTimeout: (callback: () => void, milliseconds: number) => unknown;
declare const performance: { now(): number };
declare const MessageChannel: new () => {
  readonly port1: { onmessage: (() => void) | null; close(): void };
  readonly port2: { postMessage(message: null): void };
};

let running: Run | null = null;

/** A piece of work; run by itself it is just the work. */
export function piece<Result>(work: () => Result): Result {
  const run = running;
  if (run === null) return work();
  const place = run.place++;
  const known = run.known[place];
  if (known !== undefined && known !== begun) {
    if ("error" in known) throw known.error;
    return known.value as Result;
  }
  if (known === undefined) {
    if (run.fresh > 0 && performance.now() >= run.until) throw paused;
    run.known[place] = begun;
  }
  let done: Done;
  try {
    done = { value: work() };
  } catch (error) {
    if (error === paused) throw paused;
    done = { error };
  }
  run.known.length = place;
  run.known[place] = done;
  run.place = place + 1;
  run.fresh++;
  if ("error" in done) throw done.error;
  return done.value as Result;
}

/** With fewer rows a sum is quick enough to be one piece. */
const fewRows = 20_000;

/** Sum over parts, each of which may add to a gradient, of which none is begun before the pause that is due. */
export function sumParts<Part>(
  parts: readonly Part[],
  rows: number,
  add: (part: Part, gradient?: Float64Array) => number,
  gradient?: Float64Array,
): number {
  let sum = 0;
  if (running === null || rows < fewRows) {
    for (const part of parts) sum += add(part, gradient);
    return sum;
  }
  const own = gradient && piece(() => new Float64Array(gradient.length));
  for (const part of parts) sum += piece(() => add(part, own));
  if (gradient !== undefined) for (let i = 0; i < gradient.length; i++) gradient[i]! += own![i]!;
  return sum;
}

/** Rows `from` to `to` - 1. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Rows so many at a time, alike in one go and with pauses, so that sums over them have the same bits. */
export function rangesOf(rows: number): readonly RowRange[] {
  const most = 1 << 14;
  const ranges: RowRange[] = [];
  for (let from = 0; from < rows; from += most) ranges.push({ from, to: Math.min(rows, from + most) });
  return ranges;
}

/** A function of a point that fills in its gradient, and its information where that is asked for. */
type Evaluation = (x: Float64Array, gradient: Float64Array, information?: Float64Array) => number;

/** The same function, each value a piece that can be had again with all that it filled in. */
export function evaluatedInPieces(at: Evaluation): Evaluation {
  return (x, gradient, information) => {
    if (running === null) return at(x, gradient, information);
    const known = piece(() => {
      const value = at(x, gradient, information);
      return { value, gradient: gradient.slice(), information: information?.slice() };
    });
    gradient.set(known.gradient);
    if (known.information !== undefined) information?.set(known.information);
    return known.value;
  };
}

/** The same for a function that adds to its gradient, and works with arrays that its next evaluation overwrites. */
export function addedInPieces(
  evaluate: (parameters: Float64Array, gradient?: Float64Array) => number,
): (parameters: Float64Array, gradient?: Float64Array) => number {
  return (parameters, gradient) => {
    if (running === null) return evaluate(parameters, gradient);
    const known = piece(() => {
      const own = gradient && new Float64Array(gradient.length);
      return { value: evaluate(parameters, own), own };
    });
    if (gradient !== undefined) for (let i = 0; i < gradient.length; i++) gradient[i]! += known.own![i]!;
    return known.value;
  };
}

/** Goes through rows, so many at a time, over a state that outlives a pause. */
export function overRows<State>(
  length: number,
  create: () => State,
  take: (state: State, from: number, to: number) => void,
  rows = 1 << 15,
): State {
  const state = piece(create);
  if (running === null) take(state, 0, length);
  else
    for (let from = 0; from < length; from += rows) {
      const to = Math.min(length, from + rows);
      piece(() => take(state, from, to));
    }
  return state;
}

/** Says that the work has come to a share of the whole, and what the next such share is. */
export function reached(share: number, ahead: number): void {
  if (running === null || share < running.share) return;
  running.share = share;
  running.ahead = ahead;
}

/** Runs work to its end, giving way to the event loop between pieces. */
export async function runPieces<Result>(
  work: () => Result,
  { signal, onProgress }: AsyncOptions = {},
  milliseconds = longest,
): Promise<Result> {
  const run: Run = { known: [], place: 0, until: 0, fresh: 0, share: 0, ahead: 0.9 };
  for (;;) {
    if (signal?.aborted)
      throw signal.reason ?? Object.assign(new Error("the work was stopped"), { name: "AbortError" });
    const end = advance(run, work, milliseconds);
    if (end !== null) {
      onProgress?.(1);
      return end.value;
    }
    // Nobody knows how many evaluations a search takes: between two known shares it goes a little of what is left each time.
    run.share += (run.ahead - run.share) / 24;
    onProgress?.(run.share);
    await nextTask();
  }
}

function advance<Result>(
  run: Run,
  work: () => Result,
  milliseconds: number,
): { readonly value: Result } | null {
  run.place = 0;
  run.fresh = 0;
  run.until = performance.now() + milliseconds;
  const outer = running;
  running = run;
  try {
    return { value: work() };
  } catch (error) {
    if (error === paused) return null;
    throw error;
  } finally {
    running = outer;
  }
}

/** The next task of the event loop: browsers make `setTimeout` wait 4 ms, a message not. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof MessageChannel === "undefined") {
      setTimeout(resolve, 0);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
