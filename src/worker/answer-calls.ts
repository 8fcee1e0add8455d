/** The worker's end: runs functions by name. */
import { check, didYouMean } from "../errors.js";
import {
  type AnswerMessage,
  type CallMessage,
  listen,
  type MessageEnd,
  type StopMessage,
} from "./messages.js";

/** Functions by name, and models with functions by name, such as a namespace import of the library. */
export type CallableFunctions = Readonly<Record<string, unknown>>;

type Work = (...given: readonly unknown[]) => unknown;

/**
 * Answers the calls that `callInWorker` sends: in a file of its own, which a worker is started with.
 *
 * A function that has a twin (`fitAsync`, `cohortTableAsync`) is run as the twin, so that a call can be stopped and tells of its
 * progress; another is run in one go. Only functions that are given can be called, by their own names.
 *
 * @param functions - What can be called: `import * as library from "retention-economics"`, or an object of a few functions and
 *   models, so that a bundler leaves out the rest.
 * @param port - The worker's end: left out, the global scope of a browser's worker or the `parentPort` of Node's, which Node before
 *   20.16 must be told.
 * @throws {InvalidInputError} If there is no end to listen to.
 *
 * @example
 * import { answerCalls, callInWorker } from "retention-economics/worker";
 *
 * const { port1, port2 } = new MessageChannel();
 * answerCalls({ churnRate }, port2);
 * await callInWorker(port1, "churnRate", [{ atStart: 250, lost: 10 }]); // => 0.04
 * port1.close();
 */
export function answerCalls(functions: CallableFunctions, port?: MessageEnd): void {
  const end = port ?? ownEnd();
  const rule = "must be the worker's end: parentPort of node:worker_threads, or nothing in a worker";
  check(typeof end?.postMessage === "function", "answerCalls", "port", rule, port);
  const running = new Map<number, { aborted: boolean }>();
  listen(end, "message", (message) => {
    const { id, ...rest } = message as CallMessage | StopMessage;
    if ("stop" in rest) {
      const signal = running.get(id);
      if (signal !== undefined) signal.aborted = true;
      return;
    }
    const signal = { aborted: false };
    running.set(id, signal);
    const tell = (answer: AnswerMessage): void => end.postMessage(answer);
    void answer(functions, { id, ...rest }, signal, tell).finally(() => running.delete(id));
  });
}

/** Runs one call and says how it ended; what cannot be sent is a refusal too. */
async function answer(
  functions: CallableFunctions,
  { id, name, arguments: given }: CallMessage,
  signal: { readonly aborted: boolean },
  tell: (answer: AnswerMessage) => void,
): Promise<void> {
  try {
    const twin = functionAt(functions, `${name}Async`);
    const work = twin ?? functionAt(functions, name);
    const names = Object.keys(functions);
    const rule = `must name a function that the worker was given${didYouMean(name, names)}`;
    check(work !== null, "callInWorker", "name", rule, name);
    const onProgress = (share: number): void => tell({ id, share });
    tell({ id, result: await work(...(twin === null ? given : watched(given, { signal, onProgress }))) });
  } catch (refused) {
    tell({ id, refused });
  }
}

/** The arguments with `signal` and `onProgress` among the options, which are the last: an object after the data. */
function watched(given: readonly unknown[], watch: object): readonly unknown[] {
  if (given.length < 2) return [...given, watch];
  return [...given.slice(0, -1), { ...(given.at(-1) as object | undefined), ...watch }];
}

/** The function of a name such as `bgNbd.fit`, by own names alone; null where there is none. */
function functionAt(functions: CallableFunctions, name: string): Work | null {
  let found: unknown = functions;
  for (const part of String(name).split(".")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, part)) return null;
    found = (found as CallableFunctions)[part];
  }
  return typeof found === "function" ? (found as Work) : null;
}

/** The end of the worker that this runs in. */
function ownEnd(): MessageEnd | null {
  const scope = globalThis as object as {
    process?: { getBuiltinModule?: (name: string) => { parentPort: MessageEnd | null } | undefined };
    postMessage?: unknown;
  };
  const inNode = scope.process?.getBuiltinModule?.("node:worker_threads")?.parentPort;
  return inNode ?? (typeof scope.postMessage === "function" ? (scope as object as MessageEnd) : null);
}
