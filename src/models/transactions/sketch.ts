/**
 * Few customers who stand for many: those of about one frequency, one age and one silence are replaced by their mean. The
 * likelihood of the few has nearly the shape of the whole, so that every start and limit can be tried on it first.
 */
import { overRows, piece } from "../../pieces.js";
import type { DistinctCustomers } from "./distinct-customers.js";

/** Up to this frequency customers of different frequencies are kept apart. */
const fewPurchases = 4;
/** Widths of the cells above it, and of cells of ages, as a share of either. */
const widthOfCounts = 0.4;
const widthOfAges = 0.25;
/** Where cells of silence begin, in expected gaps that have gone by without a purchase; beyond, they grow by a share. */
const silences = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 8];
const widthOfSilences = 0.25;

/** The mean customers of all cells that are not empty, or the customers themselves where those would not be far fewer. */
export function sketchOf(rows: DistinctCustomers, fewest: number): DistinctCustomers {
  if (rows.length < fewest) return rows;
  const meanT = piece(() => rows.T.reduce((sum, T, i) => sum + rows.weight[i]! * T, 0) / rows.totalWeight);
  const create = () => ({ cells: new Map<number, Cell>(), counts: createMeans(), ages: createMeans() });
  const addRows = ({ cells, counts, ages }: ReturnType<typeof create>, from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const [x, recency, T, w] = [rows.frequency[i]!, rows.recency[i]!, rows.T[i]!, rows.weight[i]!];
      const silent = T > 0 ? (T - recency) / T : 0;
      const [count, age] = [cellOfCount(x), cellOfAge(T / meanT)];
      const key = (count * 4096 + age) * 4096 + (x === 0 ? 0 : cellOfSilence((x + 1) * silent));
      const cell = cells.get(key) ?? { count, age, silent: 0, weight: 0 };
      if (cell.weight === 0) cells.set(key, cell);
      cell.silent += w * silent;
      cell.weight += w;
      counts.add(count, x, w);
      ages.add(age, T, w);
    }
  };
  const { cells, counts, ages } = overRows(rows.length, create, addRows, 1 << 12);
  if (cells.size > rows.length / 2) return rows;
  return piece(() => sketched([...cells.values()], { counts, ages, totalWeight: rows.totalWeight }));
}

/** Customers of one cell: which frequencies and ages, and the sum of the shares of T since the last purchase. */
interface Cell {
  readonly count: number;
  readonly age: number;
  silent: number;
  weight: number;
}

/** Weighted means by cell. */
interface Means {
  readonly add: (cell: number, value: number, weight: number) => void;
  readonly of: (cell: number) => number;
}

function createMeans(): Means {
  const sums = new Map<number, readonly [total: number, weight: number]>();
  return {
    add(cell, value, weight) {
      const [total, before] = sums.get(cell) ?? [0, 0];
      sums.set(cell, [total + weight * value, before + weight]);
    },
    of(cell) {
      const [total, weight] = sums.get(cell)!;
      return total / weight;
    },
  };
}

/** One customer per cell, its frequency and age those of all customers of about the same, so that few differ. */
function sketched(
  cells: readonly Cell[],
  {
    counts,
    ages,
    totalWeight,
  }: { readonly counts: Means; readonly ages: Means; readonly totalWeight: number },
): DistinctCustomers {
  const means = cells.map(({ count, age, silent, weight }) => {
    const [x, T] = [counts.of(count), ages.of(age)];
    return [x, x === 0 ? 0 : T * (1 - silent / weight), T, weight];
  });
  means.sort((one, other) => one[0]! - other[0]! || one[1]! - other[1]! || one[2]! - other[2]!);
  const column = (k: number) => Float64Array.from(means, (mean) => mean[k]!);
  const [frequency, recency, T, weight] = [column(0), column(1), column(2), column(3)];
  return { frequency, recency, T, weight, length: means.length, totalWeight };
}

function cellOfCount(x: number): number {
  return x <= fewPurchases ? x : fewPurchases + Math.ceil(Math.log(x / fewPurchases) / widthOfCounts);
}

function cellOfAge(share: number): number {
  return Math.floor(Math.log(Math.max(share, 1e-130)) / widthOfAges) + 2000;
}

function cellOfSilence(gaps: number): number {
  const last = silences.length - 1;
  const many = silences[last]!;
  if (gaps >= many) return last + Math.floor(Math.log(gaps / many) / widthOfSilences);
  let cell = 0;
  while (gaps >= silences[cell + 1]!) cell++;
  return cell;
}
