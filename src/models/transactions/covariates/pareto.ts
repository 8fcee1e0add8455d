/** The Pareto/NBD with covariates, which is also the limit of the GGom/NBD with the same covariates. */

import { drawParetoBuyer } from "../lifetimes/mortal-simulation.js";
import { checkParetoEndless, movingPareto } from "../lifetimes/pareto-lifetime.js";
import { paretoProblem } from "../lifetimes/pareto-problem.js";
import { mortalKind } from "./kinds.js";
import { startsFromFit } from "./starts.js";

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
