/** The page's end: calls functions of a worker by name. */
import {
  ConvergenceError,
  check,
  checkOptions,
  InsufficientDataError,
  InvalidInputError,
} from "../errors.js";
import type { AsyncOptions } from "../pieces.js";
import { asList } from "../tables/columns.js";
import { type AnswerMessage, type CallMessage, listen, type MessageEnd } from "./messages.js";

interface Waiting {
  readonly done: (result: unknown) => void;
  readonly failed: (error: unknown) => void;
  readonly onProgress: ((share: number) => void) | undefined;
}

/** The calls that wait for an answer, by number. */
interface Connection {
  readonly waiting: Map<number, Waiting>;
  calls: number;
}

const connections = new WeakMap<MessageEnd, Connection>();

/** How a call in a worker is watched and stopped, and what is handed over. */
export interface WorkerCallOptions extends AsyncOptions {
  /** Buffers of columns among the arguments that are handed over, not copied: the caller has them no more. */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
}

/**
 * Calls a function of the library by its name in a worker that answers calls (`answerCalls`), in a browser or in Node.
 *
 * Arguments and results are data: they are copied, and a function among them (a formula, an `onProgress` of its own) is refused by
 * the engine. Columns of the result are lists in JSON, and errors have their class and `code`, as without a worker. A call that is
 * stopped is rejected at once; the worker stops at its next pause where the function has a twin (`fitAsync`), else it goes on
 * unheard: `terminate` ends it.
 *
 * @param worker - The worker: a browser's `Worker`, or that of `node:worker_threads`.
 * @param name - The function: `"churnRate"`, or of a model `"bgNbd.fit"`.
 * @param given - The arguments of the function, as a list.
 * @param options - `signal`, `onProgress`, `transfer`.
 * @returns A promise of the result; rejected with what the function throws, or with the signal's reason.
 * @throws {InvalidInputError} If the worker has no such function, or an option is not valid.
 *
 * @example
 * import { answerCalls, callInWorker } from "retention-economics/worker";
 *
 * const { port1, port2 } = new MessageChannel();
 * answerCalls({ geometric }, port2);
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90], stillActive: 653 };
 * const fit = await callInWorker<Fit<GeometricParameters>>(port1, "geometric.fit", [cohort]);
 * fit.parameters; // ≈ { theta: 0.1328 }
 * port1.close();
 */
export function callInWorker<Result = unknown>(
  worker: MessageEnd,
  name: string,
  given: readonly unknown[] = [],
  options: WorkerCallOptions = {},
): Promise<Result> {
  checkCall("callInWorker", worker, name, given);
  checkOptions("callInWorker", options, ["signal", "onProgress", "transfer"]);
  const { signal, onProgress, transfer = [] } = options;
  if (signal?.aborted) return Promise.reject(reasonOf(signal));
  const connection = connectionOf(worker);
  const id = connection.calls++;
  return new Promise<Result>((resolve, reject) => {
    const heard = signal as object as AbortListener | undefined;
    const stop = (): void => {
      connection.waiting.delete(id);
      worker.postMessage({ id, stop: true });
      reject(reasonOf(signal!));
    };
    const end = (): void => heard?.removeEventListener?.("abort", stop);
    connection.waiting.set(id, {
      onProgress,
      done(result) {
        end();
        resolve(columnsAsLists(result) as Result);
      },
      failed(error) {
        end();
        reject(error);
      },
    });
    heard?.addEventListener?.("abort", stop);
    worker.postMessage(
      { id, name, arguments: given } satisfies CallMessage,
      ...([transfer] as readonly unknown[] as readonly never[]),
    );
  });
}

function checkCall(where: string, worker: MessageEnd | null, name: unknown, given: unknown): void {
  check(typeof worker?.postMessage === "function", where, "worker", "must be a worker", worker);
  check(typeof name === "string" && name !== "", where, "name", "must be the name of a function", name);
  check(Array.isArray(given), where, "given", "must be an array of arguments", given);
}

/** A signal that can be listened to. */
interface AbortListener {
  addEventListener?(event: "abort", heard: () => void): void;
  removeEventListener?(event: "abort", heard: () => void): void;
}

function reasonOf({ reason }: { readonly reason?: unknown }): unknown {
  return reason ?? Object.assign(new Error("the work was stopped"), { name: "AbortError" });
}

function connectionOf(worker: MessageEnd): Connection {
  const known = connections.get(worker);
  if (known !== undefined) return known;
  const connection: Connection = { waiting: new Map(), calls: 0 };
  connections.set(worker, connection);
  listen(worker, "message", (message) => {
    const answer = message as AnswerMessage;
    const call = connection.waiting.get(answer.id);
    if ("share" in answer) call?.onProgress?.(answer.share);
    else {
      connection.waiting.delete(answer.id);
      if ("result" in answer) call?.done(answer.result);
      else call?.failed(asThrown(answer.refused));
    }
  });
  listen(worker, "error", (error) => {
    for (const call of connection.waiting.values()) call.failed(error);
    connection.waiting.clear();
  });
  (worker as { start?: () => void }).start?.();
  return connection;
}

/** Columns of numbers as JSON writes those of a function called without a worker: as lists. */
function columnsAsLists(value: unknown): unknown {
  if (value instanceof Float64Array) asList(value);
  else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value))
    for (const part of Object.values(value)) columnsAsLists(part);
  return value;
}

/** An error of the library in its class: a copy has its fields alone. */
function asThrown(error: unknown): unknown {
  const { code, message, best } = (error ?? {}) as { code?: unknown; message?: string; best?: unknown };
  if (code === "INVALID_INPUT") return new InvalidInputError(String(message));
  if (code === "INSUFFICIENT_DATA") return new InsufficientDataError(String(message));
  return code === "NO_CONVERGENCE" ? new ConvergenceError(String(message), best) : error;
}
