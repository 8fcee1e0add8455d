/** The made-up firm of all examples: a coffee subscription with a thousand customers. */

/** Harbour Coffee, by the year: customers, share kept, margin of a customer, cost of winning one, discount rate. */
export const harbourCoffee = {
  customers: 1000,
  keep: 0.8,
  margin: 120,
  acquisitionCost: 120,
  discountRate: 0.1,
} as const;

/** The same firm with numbers of the reader's own. */
export interface Firm {
  readonly keep: number;
  readonly margin: number;
  readonly acquisitionCost: number;
  readonly discountRate: number;
}
