/** Every case of the reference of renewals: cohorts, outcomes, tenures, retention by period. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { renewalCohorts } from "../../../src/data/renewals/renewal-cohorts.js";
import type { RenewalOptions } from "../../../src/data/renewals/renewal-options.js";
import { renewalTenures } from "../../../src/data/renewals/renewal-tenures.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { toRows } from "../../../src/tables/to-rows.js";
import { expectClose, readReference } from "../../support.js";
import { columnsOf, rowsOf, type Table } from "./tables.js";

type Options = RenewalOptions<Record<string, unknown>[]>;

interface Expected {
  readonly cohorts: readonly object[];
  readonly leftOut: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly tenures?: Table;
  readonly byPeriod?: readonly { interval: string; intervalCount: number; table: Table }[];
  readonly shiftedBetaGeometric?: { alpha: number; beta: number; logLikelihood: number };
}

interface Case {
  readonly rows: Table;
  readonly runs: readonly { readonly options: Options; readonly expected: Expected }[];
}

const folder = "exports/renewals";
const files = readdirSync(resolve(import.meta.dirname ?? ".", "../../reference", folder));

describe.each(files)("%s", (file) => {
  const { rows: table, runs } = readReference<Case>(`${folder}/${file}`);
  const rows = rowsOf(table);

  it.each(runs)("cohorts and outcomes with $options", ({ options, expected }) => {
    const { cohorts, outcomes, leftOut } = renewalCohorts(rows, options);
    expect(cohorts).toEqual(expected.cohorts);
    expect(leftOut).toBe(expected.leftOut);
    expect(Object.fromEntries(Object.entries(outcomes).filter(([, count]) => count > 0))).toEqual(
      expected.outcomes,
    );
    expect(renewalCohorts(columnsOf(table), options as object as RenewalOptions<object>).cohorts).toEqual(
      cohorts,
    );
  });

  it.each(runs.filter(({ expected }) => expected.tenures !== undefined))(
    "tenures with $options",
    ({ options, expected }) => {
      const names = expected.tenures!.columns;
      const shown = toRows(renewalTenures(rows, options)).map((row) =>
        names.map((name) => row[name as keyof typeof row]),
      );
      expect(shown).toEqual(expected.tenures!.rows);
    },
  );

  it.each(runs.filter(({ expected }) => expected.byPeriod !== undefined))(
    "retention by period and the fit with $options",
    ({ options, expected }) => {
      const { byPeriod, cohorts } = renewalCohorts(rows, options);
      const wanted = expected.byPeriod!.flatMap(({ interval, intervalCount, table: periods }) =>
        rowsOf(periods).map((row) => ({ interval, intervalCount, ...row }) as (typeof byPeriod)[number]),
      );
      expect(byPeriod.length).toBe(wanted.length);
      for (const [i, { retention, ...counts }] of wanted.entries()) {
        const { retention: found, ...others } = byPeriod[i]!;
        expect(others).toEqual(counts);
        expectClose(found!, retention!, { relative: 1e-9 });
      }
      const model = expected.shiftedBetaGeometric!;
      for (const data of [cohorts, renewalTenures(rows, options)]) {
        const fit = shiftedBetaGeometric.fit(data);
        expectClose(fit.parameters.alpha, model.alpha, { relative: 1e-7 });
        expectClose(fit.parameters.beta, model.beta, { relative: 1e-7 });
        expectClose(fit.logLikelihood, model.logLikelihood, { relative: 1e-9 });
      }
    },
  );
});
