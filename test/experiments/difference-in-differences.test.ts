/** Differences in differences against the reference and a plain regression; few clusters; refusals. */
import { describe, expect, it } from "vitest";
import { differenceInDifferences } from "../../src/experiments/index.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";
import { casesOf, expectFields } from "./cases.js";

const row = (cluster: string, treated: number, after: number, atStart: number, lost: number) => ({
  ...{ cluster, treated, after, atStart, lost },
});
const four = [
  row("north", 1, 0, 100, 9),
  row("north", 1, 1, 100, 8),
  row("south", 1, 0, 100, 6),
  row("south", 1, 1, 100, 7),
  row("east", 0, 0, 100, 10),
  row("east", 0, 1, 100, 15),
  row("west", 0, 0, 100, 8),
  row("west", 0, 1, 100, 12),
];

describe("differenceInDifferences", () => {
  it.each(casesOf("difference-in-differences.json", "differenceInDifferences"))(
    "$id",
    ({ inputs, expected, tolerance }) => {
      const found = differenceInDifferences<{ cluster: number }[]>(inputs.clusters, { level: inputs.level });
      const { estimate, standardErrors, cr1, collapsed } = expected;
      expectFields(found, { estimate, standardErrors, cr1, collapsed }, tolerance);
      expect(found.clusters.treated + found.clusters.others - 1).toBe(expected.cr1DegreesOfFreedom);
      expectClose(found.degreesOfFreedom, expected.cr2DegreesOfFreedom, tolerance);
      expectClose(found.pValue ?? Number.NaN, expected.cr2PValue, tolerance);
      expectClose(found.permutation.pValue, expected.permutationPValue, tolerance);
      expect(found.permutation).toMatchObject({ permutations: expected.permutations, exact: true });
      expectPlainData(found);
    },
  );

  it("of clusters of one size is the comparison of their changes", () => {
    const { collapsed, ...found } = differenceInDifferences(four);
    expectClose(found.estimate, collapsed.estimate, { relative: 1e-12 });
    expectClose(found.lower ?? 0, collapsed.lower, { relative: 1e-10 });
    expectClose(found.degreesOfFreedom, collapsed.degreesOfFreedom, { relative: 1e-12 });
    expect(found.assumes[0]).toMatch(/^Parallel trends/);
  });

  it("is the same in any order, from columns, from booleans, and from rows that add up", () => {
    const found = differenceInDifferences(four);
    const close = (other: ReturnType<typeof differenceInDifferences>) => {
      expectClose(other.estimate, found.estimate, { relative: 1e-12 });
      expectClose(other.upper ?? 0, found.upper ?? 1, { relative: 1e-10 });
    };
    close(differenceInDifferences([...four].reverse()));
    const columns = Object.fromEntries(
      Object.keys(four[0]!).map((name) => [name, four.map((each) => each[name as "lost"])]),
    );
    close(differenceInDifferences(columns));
    close(differenceInDifferences(four.map((each) => ({ ...each, treated: each.treated === 1 }))));
    close(
      differenceInDifferences(
        four.flatMap((each) => [
          { ...each, atStart: 60, lost: 2 },
          { ...each, atStart: 40, lost: each.lost - 2 },
        ]),
      ),
    );
    const named = four.map(({ cluster: store, lost: churned, ...rest }) => ({ store, churned, ...rest }));
    close(differenceInDifferences(named, { cluster: "store", lost: (each) => each.churned }));
  });

  it("samples the assignments where there are too many", () => {
    const many = Array.from({ length: 30 }, (_, g) =>
      [0, 1].map((after) => row(`c${g}`, g % 2, after, 200, 5 + ((g * 7 + after * 3) % 11))),
    ).flat();
    const { permutation } = differenceInDifferences(many, { seed: 3 });
    expect(permutation).toMatchObject({ permutations: 9999, exact: false });
    expect(differenceInDifferences(many, { seed: 3 }).permutation).toEqual(permutation);
  });

  it("has no interval where no cluster departs from its kind", () => {
    const same = four.map((each) => ({ ...each, lost: each.treated === 1 ? 5 : 10 }));
    expect(differenceInDifferences(same)).toMatchObject({
      estimate: 0,
      lower: null,
      upper: null,
      pValue: null,
    });
  });

  it("refuses groups that overlap, single clusters, and more lost than were there", () => {
    const refuse = (rows: unknown, message: string, code?: string) =>
      expectRefusal(
        () => differenceInDifferences(rows as typeof four),
        `differenceInDifferences: ${message}`,
        code,
      );
    refuse(
      four.map((each, i) => (i === 1 ? { ...each, treated: 0 } : each)),
      "rows[1].treated must be the same in all rows of a cluster: groups overlap, received 0",
    );
    refuse(
      four.map((each, i) => (i === 2 ? { ...each, lost: 101 } : each)),
      "rows[2].lost must be at most atStart (100), received 101",
    );
    refuse(
      four.map((each, i) => (i === 3 ? { ...each, after: 2 } : each)),
      "rows[3].after must be 0 or 1, or false or true, received 2",
    );
    refuse(
      four.filter(({ cluster }) => cluster !== "south"),
      "rows must hold two treated clusters or more, received 1",
      "INSUFFICIENT_DATA",
    );
    refuse(
      four.slice(1),
      'cluster "north" must have customers before and after, received [0, 100]',
      "INSUFFICIENT_DATA",
    );
  });
});
