/** Two curves that are to be compared. */
import { check } from "../../errors.js";
import { type CurveColumns, curveColumns } from "../curve-columns.js";
import type { KaplanMeierCurve } from "../kaplan-meier-curve.js";

/** The columns of two curves, whose units must not differ. */
export function readTwoCurves(
  where: string,
  first: KaplanMeierCurve,
  second: KaplanMeierCurve,
): readonly [CurveColumns, CurveColumns] {
  const columns = [curveColumns(where, first, "first"), curveColumns(where, second, "second")] as const;
  const [unit, other] = [first.timeUnit ?? null, second.timeUnit ?? null];
  const isOne = unit === null || other === null || unit === other;
  check(isOne, where, "second.timeUnit", `must be that of the first ("${unit}")`, other);
  return columns;
}
