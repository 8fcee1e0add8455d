/** What every model with covariates is told of them. */

/** Values of the covariates, by name: the same names for everyone. Code a category as 0 and 1. */
export interface Covariates {
  readonly [name: string]: number;
}

/**
 * Which parameters covariates move. `mean`: logit α/(α + β) is linear in them and `shapes` = α + β is common, so that each
 * coefficient is a log odds ratio of first-period churn. `both`: ln α and ln β are each linear.
 */
export type CovariateEffect = "mean" | "both";
