/** The four models of the beta-geometric family as their methods need them. */
import { check } from "../../../errors.js";
import type { LikelihoodProblem } from "../../../inference/fit.js";
import type { CustomerHistory, Customers } from "../../../tables/read-histories.js";
import type { TransactionModel } from "../methods.js";
import { checkParameters } from "../per-customer.js";
import type { RegularModel } from "./erlang-gaps.js";
import { type BetaGeometricParameters, betaGeometricProblem } from "./fit.js";
import type { BetaGeometric } from "./history.js";
import type { BetaGeometricKind } from "./problem.js";

/** A model whose gaps have a known shape. */
export interface BetaGeometricModel extends TransactionModel<BetaGeometricParameters, BetaGeometric> {
  readonly kind: BetaGeometricKind;
}

/** BG/NBD (zero = 0) or MBG/NBD (zero = 1). */
export function betaGeometricModel(name: string, kind: BetaGeometricKind): BetaGeometricModel {
  return {
    name,
    kind,
    read(where, parameters) {
      checkParameters(where, parameters, ["r", "alpha", "a", "b"]);
      const { r, alpha, a, b } = parameters;
      return { r, alpha, a, b, ...kind };
    },
  };
}

/** BG/CNBD-k (zero = 0) or MBG/CNBD-k (zero = 1). */
export function regularModel(name: string, zero: 0 | 1): RegularModel {
  return {
    name,
    zero,
    read(where, parameters) {
      checkParameters(where, parameters, ["k", "r", "alpha", "a", "b"]);
      const { k, r, alpha, a, b } = parameters;
      check(Number.isSafeInteger(k), where, "parameters.k", "must be a whole number of 1 or more", k);
      return { k, r, alpha, a, b, zero };
    },
  };
}

/** The likelihood of customers under a model whose gaps have a known shape. */
export function likelihoodOfCustomers({
  name,
  kind,
}: BetaGeometricModel): (
  customers: CustomerHistory | Customers,
) => LikelihoodProblem<BetaGeometricParameters> {
  return (customers) => betaGeometricProblem(customers, { ...kind, where: `${name}.fit`, model: name });
}
