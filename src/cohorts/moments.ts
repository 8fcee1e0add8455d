/** What the intervals of amounts need of each cell: sums over its members of powers of what each brought. */
import { momentsOfMean, type Spread, spreadOfRatio } from "../inference/mean-interval.js";
import { addTo, createSums, foldErrors, type Sums } from "./sums.js";

/** Sums of powers by cell; those with y, what a rate divides by, only where that is not the number of members. */
export interface Moments {
  readonly xx: Sums;
  readonly xxx: Sums;
  readonly ofRatio: Readonly<Record<"xy" | "yy" | "xxy" | "xyy" | "yyy", Sums>> | null;
}

/** Opens sums of 0. */
export function createMoments(cells: number, ratio: boolean): Moments {
  const sums = () => createSums(cells, true);
  const ofRatio = ratio ? { xy: sums(), yy: sums(), xxy: sums(), xyy: sums(), yyy: sums() } : null;
  return { xx: sums(), xxx: sums(), ofRatio };
}

/** Adds what one member brought to a cell (x), and what it adds below the line (y). */
export function addMoments({ xx, xxx, ofRatio }: Moments, cell: number, x: number, y: number): void {
  addTo(xx, cell, x * x);
  addTo(xxx, cell, x * x * x);
  if (ofRatio === null) return;
  addTo(ofRatio.xy, cell, x * y);
  addTo(ofRatio.yy, cell, y * y);
  addTo(ofRatio.xxy, cell, x * x * y);
  addTo(ofRatio.xyy, cell, x * y * y);
  addTo(ofRatio.yyy, cell, y * y * y);
}

/** Puts the errors of rounding into the totals. */
export function foldMoments({ xx, xxx, ofRatio }: Moments): void {
  for (const sums of [xx, xxx, ...Object.values(ofRatio ?? {})]) foldErrors(sums);
}

/** The spread of the rate of a cell with `n` members; null where it cannot be told. */
export function spreadOfCell(
  { xx, xxx, ofRatio }: Moments,
  cell: number,
  { n, x, y }: { readonly n: number; readonly x: number; readonly y: number | null },
): Spread | null {
  const at = (sums: Sums) => sums.totals[cell]!;
  if (ofRatio === null || y === null) return spreadOfRatio(momentsOfMean(n, x, at(xx), at(xxx)));
  const { xy, yy, xxy, xyy, yyy } = ofRatio;
  return spreadOfRatio({
    ...{ n, x, y, xx: at(xx), xxx: at(xxx), xy: at(xy), yy: at(yy) },
    ...{ xxy: at(xxy), xyy: at(xyy), yyy: at(yyy) },
  });
}
