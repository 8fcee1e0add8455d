/** Functions of the library by name in a worker, in browsers and in Node: data in, the plain result out. */
export type { AsyncOptions, StopSignal } from "../pieces.js";
export { answerCalls, type CallableFunctions } from "./answer-calls.js";
export { callInWorker, type WorkerCallOptions } from "./call-in-worker.js";
export type { MessageEnd } from "./messages.js";
