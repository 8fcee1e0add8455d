/** The Pareto/NBD with covariates, which is also the limit of the GGom/NBD with the same covariates. */
import { checkParetoEndless, mortalKind } from "./covariate-kinds.js";
import { startsFromFit } from "./covariate-starts.js";
import { drawParetoBuyer } from "./mortal-simulation.js";
import { movingPareto } from "./pareto-lifetime.js";
import { paretoProblem } from "./pareto-problem.js";

/** The kind that `paretoNbdRegression` is. */
export const paretoKind = /* @__PURE__ */ mortalKind({
  model: "paretoNbdRegression",
  base: "paretoNbd",
  names: ["r", "alpha", "s", "beta"],
  baseStarts: (customers) => startsFromFit(paretoProblem(customers)),
  lifetime: movingPareto,
  draw: (p, random) => drawParetoBuyer({ r: p[0]!, alpha: p[1]!, s: p[2]!, beta: p[3]! }, random),
  checkEndless: (where, p, rate) => checkParetoEndless(where, p[2]!, rate),
  alike: [{ lost: ["s", "beta"], distribution: "gamma", identified: "deathRate", what: "death rate" }],
});
