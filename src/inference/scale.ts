/**
 * The scale of a parameter: where its estimate is nearest to normal, and where a search needs no bounds. Covariances,
 * priors and draws live on it; parameters and standard errors are reported on the natural scale.
 */
import { check, checkFraction, isFiniteNumber, sizeHint } from "../errors.js";

/** `log` for parameters above 0, `logit` for fractions between 0 and 1, `identity` for any number. */
export type ParameterScale = "log" | "logit" | "identity";

/** Parameters by name, or anything said of each of them: numbers, scales, standard errors. */
export type ByParameter<Parameters, Value> = { readonly [Name in keyof Parameters]: Value };

/** From the natural scale to the fit's scale. */
export function toScale(value: number, scale: ParameterScale): number {
  if (scale === "log") return Math.log(value);
  return scale === "logit" ? Math.log(value) - Math.log1p(-value) : value;
}

/** From the fit's scale to the natural scale. */
export function fromScale(value: number, scale: ParameterScale): number {
  if (scale === "log") return Math.exp(value);
  return scale === "logit" ? logistic(value) : value;
}

/** Derivative of the natural value by the value on the scale, at a value on the scale. */
export function scaleDerivative(value: number, scale: ParameterScale): number {
  if (scale === "log") return Math.exp(value);
  return scale === "logit" ? logistic(value) * logistic(-value) : 1;
}

/** 1 / (1 + e^-x), without overflow. */
export function logistic(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

const rules: Readonly<Record<Exclude<ParameterScale, "logit">, string>> = {
  log: "must be a finite number above 0",
  identity: "must be a finite number",
};

/** Checks that every parameter named by `scale` is given, lies inside its range and is no larger than `largest`. */
export function checkOnScale(
  where: string,
  argument: string,
  given: object,
  scale: object,
  largest: 1e150 | 1e300 = 1e150,
): void {
  const values = given as Readonly<Record<string, unknown>>;
  for (const [name, kind] of Object.entries(scale) as [string, ParameterScale][]) {
    const value = values[name] as number;
    if (kind === "logit") {
      checkFraction(where, `${argument}.${name}`, value, "open");
      continue;
    }
    const finite = isFiniteNumber(value) || (Number.isFinite(value) && Math.abs(value) <= largest);
    const inside = finite && (kind === "identity" || value > 0);
    const tooLarge = largest === 1e300 && Number.isFinite(value) && Math.abs(value) > largest;
    const hint = tooLarge ? " (of size 1e300 at most)" : largest === 1e150 ? sizeHint(value) : "";
    check(inside, where, `${argument}.${name}`, rules[kind] + hint, value);
  }
}
