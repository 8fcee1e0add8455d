/** What a ranking of customers by their risk of leaving can reach: the convex hull of its receiver operating characteristic. */
import {
  check,
  checkFinite,
  checkFraction,
  checkObject,
  checkSufficient,
  isDense,
  isList,
} from "../../errors.js";
import { mergeTies, scoreSize } from "../../math/ties.js";

/** Scores and what became of the customers, one entry per customer. */
export interface ScoredCustomers {
  /** Score of each customer, higher for those more likely to leave; any numbers up to 1e150 in size. Rounding apart, equal scores are one step. */
  readonly scores: ArrayLike<number>;
  /** Whether each customer left: `true` or 1, `false` or 0. */
  readonly churned: ArrayLike<boolean | number>;
}

/** One point of a receiver operating characteristic. */
export interface ReceiverPoint {
  /** Share of the leavers who score above a threshold: 0 to 1. */
  readonly leaversReached: number;
  /** Share of the stayers who score above it: 0 to 1. */
  readonly stayersReached: number;
}

/** A receiver operating characteristic by its points, and the churn rate of the base. */
export interface ReceiverCurve {
  /** Points of the curve in any order; (0, 0) and (1, 1) are added. */
  readonly points: readonly ReceiverPoint[];
  /** Share of customers who leave: above 0, below 1. */
  readonly churnRate: number;
}

/** A corner of the hull: what targeting everyone above one score reaches. */
export interface HullVertex extends ReceiverPoint {
  /** The lowest score that is targeted; null at the corner where nobody is, and where no scores were given. */
  readonly threshold: number | null;
}

/** The hull, from nobody targeted to everybody, and the churn rate. */
export interface ReceiverHull {
  readonly vertices: readonly HullVertex[];
  readonly churnRate: number;
}

/** Checks a ranking, by scores or by its curve, and gives its hull. */
export function receiverHull(where: string, ranking: ScoredCustomers | ReceiverCurve): ReceiverHull {
  checkObject(where, "ranking", ranking);
  const both = "points" in ranking && "scores" in ranking;
  check(!both, where, "ranking", "must hold scores or points, not both", ranking);
  return "points" in ranking ? hullOfCurve(where, ranking) : hullOfScores(where, ranking);
}

function hullOfCurve(where: string, { points, churnRate }: ReceiverCurve): ReceiverHull {
  check(isDense(points), where, "ranking.points", "must be an array", points);
  checkFraction(where, "ranking.churnRate", churnRate, "open");
  const corners = points.map((point, index) => {
    checkObject(where, `ranking.points[${index}]`, point);
    const { leaversReached, stayersReached } = point as ReceiverPoint;
    checkFraction(where, `ranking.points[${index}].leaversReached`, leaversReached);
    checkFraction(where, `ranking.points[${index}].stayersReached`, stayersReached);
    return { x: stayersReached, y: leaversReached, threshold: null };
  });
  corners.sort((p, q) => p.x - q.x || p.y - q.y);
  const all = [{ x: 0, y: 0, threshold: null }, ...corners, { x: 1, y: 1, threshold: null }];
  const vertices = upperHull(all).map(({ x, y, threshold }) => ({
    leaversReached: y,
    stayersReached: x,
    threshold,
  }));
  return { vertices, churnRate };
}

function hullOfScores(where: string, ranking: ScoredCustomers): ReceiverHull {
  const { scores, churned } = ranking;
  checkColumn(where, "ranking.scores", scores);
  checkColumn(where, "ranking.churned", churned);
  const lengths = `must have one entry per score (${scores.length})`;
  check(churned.length === scores.length, where, "ranking.churned", lengths, churned);
  for (let i = 0; i < scores.length; i++) checkFinite(where, `ranking.scores[${i}]`, scores[i]);
  const merged = mergeTies(scores, { size: scoreSize(scores) });
  const customers = Array.from({ length: scores.length }, (_, i) => {
    const left = churned[i];
    const known = left === true || left === false || left === 0 || left === 1;
    check(known, where, `ranking.churned[${i}]`, "must be true, false, 1 or 0", left);
    return { score: merged[i]!, left: Number(left) };
  });
  customers.sort((a, b) => b.score - a.score);
  const leavers = customers.reduce((total, { left }) => total + left, 0);
  const stayers = customers.length - leavers;
  checkSufficient(leavers > 0, where, "ranking.churned", "must hold at least one who left", leavers);
  checkSufficient(stayers > 0, where, "ranking.churned", "must hold at least one who stayed", stayers);
  // Counts rather than shares, so that the turns of the hull are decided exactly.
  const corners: Corner[] = [{ x: 0, y: 0, threshold: null }];
  let [x, y] = [0, 0];
  customers.forEach(({ score, left }, i) => {
    if (left === 1) y++;
    else x++;
    if (customers[i + 1]?.score !== score) corners.push({ x, y, threshold: score });
  });
  const vertices = upperHull(corners).map((corner) => ({
    leaversReached: corner.y / leavers,
    stayersReached: corner.x / stayers,
    threshold: corner.threshold,
  }));
  return { vertices, churnRate: leavers / customers.length };
}

/** Checks that a value is a column: an array or a typed array. */
export function checkColumn(where: string, argument: string, value: unknown): void {
  check(isList(value), where, argument, "must be an array or a typed array", value);
}

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly threshold: number | null;
}

/** Corners of the upper convex hull of points in ascending order of x; points on an edge are left out. */
function upperHull(corners: readonly Corner[]): Corner[] {
  const hull: Corner[] = [];
  for (const corner of corners) {
    while (hull.length >= 2 && turn(hull[hull.length - 2]!, hull[hull.length - 1]!, corner) >= 0) hull.pop();
    const last = hull[hull.length - 1];
    if (last === undefined || last.x !== corner.x || last.y !== corner.y) hull.push(corner);
  }
  return hull;
}

/** Above 0 where a, b, c turn left (b lies below the line from a to c). */
function turn(a: Corner, b: Corner, c: Corner): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
