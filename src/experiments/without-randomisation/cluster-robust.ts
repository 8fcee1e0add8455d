/**
 * Standard errors that allow for customers of one cluster being alike, of the difference in differences of rates: least squares
 * on treated, after and their product, every customer of a period one row.
 */
import type { Cluster } from "./clusters.js";

/** Customers and losses of treated and other clusters, before and after. */
export interface Cells {
  /** `[treated][after]`, summed over clusters. */
  readonly atStart: readonly (readonly [number, number])[];
  readonly rate: readonly (readonly [number, number])[];
}

/** The four cells of treated and other clusters, before and after. */
export function cellsOf(clusters: readonly Cluster[]): Cells {
  const sums = [0, 1].map((treated) => {
    const those = clusters.filter((cluster) => Number(cluster.treated) === treated);
    const sum = (field: "atStart" | "lost", period: 0 | 1) =>
      those.reduce((total, cluster) => total + cluster[field][period], 0);
    return {
      atStart: [sum("atStart", 0), sum("atStart", 1)],
      lost: [sum("lost", 0), sum("lost", 1)],
    } as const;
  });
  return {
    atStart: sums.map(({ atStart }) => atStart),
    rate: sums.map(({ atStart, lost }) => [lost[0] / atStart[0], lost[1] / atStart[1]] as const),
  };
}

/** Standard errors by their common names, and the degrees of freedom of the third. */
export interface ClusterRobust {
  readonly cr0: number;
  readonly cr1: number;
  readonly cr2: number;
  readonly cr2DegreesOfFreedom: number;
}

/**
 * Standard errors CR0, CR1 and CR2, with the degrees of freedom of Satterthwaite's approximation for CR2.
 *
 * @see Bell & McCaffrey (2002), "Bias Reduction in Standard Errors for Linear Regression with Multi-Stage Samples", Survey
 *   Methodology 28(2), 169-181; Pustejovsky & Tipton (2018), JBES 36(4), 672-683, doi:10.1080/07350015.2016.1247004.
 */
export function clusterRobust(clusters: readonly Cluster[], { atStart, rate }: Cells): ClusterRobust {
  let [plain, corrected] = [0, 0];
  // The residuals of a cluster and period enter through their sum, so that its block of I - H matters in one direction only:
  // there its eigenvalue is 1 - n/N, and the correction divides by the root of it.
  const parts = clusters.map((cluster) => {
    const row = Number(cluster.treated);
    const cells = ([0, 1] as const).map((period) => {
      const [n, all] = [cluster.atStart[period], atStart[row]![period]];
      const residual = (cluster.lost[period] - n * rate[row]![period]) / all;
      return { n, all, sign: period === 1 ? 1 : -1, residual, correction: Math.sqrt(1 - n / all) };
    });
    plain += cells.reduce((sum, { sign, residual }) => sum + sign * residual, 0) ** 2;
    corrected +=
      cells.reduce((sum, { sign, residual, correction }) => sum + (sign * residual) / correction, 0) ** 2;
    return { row, cells };
  });
  const customers = atStart.reduce((sum, [before, after]) => sum + before + after, 0);
  const groups = clusters.length;
  return {
    cr0: Math.sqrt(plain),
    cr1: Math.sqrt(((plain * groups) / (groups - 1)) * ((customers - 1) / (customers - 4))),
    cr2: Math.sqrt(corrected),
    cr2DegreesOfFreedom: satterthwaite(parts),
  };
}

interface Part {
  readonly row: number;
  readonly cells: readonly { readonly n: number; readonly all: number; readonly correction: number }[];
}

/** Degrees of freedom (tr Ω)²/tr Ω² of CR2 where customers are independent and vary alike. */
function satterthwaite(parts: readonly Part[]): number {
  let [trace, squares] = [0, 0];
  for (const [g, one] of parts.entries())
    for (const [h, other] of parts.entries()) {
      if (one.row !== other.row) continue;
      const entry = one.cells.reduce((sum, cell, period) => {
        const { n, correction } = other.cells[period]!;
        const both = (cell.n * n) / (cell.all ** 3 * cell.correction * correction);
        return sum - both + (g === h ? cell.n / (cell.all * cell.correction) ** 2 : 0);
      }, 0);
      if (g === h) trace += entry;
      squares += entry * entry;
    }
  return (trace * trace) / squares;
}
