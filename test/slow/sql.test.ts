/** What engines answer to the statements is what the package computes. More logs, on DuckDB and PostgreSQL in this process. */
import { beforeAll, describe, expect, it } from "vitest";
import { differences, type Engine, inOrder, openDuckDb, openPostgres } from "../sql/engines.js";
import { sampleLogs } from "../sql/logs.js";
import { reductionsOf, resultOrNone, rowsOrNone, tablesOf } from "../sql/reductions.js";

// `SQL_LOGS=200` takes all of them: DuckDB and PostgreSQL then need some minutes.
const logs = sampleLogs(200).slice(0, Number(process.env.SQL_LOGS ?? 16));

describe.each([
  ["DuckDB", openDuckDb],
  ["PostgreSQL", openPostgres],
] as const)("%s", (_, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  }, 60_000);

  it("computes what the package computes of every log", async () => {
    const faults: string[] = [];
    const compared: Record<string, number> = {};
    for (const log of logs) {
      for (const table of tablesOf(log)) await engine.make(table);
      for (const { name, query, expected } of reductionsOf(log)) {
        const statement = query(engine.dialect);
        const actual = inOrder(statement, resultOrNone(statement, await engine.run(statement)));
        const found = differences(inOrder(statement, rowsOrNone(expected)), actual);
        if (found.length > 0) faults.push(`${log.table.name}, ${name}: ${found[0]}`);
        compared[name] = (compared[name] ?? 0) + actual.length;
      }
    }
    console.log(`rows compared on ${engine.dialect}:`, compared);
    expect(faults).toEqual([]);
    expect(Math.min(...Object.values(compared))).toBeGreaterThan(logs.length);
  });
});
