/** Work that is watched: its options are read before its first step, so that a misspelt one rejects the promise. */
import { checkOptions } from "../errors.js";
import type { AsyncOptions, Steps } from "../inference/steps.js";

/** The steps, after their options were checked. */
export function* watchedSteps<Result>(
  where: string,
  options: AsyncOptions,
  steps: Steps<Result>,
): Steps<Result> {
  checkOptions(where, options, ["signal", "onProgress"]);
  return yield* steps;
}
