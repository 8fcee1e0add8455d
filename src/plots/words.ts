/** Numbers in the words of titles and descriptions. */

/** A number to four significant digits, in groups of three; "unknown" for null. */
export const amount = (x: number | null | undefined): string =>
  x === null || x === undefined
    ? "unknown"
    : Number(x.toPrecision(4)).toLocaleString("en-GB", { maximumSignificantDigits: 6 });

/** A fraction as a percentage to one decimal; "unknown" for null. */
export const percent = (x: number | null | undefined): string =>
  x === null || x === undefined ? "unknown" : `${amount(Math.round(1000 * x) / 10)}%`;

/** A p-value, as it is quoted. */
export const pValue = (p: number | null): string =>
  p === null ? "p unknown" : p < 0.001 ? "p < 0.001" : `p = ${Number(p.toPrecision(2))}`;

/** A count and its noun. */
export const count = (n: number, noun: string): string => `${amount(n)} ${noun}${n === 1 ? "" : "s"}`;

/** An estimate with the ends of its interval. */
export const within = (
  { estimate, lower, upper }: { estimate: number | null; lower: number | null; upper: number | null },
  say: (x: number | null) => string,
): string => `${say(estimate)} (${say(lower)} to ${say(upper)})`;

/** The smallest and the largest of some numbers, as a range. */
export const fromTo = (values: readonly number[], say: (x: number) => string): string => {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return `from ${say(least)} to ${say(most)}`;
};

/** The time axis of a chart: what is counted, in its unit where that is known. */
export const timeTitle = (name: string, unit: string | null): string =>
  unit === null ? name : `${name} (${unit}s)`;

/** Cuts a text into lines that fit a width in pixels; a word is never cut. */
export function wrap(text: string, width: number): string[] {
  const most = Math.max(20, Math.floor(width / 8.2));
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
