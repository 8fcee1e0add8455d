/** What engines answer to the statements is what the package computes. A larger sample, and PostgreSQL, are in test/slow/sql.test.ts. */

import { beforeAll, describe, expect, it } from "vitest";
import type { SqlQuery } from "../../src/sql/index.js";
import { differences, type Engine, inOrder, openDuckDb } from "./engines.js";
import { sampleLogs } from "./logs.js";
import { mistakenTable, mistakesOf } from "./mistakes.js";
import { reductionsOf, resultOrNone, rowsOrNone, tablesOf } from "./reductions.js";

const logs = sampleLogs(3);

describe("DuckDB", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openDuckDb();
    for (const table of logs.flatMap(tablesOf)) await engine.make(table);
  });

  it.each(logs.map((log, i) => [i, log] as const))(
    "computes what the package computes of log %i",
    async (_, log) => {
      for (const { name, query, expected } of reductionsOf(log)) {
        const statement = query(engine.dialect);
        const actual = inOrder(statement, resultOrNone(statement, await engine.run(statement)));
        const wanted = inOrder(statement, rowsOrNone(expected));
        expect({ name, differences: differences(wanted, actual).slice(0, 5) }).toEqual({
          name,
          differences: [],
        });
      }
    },
  );

  it("tells a deliberate mistake from what is right", async () => {
    await engine.make(mistakenTable);
    for (const { name, right, wrong, expected } of mistakesOf(engine.dialect)) {
      const differencesOf = async (query: SqlQuery) =>
        differences(inOrder(query, expected()), inOrder(query, resultOrNone(query, await engine.run(query))));
      expect({ name, right: await differencesOf(right) }).toEqual({ name, right: [] });
      expect({ name, isCaught: (await differencesOf(wrong)).length > 0 }).toEqual({ name, isCaught: true });
    }
  });
});
