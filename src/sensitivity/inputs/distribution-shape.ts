/** What the constructors demand, of distributions that come from a store or were written by hand. */
import { check } from "../../errors.js";
import type { Distribution } from "./uncertain-input.js";

type Numbers = Readonly<Partial<Record<string, number | null>>>;

/** Checks that the numbers of a distribution, which are finite, make one. */
export function checkShape(where: string, argument: string, distribution: Distribution): void {
  const {
    lower = null,
    upper = null,
    mode,
    mean,
    standardDeviation,
    alpha,
    beta,
  } = distribution as unknown as Numbers;
  const demand = (holds: boolean, name: string, rule: string): void =>
    check(holds, where, `${argument}.${name}`, rule, (distribution as unknown as Numbers)[name]);
  if (lower !== null && upper !== null) demand(lower < upper, "upper", `must be above lower (${lower})`);
  if (typeof mode === "number")
    demand(mode >= lower! && mode <= upper!, "mode", `must be from lower (${lower}) to upper (${upper})`);
  if (typeof standardDeviation === "number")
    demand(standardDeviation > 0, "standardDeviation", "must be a finite number above 0");
  if (typeof alpha === "number") demand(alpha > 0, "alpha", "must be a finite number above 0");
  if (typeof beta === "number") demand(beta > 0, "beta", "must be a finite number above 0");
  const { kind } = distribution;
  if (kind === "logNormal" || kind === "gamma" || kind === "exponential")
    demand(mean! > 0, "mean", "must be a finite number above 0");
  if (kind === "truncatedNormal") {
    demand(lower !== null || upper !== null, "lower", "must be given, or upper, or both");
    const farthest = Math.max(
      lower === null ? -30 : (lower - mean!) / standardDeviation!,
      upper === null ? -30 : (mean! - upper) / standardDeviation!,
    );
    demand(farthest <= 30, "mean", "must be within 30 standard deviations of the part that is kept");
  }
  if (kind === "integer")
    for (const end of ["lower", "upper"] as const)
      demand(Number.isSafeInteger(distribution[end]), end, "must be a whole number");
  checkLists(where, argument, distribution);
}

function checkLists(where: string, argument: string, distribution: Distribution): void {
  if (distribution.kind === "empirical") {
    const { values } = distribution;
    const rises = values.length >= 2 && values.every((value, i) => i === 0 || value >= values[i - 1]!);
    check(rises, where, `${argument}.values`, "must be 2 or more numbers, ascending", values);
  }
  if (distribution.kind !== "choice") return;
  const { values, weights } = distribution;
  const lengths = `must be ${values.length} numbers`;
  check(weights.length === values.length, where, `${argument}.weights`, lengths, weights);
  weights.forEach((weight, i) => {
    check(weight >= 0, where, `${argument}.weights[${i}]`, "must be 0 or more", weight);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  check(Math.abs(total - 1) < 1e-9, where, `${argument}.weights`, "must sum to 1", total);
}
