/** What DuckDB answers on the reference events and the references of exports is what the package computes. */
import { expect, it } from "vitest";
import { differences, inOrder, openDuckDb } from "../sql/engines.js";
import { resultOrNone, rowsOrNone } from "../sql/reductions.js";
import { referenceCases } from "../sql/references.js";

it("computes what the package computes of the references", async () => {
  const engine = await openDuckDb();
  const faults: string[] = [];
  const compared: Record<string, number> = {};
  for (const { table, reductions } of referenceCases()) {
    await engine.make(table);
    for (const { name, query, expected } of reductions) {
      const statement = query(engine.dialect);
      const actual = inOrder(statement, resultOrNone(statement, await engine.run(statement)));
      const found = differences(inOrder(statement, rowsOrNone(expected)), actual);
      if (found.length > 0) faults.push(`${name}: ${found[0]}`);
      const of = name.split(",")[0]!;
      compared[of] = (compared[of] ?? 0) + actual.length;
    }
  }
  console.log("rows compared:", compared);
  expect(faults).toEqual([]);
  expect(Object.keys(compared)).toHaveLength(8);
  expect(Math.min(...Object.values(compared))).toBeGreaterThan(17);
});
