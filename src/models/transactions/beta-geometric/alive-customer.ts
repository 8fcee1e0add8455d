/** What is known of a customer who has not dropped out. */

/** A customer alive now: λ is gamma(r, alpha), the drop-out probability p is beta(a, b). */
export interface AliveCustomer {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
  /** Gap steps per purchase: 1 for purchases at random times. */
  readonly k: number;
  /** Gap steps already taken towards the next purchase: 0 to k - 1. */
  readonly steps: number;
}
