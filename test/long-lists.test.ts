/** A list may be as long as a caller's table: none is spread into the arguments of a call, which overflows the stack. */
import { readdirSync, readFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { geometric, valueOfRetentionPoint } from "../src/index.js";
import { largestOf, smallestOf } from "../src/math/extremes.js";
import { type QueryResult, readQueryResult } from "../src/sql/index.js";

const many = 200_000;

describe("long lists", () => {
  it("are not spread into Math.max, Math.min or push of a list", () => {
    const src = resolve(import.meta.dirname ?? ".", "../src");
    const spreads = readdirSync(src, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => resolve(entry.parentPath ?? entry.path, entry.name))
      .flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(/^(?! \*).*\bMath\.(?:max|min)\(\s*(?:0, )?\.\.\..*/gm)].map(
          ([line]) => `${relative(src, file).split(sep).join("/")}: ${line.trim()}`,
        ),
      );
    expect(spreads).toEqual([]);
  });

  it("have a largest and a smallest", () => {
    const values = Float64Array.from({ length: many }, (_, i) => (i * 7919) % many);
    expect([largestOf(values), smallestOf(values)]).toEqual([many - 1, 0]);
    expect([largestOf([]), smallestOf([])]).toEqual([-Infinity, Infinity]);
    expect([largestOf([1, Number.NaN]), smallestOf(new Set([1, Number.NaN]))]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });

  it("are chunks of DuckDB whose last value alone is null", () => {
    const values = Array.from({ length: many }, (_, i) => (i === many - 1 ? null : i));
    const chunk = {
      rowCount: many,
      columnCount: 1,
      getColumnVector: () => ({ itemCount: many, getItem: (i: number) => values[i] }),
    };
    const columns = [{ name: "x", kind: "number", nullable: true } as const];
    const query = { of: "test", text: "", parameters: [], columns };
    const x = (readQueryResult(query, { chunks: [chunk], columnNames: ["x"] }) as QueryResult).x;
    expect([x!.length, x![many - 2], x![many - 1]]).toEqual([many, many - 2, Number.NaN]);
  });

  it("are bases of customers, a row each", () => {
    const fit = geometric.fit({ timeUnit: "year", lostByPeriod: [100, 90], stillActive: 810 });
    const of = (base: readonly { renewals: number; customers: number }[]) =>
      valueOfRetentionPoint({ model: geometric, fit, base, margin: 10, discountRate: 0.1, horizon: 2 });
    const { perCustomer } = of([{ renewals: 1, customers: 1 }]);
    const rows = Array.from({ length: many }, () => ({ renewals: 1, customers: 1 }));
    expect(of(rows).perCustomer.estimate).toBeCloseTo(perCustomer.estimate!, 9);
  });
});
