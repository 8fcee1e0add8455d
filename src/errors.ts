/**
 * The three errors of the library, the check that throws the first of them, and the one function that prints
 * a received value. Everything here is meant to be read by the person whose call was refused.
 */

/** Stable identifier of the class of an error: survives bundling, workers and JSON, where class identity is lost. */
export type ErrorCode = "INVALID_INPUT" | "INSUFFICIENT_DATA" | "NO_CONVERGENCE";

/** An error as plain data, as `toJSON()` gives it. */
export interface ErrorReport {
  /** Name of the class. */
  readonly name: string;
  /** Stable identifier of the class. */
  readonly code: ErrorCode;
  /** What was refused: function, argument, rule and value. */
  readonly message: string;
}

/** The call is wrong: an argument breaks a rule that its documentation states. */
export class InvalidInputError extends Error {
  /** Name of the class. */
  override readonly name = "InvalidInputError";
  /** Stable identifier of the class: test this rather than the class. */
  readonly code = "INVALID_INPUT";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    // biome-ignore lint/correctness/noConstructorReturn: a structured clone copies no field of what the engine made
    return cloneable(this);
  }
  /** The error as plain data. */
  toJSON(): ErrorReport {
    return { ...this, message: this.message };
  }
}

/** The call is right but the data cannot answer it: a parameter is not identified by them. */
export class InsufficientDataError extends Error {
  /** Name of the class. */
  override readonly name = "InsufficientDataError";
  /** Stable identifier of the class: test this rather than the class. */
  readonly code = "INSUFFICIENT_DATA";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    // biome-ignore lint/correctness/noConstructorReturn: a structured clone copies no field of what the engine made
    return cloneable(this);
  }
  /** The error as plain data. */
  toJSON(): ErrorReport {
    return { ...this, message: this.message };
  }
}

/** The optimiser stopped short of the optimum; `best` is the best point it reached, as plain data. */
export class ConvergenceError<Best = unknown> extends Error {
  /** Name of the class. */
  override readonly name = "ConvergenceError";
  /** Stable identifier of the class: test this rather than the class. */
  readonly code = "NO_CONVERGENCE";
  /** The best point reached, as plain data. */
  readonly best: Best;
  constructor(message: string, best: Best) {
    super(message);
    this.best = best;
    // biome-ignore lint/correctness/noConstructorReturn: a structured clone copies no field of what the engine made
    return cloneable(this);
  }
  /** The error as plain data, with the best point reached. */
  toJSON(): ErrorReport & { readonly best: Best } {
    return { ...this, message: this.message };
  }
}

/**
 * The same error as an object that a structured clone copies field by field: of what the engine knows as an error it keeps no
 * more than the message, and `code` would be lost on the way out of a worker.
 */
function cloneable<Made extends Error>(error: Made): Made {
  const { message, stack } = error;
  return Object.create(Object.getPrototypeOf(error) as object, {
    ...Object.getOwnPropertyDescriptors(error),
    message: { value: message, enumerable: true, writable: true, configurable: true },
    stack: { value: stack, writable: true, configurable: true },
  }) as Made;
}

/**
 * Throws `InvalidInputError` with the message "function: argument rule, received value" unless `condition` holds.
 * An element is named by its index (`orders[17].paidAt`); a rule is no sentence and has no full stop.
 */
export function check(
  condition: boolean,
  where: string,
  argument: string,
  rule: string,
  received: unknown,
): asserts condition {
  if (!condition)
    throw new InvalidInputError(`${where}: ${argument} ${rule}, received ${describe(received)}`);
}

/** Throws `InsufficientDataError` with the message "function: argument rule, received value" unless `condition` holds. */
export function checkSufficient(
  condition: boolean,
  where: string,
  argument: string,
  rule: string,
  received: unknown,
): asserts condition {
  if (!condition)
    throw new InsufficientDataError(`${where}: ${argument} ${rule}, received ${describe(received)}`);
}

