/** Collects what is wrong with the rows of an import, so that one error can name the first ten and count the rest. */
import { describe, InvalidInputError } from "../errors.js";

/** The refusals of one call: added one by one, thrown together. */
export interface Problems {
  /** Notes that the element `name` (such as `orders[17].paidAt`) breaks a rule. */
  add(name: string, rule: string, received: unknown): void;
  /** Throws `InvalidInputError` if anything was noted. */
  throwIfAny(): void;
}

const listed = 10;

/** Opens an empty list of refusals for the public function `where`. */
export function createProblems(where: string): Problems {
  const messages: string[] = [];
  let count = 0;
  return {
    add(name, rule, received) {
      count++;
      if (messages.length < listed) messages.push(`${name} ${rule}, received ${describe(received)}`);
    },
    throwIfAny() {
      if (count === 0) return;
      const rest = count > messages.length ? `; and ${count - messages.length} more` : "";
      const heading = count > 1 ? `${count} values refused: ` : "";
      throw new InvalidInputError(`${where}: ${heading}${messages.join("; ")}${rest}`);
    },
  };
}
