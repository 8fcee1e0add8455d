/** A change between two points of a curve, narrowed down to neighbouring numbers. */

/** A point of the scan. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A function of one variable; NaN where it is not defined. */
export type Curve = (x: number) => number;

const middle = (a: number, b: number): number => a + (b - a) / 2;

/** Halves the bracket until its ends are neighbouring numbers; `left(y)` tells on which side of the change y lies. */
export function bisect(
  f: Curve,
  [from, to]: readonly [Point, Point],
  left: (y: number) => boolean,
): [Point, Point] {
  let [a, b] = [from, to];
  for (let i = 0; i < 200; i++) {
    const x = middle(a.x, b.x);
    if (x <= a.x || x >= b.x) break;
    const point = { x, y: f(x) };
    if (left(point.y)) a = point;
    else b = point;
  }
  return [a, b];
}
