/** Every public function with its sample calls, and what is wrong with what it gives or with how it refuses. */
import * as expressions from "../../src/expressions/index.js";
import * as root from "../../src/index.js";
import * as sql from "../../src/sql/index.js";
import { type SampleCalls, sampleCalls, sampleVerbs } from "./sample-calls.js";

export type Callable = (...given: readonly unknown[]) => unknown;

/** The classes of errors are exported too, and are no functions to call. */
const errorClasses = ["ConvergenceError", "InsufficientDataError", "InvalidInputError"];
const codes = ["INVALID_INPUT", "INSUFFICIENT_DATA", "NO_CONVERGENCE"];
export interface PublicFunction {
  readonly name: string;
  readonly call: Callable;
  readonly samples: SampleCalls | undefined;
}

export const isNamespace = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Module]";

export function publicFunctions(): PublicFunction[] {
  const found: PublicFunction[] = [];
  for (const [name, value] of Object.entries({ ...root, ...expressions, ...sql })) {
    if (typeof value === "function" && !errorClasses.includes(name))
      found.push({ name, call: value as Callable, samples: sampleCalls[name] });
    if (!isNamespace(value)) continue;
    const { inference = {} } = value as { readonly inference?: object };
    const drawn = Object.entries(inference).map(([verb, call]) => [`inference.${verb}`, call] as const);
    for (const [verb, call] of [...Object.entries(value), ...drawn])
      if (typeof call === "function")
        found.push({
          name: `${name}.${verb}`,
          call: call as Callable,
          samples:
            sampleVerbs[name]?.[verb.replace(/^inference[.]|Async$/g, "")] ??
            sampleCalls[`${name}.${verb.replace(/Async$/, "")}`],
        });
  }
  return found;
}

/** Where a result holds what no result may hold, or null. Columns (Float64Array) mark with NaN what is not defined. */
function fault(value: unknown, path = "result"): string | null {
  if (value === undefined) return `${path} is undefined`;
  if (typeof value === "number") return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value !== "object" || value === null) return null;
  if (ArrayBuffer.isView(value)) {
    const infinite = Array.from(value as Float64Array).find((x) => Math.abs(x) === Infinity);
    return infinite === undefined ? null : `${path} holds ${infinite}`;
  }
  for (const [key, part] of Object.entries(value)) {
    const found = fault(part, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** In whose names a call may be refused: its own, and those of the verbs of the model that it works on. */
function spokenFor(name: string, given: readonly unknown[]): string[] {
  const within = (values: readonly unknown[]) =>
    values.flatMap((value) => [value, ...Object.values(value ?? {})]);
  // A model is an argument, or in a row of one: `[{ model, fit }]`.
  const parts = within(within(given));
  const models = parts.flatMap((value) => Object.entries(root).filter(([, exported]) => exported === value));
  const own = name.endsWith(".likelihoodProblem")
    ? [`${name.replace("inference.likelihoodProblem", "fit")}: `]
    : [];
  // A twin may speak in the name of the function whose work it does.
  const twin = name.endsWith("Async") ? [`${name.replace(/Async$/, "")}: `] : [];
  return [`${name}: `, ...twin, ...own, ...models.map(([model]) => `${model}.`)];
}

/** What is wrong with an error, or null. */
function faultOfError(name: string, given: readonly unknown[], error: unknown): string | null {
  const { code, message } = error as { code?: string; message: string };
  if (code === undefined || !codes.includes(code)) return `throws ${String(error)}`;
  if (!spokenFor(name, given).some((spoken) => message.startsWith(spoken)))
    return `is refused in another name: ${message}`;
  if (message.length > 600) return `is refused in ${message.length} characters`;
  return /undefined\.|\[object/.test(message) ? `is refused with: ${message}` : null;
}

/** What is wrong with what a call gives, or null. */
export async function faultOfCall(
  { name, call }: PublicFunction,
  given: readonly unknown[],
): Promise<string | null> {
  try {
    const result = call(...given);
    // The problem of a likelihood is functions and starting points, not a result.
    if (name.endsWith(".likelihoodProblem")) return null;
    return fault(result instanceof Promise ? await result : result);
  } catch (error) {
    return faultOfError(name, given, error);
  }
}

/** A copy of a list with one of its items replaced. */
export const changed = (list: ArrayLike<unknown>, index: number, by: unknown) =>
  Array.from(list, (item, i) => (i === index ? by : item));
