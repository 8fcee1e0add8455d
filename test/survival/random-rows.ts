/** Random tables of durations, with ties, weights, late entry, groups and customers of several rows. */
import fc from "fast-check";

/** One row of a random table. */
export interface RandomRow {
  readonly entry: number;
  readonly duration: number;
  readonly event: boolean;
  readonly weight: number;
  readonly customer: number;
  readonly group: string;
  readonly stratum: number;
  readonly cause: string | null;
  readonly score: number;
}

const tableOf = (weight: fc.Arbitrary<number>, maxLength: number) =>
  fc.array(
    fc
      .record({
        entry: fc.integer({ min: -3, max: 4 }),
        length: fc.integer({ min: 0, max: 8 }),
        ended: fc.constantFrom("voluntary", "involuntary", null),
        weight,
        customer: fc.nat(6),
        group: fc.constantFrom("a", "b", "c"),
        stratum: fc.nat(1),
        score: fc.nat(5),
      })
      .map(({ entry, length, ended, ...others }): RandomRow => {
        const late = Math.max(0, entry);
        return {
          ...others,
          entry: late,
          duration: late + Math.max(length, late > 0 ? 1 : 0),
          event: ended !== null,
          cause: ended,
        };
      }),
    { minLength: 1, maxLength },
  );

/** Weights that are counts. */
export const rows = tableOf(fc.integer({ min: 1, max: 3 }), 30);

/** Weights that are amounts. */
export const brokenRows = tableOf(fc.constantFrom(0.25, 0.7, 1, 1.9), 16);
