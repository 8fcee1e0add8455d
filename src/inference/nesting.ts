/** Which fit lies inside which: a simpler model inside a larger one, and fewer coefficients of covariates inside more. */
import type { Fit, NestedModel } from "./fit.js";

type AnyFit = Fit<object>;

/** How the model of one fit is contained in that of another; undefined where it is not. */
export function nestingOf(simple: AnyFit, full: AnyFit): NestedModel | undefined {
  const known = full.nested.find((nested) => nested.model === simple.model);
  const own = coefficientsOf(simple);
  if (known !== undefined && own.length === 0) return known;
  if (known === undefined && simple.model !== full.model) return undefined;
  const added = coefficientsAdded(simple, full);
  if (added === null || (added === 0 && known === undefined)) return undefined;
  const { restrictions, ...rest } = known ?? { restrictions: 0, onBoundary: 0, regular: true };
  return { ...rest, model: simple.model, restrictions: restrictions + added };
}

/** The coefficients of covariates: parameters that may have any value, and leave no trace where they are 0. */
export function coefficientsOf({ parameters, scale }: AnyFit): readonly string[] {
  const scales = scale as Readonly<Record<string, string>>;
  return Object.keys(parameters).filter((name) => scales[name] === "identity");
}

/**
 * How many coefficients more the larger fit has, where setting some to 0, or to one another, gives the simple one: a covariate
 * with one coefficient `equal.x` lies inside `purchase.x` and `dropout.x`. Null where it does not lie inside.
 */
function coefficientsAdded(simple: AnyFit, full: AnyFit): number | null {
  const [own, others] = [coefficientsOf(simple), coefficientsOf(full)];
  const rest = (fit: AnyFit, names: readonly string[]) =>
    Object.keys(fit.parameters).filter((name) => !names.includes(name));
  const known = rest(full, others);
  if (simple.model === full.model && !rest(simple, own).every((name) => known.includes(name))) return null;
  const inside = own.every((name) => {
    if (others.includes(name)) return true;
    if (!name.startsWith("equal.")) return false;
    const covariate = name.slice("equal".length);
    return others.includes(`purchase${covariate}`) && others.includes(`dropout${covariate}`);
  });
  return inside ? others.length - own.length : null;
}
