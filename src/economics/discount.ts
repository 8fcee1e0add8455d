import { checkObject } from "../errors.js";

export { type DiscountInput, periodDiscount } from "../value/discounting.js";

/** Checks that a call was given one object of arguments. */
export function checkArguments(where: string, value: unknown): asserts value is object {
  checkObject(where, "input", value);
}
