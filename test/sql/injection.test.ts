/** Hostile names and values: quoted or refused in every dialect, and run in DuckDB without effect. */
import { beforeAll, describe, expect, it } from "vitest";
import { InvalidInputError } from "../../src/errors.js";
import { dialects } from "../../src/sql/dialects.js";
import { cohortTableSql, type SqlDialect, type SqlQuery, stickinessSql } from "../../src/sql/index.js";
import { openDuckDb } from "./engines.js";

const names = Object.keys(dialects) as SqlDialect[];
const shapes = [
  "'; DROP TABLE victims; --",
  '"; DROP TABLE victims; --',
  "`; DROP TABLE victims; --",
  "\\'; DROP TABLE victims; --",
  "\\\\'; DROP TABLE victims; --",
  "x') OR 1 = 1 --",
  "'' OR ''='",
  "order/*",
  "*/ order",
  "-- order",
  "order\n-- next",
  "order\0",
  "$" + "{order}",
  "$1",
  "?",
  ":name",
  "{p1:String}",
  "{{ env_var('SECRET') }}",
  "{% do run_query('DROP TABLE victims') %}",
  "{# order",
  "\u2019; DROP TABLE victims",
  "\ud800",
  "\u0001",
  "0\u0001",
  "\u202eorder",
];
const ends = ["", "'", "\\", "')--"];
/** A hundred hostile texts. */
const hostile = shapes.flatMap((shape) => ends.map((end) => shape + end));

/** The texts outside the literals, identifiers and comments of a statement, by the dialect's own rules of escaping. */
function outside(text: string, dialect: SqlDialect): string {
  const { quote, backslash, quoteInText } = dialects[dialect];
  let kept = "";
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (text.startsWith("--", i)) {
      while (i < text.length && text[i] !== "\n") i++;
    } else if (letter === "'") {
      for (i++; text[i] !== "'" || (quoteInText === "''" && text[i + 1] === "'"); i++) {
        if (i >= text.length) return `${kept} an open literal`;
        if (text[i] === "'" || (backslash === "escapes" && text[i] === "\\")) i++;
      }
      kept += "''";
    } else if (letter === quote) {
      i = text.indexOf(quote, i + 1);
      kept += quote + quote;
    } else kept += letter;
  }
  return kept;
}

const asOf = "2024-03-01";
const withValue = (dialect: SqlDialect, value: string, values: "literals" | "parameters" = "literals") =>
  stickinessSql("events", { asOf, dialect, values, activeEvent: value, event: "kind" });

/** A statement, or null where it is refused as bad input. */
function written(query: () => SqlQuery): SqlQuery | null {
  try {
    return query();
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}

describe.each(names)("%s", (dialect) => {
  const plainNames = outside(stickinessSql("t", { dialect, asOf }).text, dialect);
  const plain = outside(withValue(dialect, "order").text, dialect);

  it("quotes or refuses a hundred hostile values and names", () => {
    expect(hostile).toHaveLength(100);
    const seen = { quoted: 0, refused: 0 };
    for (const text of hostile) {
      const value = written(() => withValue(dialect, text));
      if (value !== null) expect(outside(value.text, dialect)).toBe(plain);
      seen[value === null ? "refused" : "quoted"]++;
      const named = written(() => stickinessSql([text], { dialect, asOf, customer: text }));
      if (named !== null) expect(outside(named.text, dialect)).toBe(plainNames);
    }
    expect(seen.quoted).toBeGreaterThan(20);
    expect(seen.refused).toBeGreaterThan(20);
  });

  it("passes every text beside the statement, where values are parameters", () => {
    for (const text of hostile) {
      const { text: sql, parameters } = withValue(dialect, text, "parameters");
      expect(parameters).toEqual([text, text]);
      expect(sql.includes("victims")).toBe(false);
    }
  });
});

describe("DuckDB", () => {
  let engine: Awaited<ReturnType<typeof openDuckDb>>;
  beforeAll(async () => {
    engine = await openDuckDb();
    await engine.connection.run("CREATE TABLE victims AS SELECT 1 AS one");
  });

  it("finds each value as itself and nothing else happens", async () => {
    let found = 0;
    for (const value of hostile) {
      const query = written(() =>
        cohortTableSql("events", {
          ...{ dialect: "duckdb", period: "month", asOf },
          startEvent: value,
          event: "kind",
        }),
      );
      if (query === null) continue;
      const columns = [
        ["customer", "text"],
        ["time", "instant"],
        ["kind", "text"],
      ] as const;
      const row = { customer: "ann", time: Date.UTC(2024, 0, 5), kind: value };
      await engine.make({ name: "events", columns, rows: [row, { ...row, customer: "bob", kind: "other" }] });
      const rows = (await engine.run(query)) as { size: unknown[]; refusedRows: unknown[] };
      expect([Number(rows.size[0]), Number(rows.refusedRows[0])]).toEqual([1, 0]);
      found++;
    }
    expect(found).toBeGreaterThan(20);
    const { one } = (await engine.connection.runAndReadAll("SELECT one FROM victims")).getColumnsObjectJS();
    expect(one).toEqual([1]);
  });
});
