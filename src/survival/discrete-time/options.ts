/** What a model in discrete time is told beside the data. */
import type { FitOptions } from "../../inference/fit.js";
import type { TableField } from "../../tables/table.js";
import type { TimeUnit } from "../../time.js";
import type { TimeEffect } from "./baseline.js";
import type { HazardLink } from "./likelihood.js";

/** Parameters by name: those of the time effect, then a coefficient for each covariate or level. */
export interface HazardParameters {
  readonly [name: string]: number;
}

/** Where the tenures are found. */
export interface IntervalOptions<Table = object> {
  /** Field of how many periods each was followed, or of the end of the row: whole; default `duration`. */
  readonly duration?: TableField<Table> | undefined;
  /** Field of whether the customer was lost in the last of those periods (true or 1) or not (false or 0); default `event`. */
  readonly event?: TableField<Table> | undefined;
  /** Field of the periods stayed before the row begins: whole; read if given, or if there is a field `entry`. Default 0. */
  readonly entry?: TableField<Table> | undefined;
  /** Field of how many customers a row stands for, 0 or more; read if given, or if there is a field `weight`. */
  readonly weight?: TableField<Table> | undefined;
  /** Field of whose row it is, where a customer has several: their rows must not overlap. Read if there is a field `customer`. */
  readonly customer?: TableField<Table> | undefined;
  /** Unit of the periods, which the fit repeats; default that of the data, where they name one. */
  readonly timeUnit?: TimeUnit | undefined;
}

/** The model, and where its data are found. */
export interface DiscreteTimeOptions<Table = object> extends IntervalOptions<Table> {
  /** Names of the fields that are covariates; default all that lie under `covariates` of the data, or none. */
  readonly covariates?: readonly string[] | undefined;
  /** The level of a category that others are compared with, by field; default its first level in ascending order. */
  readonly reference?: { readonly [field: string]: string | number | boolean } | undefined;
  /** The link; default `"cloglog"`. */
  readonly link?: HazardLink | undefined;
  /** How the hazard moves with tenure; default `"free"`. */
  readonly time?: TimeEffect | undefined;
}

/** Options of the fit. */
export interface DiscreteTimeFitOptions<Table = object>
  extends DiscreteTimeOptions<Table>,
    FitOptions<HazardParameters> {}

/** The options that say where tenures are found. */
export const fieldOptionNames = ["duration", "event", "entry", "weight", "customer", "timeUnit"] as const;

/** The options that settle the model and its data. */
export const modelOptionNames = ["covariates", "reference", "link", "time", ...fieldOptionNames] as const;
