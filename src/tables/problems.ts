/** Collects what is wrong with the rows of an import, so that one error can name the first ten faults and count the rest. */
import { describe, InvalidInputError } from "../errors.js";
import { piece } from "../pieces.js";

/** The refusals of one call: added one by one, thrown together. */
export interface Problems {
  /** Notes that the element `name` (such as `orders[17].paidAt`) breaks a rule. */
  add(name: string, rule: string, received: unknown): void;
  /** Throws `InvalidInputError` if anything was noted. */
  throwIfAny(): void;
}

const listed = 10;

/**
 * Opens an empty list of refusals for the public function `where`. What breaks one rule in one column, row after row, is said
 * once, of its first row, with the number of the others.
 */
export function createProblems(where: string): Problems {
  return piece(() => emptyList(where));
}

function emptyList(where: string): Problems {
  const faults = new Map<string, { readonly message: string; more: number }>();
  let count = 0;
  let unlisted = 0;
  return {
    add(name, rule, received) {
      count++;
      const fault = `${name.replace(/\[\d+\]/, "")} ${rule}`;
      const known = faults.get(fault);
      if (known !== undefined) known.more++;
      else if (faults.size === listed) unlisted++;
      else faults.set(fault, { message: `${name} ${rule}, received ${describe(received)}`, more: 0 });
    },
    throwIfAny() {
      if (count === 0) return;
      const heading = count > 1 ? `${count} values refused: ` : "";
      const messages = Array.from(faults.values(), ({ message, more }) =>
        more === 0 ? message : `${message} (and ${more} more like it)`,
      );
      const rest = unlisted > 0 ? `; and ${unlisted} more` : "";
      throw new InvalidInputError(`${where}: ${heading}${messages.join("; ")}${rest}`);
    },
  };
}
