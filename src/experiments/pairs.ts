/** Which of several groups are compared with which. */

/** Pairs of positions: all in order, or the first with each other. */
export function pairsOf(count: number, compare: "all" | "withFirst"): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < (compare === "all" ? count : 1); i++)
    for (let j = i + 1; j < count; j++) pairs.push([i, j]);
  return pairs;
}
