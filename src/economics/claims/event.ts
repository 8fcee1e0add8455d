/** Events written as words: "satisfied", "not satisfied", "service and not price", "(a or b) and c". */
import { check } from "../../errors.js";

/** An event: its words in one spelling, and whether it happens, given which of the simple events do. */
export interface ClaimEvent {
  readonly words: string;
  readonly happens: (truth: (name: string) => boolean) => boolean;
}

/** The event that always happens: the condition of an unconditional probability. */
export const always: ClaimEvent = { words: "", happens: () => true };

/** What is left to read of an event. */
interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly names: string[];
  readonly refuse: () => never;
}

/** Reads an event and adds the names of its simple events to `names`. `not` binds before `and`, `and` before `or`. */
export function readEvent(where: string, argument: string, text: string, names: string[]): ClaimEvent {
  check(typeof text === "string", where, argument, "must be an event in words", text);
  const tokens: string[] = text.match(/[\p{L}_][\p{L}\p{N}_-]*|\S/gu) ?? [];
  const refuse = (): never => {
    check(false, where, argument, 'must be an event such as "a", "not a", "a and (b or c)"', text);
  };
  const reader: Reader = { tokens, at: 0, names, refuse };
  const event = alternatives(reader);
  return reader.at === tokens.length ? event : refuse();
}

function alternatives(reader: Reader): ClaimEvent {
  return joined(reader, "or", () => joined(reader, "and", () => simple(reader)));
}

function simple(reader: Reader): ClaimEvent {
  const { tokens, names, refuse } = reader;
  const token = tokens[reader.at++];
  if (token === "not") {
    const inner = simple(reader);
    return { words: `not ${inner.words}`, happens: (truth) => !inner.happens(truth) };
  }
  if (token === "(") {
    const inner = alternatives(reader);
    if (tokens[reader.at++] !== ")") refuse();
    return { words: `(${inner.words})`, happens: inner.happens };
  }
  if (token === undefined || token === "and" || token === "or" || !/^[\p{L}_]/u.test(token)) return refuse();
  if (!names.includes(token)) names.push(token);
  return { words: token, happens: (truth) => truth(token) };
}

function joined(reader: Reader, word: "and" | "or", part: () => ClaimEvent): ClaimEvent {
  const parts = [part()];
  while (reader.tokens[reader.at] === word) {
    reader.at++;
    parts.push(part());
  }
  if (parts.length === 1) return parts[0]!;
  const every = word === "and";
  return {
    words: parts.map(({ words }) => words).join(` ${word} `),
    happens: (truth) => (every ? parts.every((p) => p.happens(truth)) : parts.some((p) => p.happens(truth))),
  };
}
