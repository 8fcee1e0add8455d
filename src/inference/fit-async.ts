/** Fits in pieces: the same function, run with pauses. */
import { type AsyncOptions, runPieces } from "../pieces.js";

/** `fit` of a model, in pieces. */
export interface FitAsync<Data, Options, Result> {
  /**
   * `fit` in pieces of under 40 milliseconds, between which a page or a server can do something else; it can be stopped, and
   * reports its progress. How long a search takes is not known beforehand: the share is an estimate that only rises. The data
   * must stay as they are until it is done.
   * @param data - As in `fit`.
   * @param options - As in `fit`, with `signal` and `onProgress`.
   * @returns A promise of the same fit, in every bit; rejected with what `fit` throws, or with the signal's reason.
   */
  (data: Data, options?: Options & AsyncOptions): Promise<Result>;
}

/** `fitAsync` of a model. */
export function asyncFit<Data, Options extends object, Result>(
  fit: (data: Data, options?: Options) => Result,
): FitAsync<Data, Options, Result> {
  return (data, options) => {
    if (typeof options !== "object" || options === null) return runPieces(() => fit(data, options));
    const { signal, onProgress, ...own } = options as AsyncOptions & Options;
    return runPieces(() => fit(data, own as object as Options), { signal, onProgress });
  };
}
