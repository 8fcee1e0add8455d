/** Writes a statement: steps by name with a comment each, identifiers quoted, values as literals or beside the text. */
import { check, checkChoice } from "../errors.js";
import type { CustomerId } from "../tables/read-customers.js";
import type { GroupLabel } from "../tables/read-labels.js";
import { dialects, type Primitives, type SqlDialect, type SqlParameter } from "./dialects.js";
import { quoteName, quoteTable, quoteText, quoteValue } from "./quoting.js";

/** What every function that writes SQL is told. */
export interface SqlOptions {
  /** The engine whose SQL is written. */
  readonly dialect: SqlDialect;
  /**
   * How values of options, such as kinds of events, stand in the text: `"literals"` (default), escaped, so that the text runs
   * as it is; or `"parameters"`, as placeholders for `parameters`.
   */
  readonly values?: "literals" | "parameters" | undefined;
}

/**
 * A table of the warehouse: its name (`orders`, or `shop.orders`), the parts of its name (where one holds a dot), or for dbt
 * the model or source that stands for it.
 */
export type SqlTable =
  | string
  | readonly string[]
  | {
      /** The dbt model: written as a call of `ref`. */
      readonly ref: string;
    }
  | {
      /** The dbt source and its table: written as a call of `source`. */
      readonly source: readonly [source: string, table: string];
    };

/** What a column of a result holds; `readQueryResult` checks it. */
export type SqlColumnKind =
  | "identifier"
  | "label"
  | "flag"
  | "count"
  | "number"
  | "time"
  | "instant"
  | "check";

/** A column that a statement returns; `Result` is what all of them are read as. */
export interface SqlColumn<Result extends object = object> {
  /** Its name. */
  readonly name: string;
  /** Known to the compiler alone, and never there. */
  readonly result?: Result | undefined;
  /** What it holds: an identifier, a label (text, number or boolean), a flag, a count, a number, a time (milliseconds since 1970), an instant (read as ISO text), or the number of refused rows. */
  readonly kind: SqlColumnKind;
  /** Whether it may hold null. */
  readonly nullable: boolean;
}

/** What a query returned, column by column: identifiers, labels, flags and instants as lists, all else as numbers. */
export interface QueryResult {
  readonly [column: string]: Float64Array | readonly (CustomerId | GroupLabel | null)[];
}

/** A statement to run in a warehouse, and for the compiler the type of what `readQueryResult` makes of its result. */
export interface SqlQuery<Result extends object = object> {
  /** The function whose result the statement computes. */
  readonly of: string;
  /** The statement. */
  readonly text: string;
  /** The values of its placeholders, in order; empty unless `values` is `"parameters"`. */
  readonly parameters: readonly SqlParameter[];
  /** The columns that it returns. */
  readonly columns: readonly SqlColumn<Result>[];
}

/** A step of a statement: a query by name, and what it is for. */
export interface Step {
  readonly name: string;
  readonly comment: string;
  readonly body: string;
}

/** Writes the parts of one statement in one dialect, on behalf of the public function `where`. */
export interface Writer extends Primitives {
  readonly where: string;
  readonly dialect: SqlDialect;
  /** A quoted identifier; `argument` names the option that it comes from. */
  name(argument: string, name: unknown): string;
  /** The quoted name of a table. */
  table(argument: string, table: unknown): string;
  /** A value of an option. */
  value(argument: string, value: unknown): string;
  /** A text that is none of the caller's, as a literal. */
  literal(text: string): string;
  toWhole(value: string): string;
  toReal(value: string): string;
  /** The quotient of two whole numbers, rounded down. */
  floorOf(value: string, divisor: number): string;
  /** The whole statement. */
  finish<Result extends object>(
    heading: string,
    steps: readonly Step[],
    select: readonly Selected[],
    from: string,
  ): SqlQuery<Result>;
}

/** A column of the last step: an expression, and what it holds. */
export interface Selected extends Pick<SqlColumn, "name" | "kind"> {
  readonly expression: string;
  readonly nullable?: boolean;
}