/** Checks that an argument is an object whose fields can be read. */
export function checkObject(where: string, argument: string, value: unknown): asserts value is object {
  check(
    typeof value === "object" && value !== null && !Array.isArray(value),
    where,
    argument,
    "must be an object",
    value,
  );
}

/** The names of the fields of a type; of a union, those of each member. */
export type FieldOf<Input> = Input extends unknown ? keyof Input & string : never;

/**
 * Checks that an input is an object that holds nothing but the named fields: a misspelt one would change nothing. Not for
 * inputs without optional fields (there the missing field is named), nor for rows of data, which may hold more.
 */
export function checkFields<Input extends object>(
  where: string,
  argument: string,
  value: Input,
  names: readonly FieldOf<Input>[],
): void {
  checkObject(where, argument, value);
  refuseOthers(where, argument, value, { names });
}

/**
 * Checks that options are an object that holds nothing but the named ones: a misspelt option would change nothing. The two
 * options of an asynchronous twin (`signal`, `onProgress`) reach the work they watch, and pass.
 */
export function checkOptions<Options extends object>(
  where: string,
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  checkObject(where, "options", options);
  refuseOthers(where, "options", options, { names, silent: ["signal", "onProgress"] });
}

/** Refuses fields other than the named ones; the silent ones pass, and are not listed. */
function refuseOthers(
  where: string,
  argument: string,
  value: object,
  { names, silent = [] }: { names: readonly string[]; silent?: readonly string[] },
): void {
  for (const name of Object.keys(value))
    if (!names.includes(name) && !silent.includes(name))
      check(
        false,
        where,
        argument,
        `must hold nothing but ${names.join(", ")}${didYouMean(name, names)}`,
        name,
      );
}

/** A question after a misspelt name: the known one that the fewest changes of a letter make of it; empty where none is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  let [nearest, least] = ["", 1 + Math.max(1, Math.floor(name.length / 3))];
  // A single letter is a change away from any other.
  for (const known of name.length < 2 || name.length > 40 ? [] : names) {
    const changes = editDistance(name.toLowerCase(), known.toLowerCase());
    if (changes < least) [nearest, least] = [known, changes];
  }
  return nearest && ` (did you mean ${nearest}?)`;
}

/** How many letters must be added, left out, replaced or swapped with the next to make one word of another. */
function editDistance(a: string, b: string): number {
  let [earlier, before]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = before![j]! + (a[i] === b[j] ? 0 : 1);
      const swapped = j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j] ? earlier![j - 1]! + 1 : replaced;
      row.push(Math.min(before![j + 1]! + 1, row[j]! + 1, replaced, swapped));
    }
    [earlier, before] = [before, row];
  }
  return before!.at(-1)!;
}

/** Whether a value is an array without holes or a typed array, whose entries are read by their index. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) ? !hasHole(value) : ArrayBuffer.isView(value) && "length" in value;
}

/** Whether an array lacks entries that its length counts: `every`, `forEach` and `map` pass over them in silence. */
function hasHole(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === undefined && !(i in list)) return true;
  return false;
}

/** Whether a value is an array without holes. */
export const isDense = ((value: unknown) => Array.isArray(value) && !hasHole(value)) as typeof Array.isArray;

/** Whether a number is finite and no larger than 1e150, so that the product of two of them is finite too. */
export function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value) && Math.abs(value as number) <= 1e150;
}

/** What is said to a finite number that is too large. */
export const sizeHint = (value: unknown): string =>
  Number.isFinite(value) && !isFiniteNumber(value) ? " (of size 1e150 at most)" : "";

/** Checks that a number is finite, and no larger than 1e150. */
export function checkFinite(where: string, argument: string, value: unknown): asserts value is number {
  check(isFiniteNumber(value), where, argument, `must be a finite number${sizeHint(value)}`, value);
}

