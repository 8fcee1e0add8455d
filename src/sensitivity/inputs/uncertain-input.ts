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
    | { readonly kind: "uniform"; readonly lower: number; readonly upper: number }
    | { readonly kind: "triangular"; readonly lower: number; readonly mode: number; readonly upper: number }
    | { readonly kind: "pert"; readonly lower: number; readonly mode: number; readonly upper: number }
    | { readonly kind: "normal"; readonly mean: number; readonly standardDeviation: number }
    | {
        readonly kind: "truncatedNormal";
        readonly mean: number;
        readonly standardDeviation: number;
        readonly lower: number | null;
        readonly upper: number | null;
      }
    | { readonly kind: "logNormal"; readonly mean: number; readonly standardDeviation: number }
    | {
        readonly kind: "beta";
        readonly alpha: number;
        readonly beta: number;
        readonly lower: number;
        readonly upper: number;
      }
    | { readonly kind: "gamma"; readonly mean: number; readonly standardDeviation: number }
    | { readonly kind: "exponential"; readonly mean: number }
    | { readonly kind: "empirical"; readonly values: readonly number[] }
    | { readonly kind: "choice"; readonly values: readonly number[]; readonly weights: readonly number[] }
    | { readonly kind: "integer"; readonly lower: number; readonly upper: number }
  );

/** An input of a study: a number is a constant. */
export type UncertainInput = number | Distribution;

/** The inputs of a study by name. */
export type UncertainInputs<Name extends string = string> = Readonly<Record<Name, UncertainInput>>;