// What marks the place of a value while the text is put together; no name and no literal may hold it.
const mark = "\u0001";

/** Opens a writer for the options of a call. */
export function openWriter(where: string, { dialect, values = "literals" }: SqlOptions): Writer {
  checkChoice(where, "dialect", dialect, Object.keys(dialects) as SqlDialect[]);
  checkChoice(where, "values", values, ["literals", "parameters"]);
  const primitives = dialects[dialect];
  const kept: SqlParameter[] = [];
  const toReal = (given: string) => `CAST(${given} AS ${primitives.real})`;
  const toWhole = (given: string) => `CAST(${given} AS ${primitives.whole})`;
  return {
    ...primitives,
    ...{ where, dialect, toWhole, toReal },
    name: (argument, given) => quoteName(where, primitives, argument, given),
    table: (argument, given) => quoteTable(where, primitives, argument, given),
    literal: (text) => quoteText(primitives, text),
    value(argument, given) {
      const fine = ["string", "boolean"].includes(typeof given) || Number.isFinite(given);
      check(fine, where, argument, "must be text, a finite number or a boolean", given);
      const value = given as SqlParameter;
      if (values === "literals") return quoteValue(where, primitives, argument, value);
      return `${mark}${kept.push(value) - 1}${mark}`;
    },
    floorOf: (given, divisor) => (divisor === 1 ? given : toWhole(`FLOOR(${toReal(given)} / ${divisor})`)),
    finish(heading, steps, select, from) {
      const title = `-- ${where} of the npm package retention-economics (${dialect}): ${heading}`;
      const text = `${title}\n${textOf(primitives, steps, select)}\nFROM ${from}\n${primitives.settings}`;
      const columns = select.map(({ name, kind, nullable = false }) => ({ name, kind, nullable }));
      return { of: where.replace(/Sql$/, ""), ...placeValues(primitives, text, kept), columns };
    },
  };
}

/** Queries one after another. */
export const unionAll = (queries: readonly string[]): string => queries.join("\nUNION ALL\n");

/** Most periods that a statement can number: what has more is refused with its result. */
export const mostNumbers = 10_000;

/** The steps by which rows are made for the numbers from 0 on. */
export const numberSteps: readonly Step[] = [
  {
    name: "digits",
    comment: "the digits, of which numbers are made",
    body: unionAll(Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS digit`)),
  },
  {
    name: "numbers",
    comment: `the numbers from 0 to ${mostNumbers - 1}`,
    body: "SELECT a.digit + 10 * b.digit + 100 * c.digit + 1000 * d.digit AS k\nFROM digits a\nCROSS JOIN digits b\nCROSS JOIN digits c\nCROSS JOIN digits d",
  },
];

/** The steps, and the columns of the last one. */
function textOf({ quote }: Primitives, steps: readonly Step[], select: readonly Selected[]): string {
  const indent = (body: string) => body.replace(/^/gm, "  ");
  const withs = steps.map(({ name, comment, body }) => `-- ${comment}\n${name} AS (\n${indent(body)}\n)`);
  const columns = select.map(({ expression, name }) => `  ${expression} AS ${quote}${name}${quote}`);
  return `WITH\n${withs.join(",\n")}\nSELECT\n${columns.join(",\n")}`;
}

/** Puts placeholders where values are marked, in the order of the text. */
function placeValues(primitives: Primitives, text: string, kept: readonly SqlParameter[]) {
  const { text: ofText, real } = primitives;
  const parameters: SqlParameter[] = [];
  const pieces = text.split(mark).map((piece, i) => {
    if (i % 2 === 0) return piece;
    const value = kept[Number(piece)]!;
    const type = typeof value === "string" ? ofText : typeof value === "number" ? real : "Bool";
    return primitives.placeholder(parameters.push(value), type);
  });
  return { text: pieces.join(""), parameters };
}