/** Checks that a number is finite and above 0. */
export function checkPositive(where: string, argument: string, value: unknown): asserts value is number {
  check(
    isFiniteNumber(value) && value > 0,
    where,
    argument,
    `must be a finite number above 0${sizeHint(value)}`,
    value,
  );
}

/** Checks that a number is finite and 0 or more. */
export function checkNonNegative(where: string, argument: string, value: unknown): asserts value is number {
  check(
    isFiniteNumber(value) && value >= 0,
    where,
    argument,
    `must be a finite number of 0 or more${sizeHint(value)}`,
    value,
  );
}

/** Checks that a number is whole and at least `minimum`. */
export function checkCount(
  where: string,
  argument: string,
  value: unknown,
  minimum = 0,
): asserts value is number {
  check(
    Number.isSafeInteger(value) && (value as number) >= minimum,
    where,
    argument,
    `must be a whole number of ${minimum} or more`,
    value,
  );
}

const fractionRules = {
  closed: "must be a fraction from 0 to 1",
  open: "must be a fraction above 0 and below 1",
  belowOne: "must be a fraction from 0 to below 1",
  aboveZero: "must be a fraction above 0 and at most 1",
} as const;

/** Checks that a number is a fraction; a value above 1 is told that fractions, not percentages, are meant. */
export function checkFraction(
  where: string,
  argument: string,
  value: unknown,
  ends: keyof typeof fractionRules = "closed",
): asserts value is number {
  // Neither a Symbol nor a BigInt is compared with a number.
  const x = typeof value === "number" ? value : Number.NaN;
  const lowOk = ends === "closed" || ends === "belowOne" ? x >= 0 : x > 0;
  const highOk = ends === "closed" || ends === "aboveZero" ? x <= 1 : x < 1;
  const hint = x > 1 ? " (not a percentage: 0.05 means 5%)" : "";
  check(Number.isFinite(value) && lowOk && highOk, where, argument, fractionRules[ends] + hint, value);
}

/** Checks that a rate that may be any fraction is none that only a percentage would be: at most `most`, 1 unless given. */
export function checkNoPercentage(where: string, argument: string, value: number, most = 1): void {
  check(value <= most, where, argument, `must be at most ${most} (not a percentage: 0.05 means 5%)`, value);
}

/** Checks that a value is one of a closed list of words. */
export function checkChoice<Choice extends string>(
  where: string,
  argument: string,
  value: unknown,
  choices: readonly Choice[],
): asserts value is Choice {
  // The list is written only when it is needed: this is asked on every call.
  if ((choices as readonly unknown[]).includes(value)) return;
  check(false, where, argument, `must be one of ${choices.map((choice) => `"${choice}"`).join(", ")}`, value);
}

/** Whether a value is what JSON makes of a typed array: an object with the keys "0", "1" and so on. */
export function isSpoilt(value: unknown): boolean {
  if (typeof value !== "object" || value === null || isList(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key, i) => key === String(i));
}

/** Prints a received value: strings quoted and cut at 40, arrays as "array of 12", never a whole row. */
export function describe(value: unknown): string {
  // Written small, since every bundle that holds one checked function carries it.
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Object(value) !== value) return String(value) + (typeof value === "bigint" ? "n" : "");
  if (value instanceof Date) return value.toJSON() ?? "an invalid Date";
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) {
    if (isSpoilt(value))
      return 'an object with keys "0", "1", … (a typed array after JSON: write Array.from of it)';
    return typeof value === "object" ? "an object" : "a function";
  }
  const { length } = value as ArrayLike<unknown>;
  if (Array.isArray(value) && hasHole(value)) return `array of ${length} with a hole`;
  const items: readonly unknown[] = length < 4 ? Array.from(value as ArrayLike<unknown>) : [""];
  return items.every((item) => typeof item === "number") ? `[${items.join(", ")}]` : `array of ${length}`;
}
