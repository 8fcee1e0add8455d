/** What a study takes for an input: a number, or a distribution as plain data. */

/** Unit and source as they are kept: `null` where not given. */
export interface Provenance {
  /** Unit of the input; `null` where not given. */
  readonly unit: string | null;
  /** Where the distribution comes from; `null` where not given. */
  readonly source: string | null;
}

/** A distribution of an input, as its constructor made it: plain data. */
export type Distribution = Provenance &
  (
    | { readonly kind: "uniform"; readonly low: number; readonly high: number }
    | { readonly kind: "triangular"; readonly low: number; readonly mode: number; readonly high: number }
    | { readonly kind: "pert"; readonly low: number; readonly mode: number; readonly high: number }
    | { readonly kind: "normal"; readonly mean: number; readonly standardDeviation: number }
    | {
        readonly kind: "truncatedNormal";
        readonly mean: number;
        readonly standardDeviation: number;
        readonly low: number | null;
        readonly high: number | null;
      }
    | { readonly kind: "logNormal"; readonly mean: number; readonly standardDeviation: number }
    | {
        readonly kind: "beta";
        readonly alpha: number;
        readonly beta: number;
        readonly low: number;
        readonly high: number;
      }
    | { readonly kind: "gamma"; readonly mean: number; readonly standardDeviation: number }
    | { readonly kind: "exponential"; readonly mean: number }
    | { readonly kind: "empirical"; readonly values: readonly number[] }
    | { readonly kind: "choice"; readonly values: readonly number[]; readonly weights: readonly number[] }
    | { readonly kind: "integer"; readonly low: number; readonly high: number }
  );

/** An input of a study: a number is a constant. */
export type UncertainInput = number | Distribution;

/** The inputs of a study by name. */
export type UncertainInputs<Name extends string = string> = Readonly<Record<Name, UncertainInput>>;
