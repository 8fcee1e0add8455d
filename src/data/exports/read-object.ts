/** Reads the fields of a vendor's objects; what is wrong is noted by the path of its object and field. */
import { check, describe, isFiniteNumber, isList } from "../../errors.js";
import type { Problems } from "../../tables/problems.js";
import type { StripeList, StripeReference } from "./stripe-objects.js";

/** An object of an export while it is read: where it stands, and where its faults are noted. */
export interface ReadObject {
  /** Its path, such as `subscriptions[3]`. */
  readonly path: string;
  readonly problems: Problems;
}

/** Rows or objects of an export, counted by why they are not among the rows that come out. */
export type LeftOut = Readonly<Record<string, number>>;

/** Counts by reason, in order of the reasons' names. */
export interface LeftOutCounter {
  add(reason: string, count?: number): void;
  counts(): LeftOut;
}

/** Opens an empty count. */
export function countLeftOut(): LeftOutCounter {
  const counts = new Map<string, number>();
  return {
    add(reason, count = 1) {
      if (count > 0) counts.set(reason, (counts.get(reason) ?? 0) + count);
    },
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Checks that an argument is a list of objects with identifiers of their own, and gives them with their paths. */
export function openObjects<Item extends object>(
  where: string,
  argument: string,
  objects: readonly Item[],
  problems: Problems,
): (readonly [object: Item, at: ReadObject])[] {
  const list = typeof objects === "object" && objects !== null && !isList(objects) && "data" in objects;
  const rule = `must be an array of objects${list ? ": pass its data" : ""}`;
  check(isList(objects), where, argument, rule, objects);
  const seen = new Set<unknown>();
  const opened: (readonly [Item, ReadObject])[] = [];
  for (const [i, object] of Array.from(objects).entries()) {
    const at = { path: `${argument}[${i}]`, problems };
    if (typeof object !== "object" || object === null) {
      problems.add(at.path, "must be an object", object);
      continue;
    }
    const { id } = object as { id?: unknown };
    if (typeof id !== "string" || id === "") problems.add(`${at.path}.id`, "must be text", id);
    else if (seen.has(id)) problems.add(`${at.path}.id`, "must be unique", id);
    seen.add(id);
    opened.push([object, at]);
  }
  return opened;
}

/** The entries of a list within an object; a list of which there are more pages is refused. */
export function entriesWithin<Item>(
  { path, problems }: ReadObject,
  field: string,
  list: StripeList<Item> | null | undefined,
): (readonly [Item, ReadObject])[] {
  if (!isList(list?.data)) {
    problems.add(`${path}.${field}.data`, "must be an array", list?.data);
    return [];
  }
  if (list.has_more === true)
    problems.add(`${path}.${field}.has_more`, "must be false: the other pages are needed too", true);
  return Array.from(list.data, (entry, i) => [entry, { path: `${path}.${field}.data[${i}]`, problems }]);
}

/** A moment in milliseconds from one in seconds; null where there is none. */
export function momentOf({ path, problems }: ReadObject, field: string, seconds: unknown): number | null {
  if (seconds === null || seconds === undefined) return null;
  if (typeof seconds === "number" && seconds >= 0 && seconds < 1e11) return Math.round(seconds * 1000);
  problems.add(`${path}.${field}`, "must be a time in seconds since 1970", seconds);
  return null;
}

/** A moment that there must be; NaN where there is none. */
export function neededMoment(at: ReadObject, field: string, seconds: unknown): number {
  if (seconds === null || seconds === undefined)
    at.problems.add(`${at.path}.${field}`, "must be a time in seconds since 1970", seconds);
  return momentOf(at, field, seconds) ?? Number.NaN;
}

/** A finite number of minor units; 0 where it is none, which has been noted. */
export function minorUnits({ path, problems }: ReadObject, field: string, amount: unknown): number {
  if (isFiniteNumber(amount)) return amount;
  problems.add(`${path}.${field}`, "must be a number of minor units", amount);
  return 0;
}

/** Text that must not be empty. */
export function textOf({ path, problems }: ReadObject, field: string, text: unknown): string {
  if (typeof text === "string" && text !== "") return text;
  problems.add(`${path}.${field}`, "must be text", text);
  return "";
}

/** One of a closed list of words. */
export function wordOf(
  { path, problems }: ReadObject,
  field: string,
  word: unknown,
  words: readonly string[],
): string {
  if (!(words as readonly unknown[]).includes(word))
    problems.add(`${path}.${field}`, `must be one of ${words.map(describe).join(", ")}`, word);
  return word as string;
}

/** The identifier that a reference is, or has. */
export function idOf(at: ReadObject, field: string, reference: StripeReference | null | undefined): string {
  const id = typeof reference === "object" && reference !== null ? reference.id : reference;
  return textOf(at, field, id);
}

/** Entries of a list that may be missing; what is no list is noted. */
export function listIn<Entry extends object | string>(
  { path, problems }: ReadObject,
  field: string,
  list: readonly Entry[] | null | undefined,
): readonly Entry[] {
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) {
    problems.add(`${path}.${field}`, "must be an array", list);
    return [];
  }
  return list.filter((entry, i) => {
    const known = typeof entry === "string" || (typeof entry === "object" && entry !== null);
    if (!known) problems.add(`${path}.${field}[${i}]`, "must be an object", entry);
    return known;
  });
}

/** An ISO instant; null for none, and for what has been noted as none. */
export const isoOf = (moment: number | null): string | null =>
  moment === null || !Number.isFinite(moment) ? null : new Date(moment).toISOString();
