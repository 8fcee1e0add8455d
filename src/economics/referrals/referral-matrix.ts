/** The loop of staying and referring as a matrix: growth, what holds it up, and where it settles. */
import { dominantEigenvalue, multiplyVector, solve } from "../../math/linear-algebra.js";
import { findRoot } from "../../math/roots.js";

/** Staying and referring between states: entry [to × n + from] is how many `to` one `from` becomes or brings per period. */
export interface ReferralFlows {
  readonly count: number;
  readonly staying: Float64Array;
  readonly referring: Float64Array;
}

/** staying + factor × referring. */
export function projection({ staying, referring }: ReferralFlows, factor = 1): Float64Array {
  return staying.map((stay, i) => stay + factor * referring[i]!);
}

/** The dominant eigenvalue of a projection with what hangs on it; vectors and tables are null where no state feeds itself. */
export interface Growth {
  readonly factor: number;
  readonly stable: number[] | null;
  readonly reproductive: number[] | null;
  readonly sensitivities: number[][] | null;
  readonly elasticities: number[][] | null;
}

/** Growth of a projection: ∂λ/∂m[to][from] = left[to] right[from], the elasticity that × m[to][from] / λ. */
export function growthOf(matrix: Float64Array, n: number): Growth {
  const { value, right, left } = dominantEigenvalue(matrix, n);
  const product = left.reduce((sum, x, i) => sum + x * right[i]!, 0);
  const found = value > 0 && Math.abs(product - 1) < 1e-6;
  if (!found)
    return { factor: value, stable: null, reproductive: null, sensitivities: null, elasticities: null };
  const table = (entry: (to: number, from: number) => number) =>
    Array.from({ length: n }, (_, to) => Array.from({ length: n }, (__, from) => entry(to, from)));
  const first = left[0]!;
  return {
    factor: value,
    stable: Array.from(right),
    reproductive: first > 0 ? Array.from(left, (x) => x / first) : null,
    sensitivities: table((to, from) => left[to]! * right[from]!),
    elasticities: table((to, from) => (left[to]! * right[from]! * matrix[to * n + from]!) / value),
  };
}

/**
 * Customers brought, directly, by one over its whole life: the spectral radius of referring × (I - staying)⁻¹. The loop
 * sustains itself where this is 1 or more. Null where customers stay for ever.
 */
export function lifetimeReferrals({ count, staying, referring }: ReferralFlows): number | null {
  const lives = solve(
    identityLess(staying, count),
    identityLess(new Float64Array(count * count), count),
    count,
  );
  if (lives === null || lives.some((x) => x < 0)) return null;
  const generation = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++)
      for (let k = 0; k < count; k++)
        generation[i * count + j]! += referring[i * count + k]! * lives[k * count + j]!;
  return dominantEigenvalue(generation, count).value;
}

/** Customers of each state where acquisition and losses balance: (I - M)⁻¹ A; null where the base grows for ever. */
export function balance(matrix: Float64Array, acquisition: readonly number[]): number[] | null {
  const n = acquisition.length;
  if (acquisition.every((won) => won === 0))
    return dominantEigenvalue(matrix, n).value < 1 ? acquisition.map(() => 0) : null;
  if (dominantEigenvalue(matrix, n).value >= 1) return null;
  const customers = solve(identityLess(matrix, n), acquisition, n);
  return customers === null || customers.some((x) => !(x >= 0)) ? null : Array.from(customers);
}

/** The balance when referrals slow down as the base fills a market: the referring is scaled by 1 - total / capacity. */
export function saturatedBalance(
  flows: ReferralFlows,
  acquisition: readonly number[],
  capacity: number,
): number[] | null {
  const total = (customers: readonly number[]) => customers.reduce((sum, x) => sum + x, 0);
  const at = (room: number) => balance(projection(flows, room), acquisition);
  if (acquisition.every((won) => won === 0)) return selfSustained(flows, capacity);
  const without = at(0);
  if (without === null) return null;
  if (total(without) >= capacity) return without;
  // The more room there is for referrals the larger the base, and the larger the base the less room: one crossing.
  const excess = (room: number) => {
    const customers = at(room);
    return customers === null ? capacity : Math.min(capacity, total(customers) - (1 - room) * capacity);
  };
  return at(findRoot(excess, [0, 1]));
}

/** Without acquisition the base settles where the room left makes each customer bring exactly one. */
function selfSustained(flows: ReferralFlows, capacity: number): number[] | null {
  const brought = lifetimeReferrals(flows);
  if (brought === null) return null;
  if (brought <= 1) return new Array<number>(flows.count).fill(0);
  const room = 1 / brought;
  const { right } = dominantEigenvalue(projection(flows, room), flows.count);
  return Array.from(right, (share) => share * capacity * (1 - room));
}

/** Customers of each state in periods 0, 1, …, `periods`. */
export function project(
  flows: ReferralFlows,
  { start, acquisition, capacity, periods }: ProjectionPlan,
): number[][] {
  const path = [[...start]];
  for (let period = 1; period <= periods; period++) {
    const now = path[period - 1]!;
    const total = now.reduce((sum, x) => sum + x, 0);
    const room = capacity === null ? 1 : Math.max(0, 1 - total / capacity);
    const next = multiplyVector(projection(flows, room), now);
    path.push(acquisition.map((won, state) => won + next[state]!));
  }
  return path;
}

/** Where a projection starts, what is added each period, and for how long. */
export interface ProjectionPlan {
  readonly start: readonly number[];
  readonly acquisition: readonly number[];
  readonly capacity: number | null;
  readonly periods: number;
}

function identityLess(matrix: Float64Array, n: number): Float64Array {
  return matrix.map((x, i) => (i % (n + 1) === 0 ? 1 : 0) - x);
}
