/** Power of the pooled z test of two rates, from the probabilities of all its outcomes. */
import { binomialCdf, binomialPmf } from "../../math/distributions.js";
import type { GroupSizes } from "./plan.js";

/** Most customers of a group for whom all outcomes are gone through. */
const most = 1e7;

/** Probability that |z| reaches the critical value; null for groups of more than ten million. */
export function exactPower(
  rates: { readonly first: number; readonly second: number },
  { first, second }: GroupSizes,
  zTest: number,
): number | null {
  if (Math.max(first, second) > most) return null;
  // Beyond ten standard deviations and twenty customers of its mean, nothing is left that counts.
  const [mean, reach] = [first * rates.first, 20 + 10 * Math.sqrt(first * rates.first * (1 - rates.first))];
  const [from, to] = [Math.max(0, Math.floor(mean - reach)), Math.min(first, Math.ceil(mean + reach))];
  let power = 0;
  for (let x = from; x <= to; x++) {
    const rejects = (y: number): boolean =>
      reaches(x / first - y / second, (x + y) / (first + second), { first, second }, zTest);
    // Seen from an equal rate, few losses of the second group are rejected, and many.
    const equal = Math.min(second, Math.round((x / first) * second));
    const few = lastThat(rejects, -1, equal);
    const many = lastThat((y) => !rejects(y), equal, second + 1);
    const below = few < 0 ? 0 : binomialCdf(few, second, rates.second);
    const above = many >= second ? 0 : binomialCdf(second - many - 1, second, 1 - rates.second);
    power += binomialPmf(x, first, rates.first) * (below + above);
  }
  return Math.min(1, power);
}

function reaches(
  difference: number,
  pooled: number,
  { first, second }: Omit<GroupSizes, "total">,
  zTest: number,
): boolean {
  const variance = pooled * (1 - pooled) * (1 / first + 1 / second);
  return variance > 0 && difference ** 2 >= zTest ** 2 * variance * (1 - 1e-14);
}

/** The last whole number from `from` to before `to` that passes, where those that pass come first; `from` counts as one. */
function lastThat(passes: (y: number) => boolean, from: number, to: number): number {
  let [last, beyond] = [from, to];
  while (beyond - last > 1) {
    const middle = Math.floor((last + beyond) / 2);
    if (passes(middle)) last = middle;
    else beyond = middle;
  }
  return last;
}
