/** Results and charts as notebooks display them. */
import { check, checkCount, checkOptions } from "../errors.js";
import type { Chart } from "../plots/chart.js";
import { sheetsOf } from "./describe.js";
import { htmlOf, markdownOf, plainOf } from "./render.js";

/** How much of a result is shown. */
export interface ShowOptions {
  /** Most rows of a list: 10 by default. */
  readonly rows?: number | undefined;
  /** A chart rendered to SVG, for where the chart itself is not drawn, such as a preview on GitHub. */
  readonly svg?: string | undefined;
}

/** One output in all its forms, by media type, as Jupyter's protocol has it. */
export interface DisplayBundle {
  /** The output in one form. */
  readonly [mediaType: string]: unknown;
}

/** What a notebook displays: as the last value of a cell it is a table or a picture, elsewhere plain text. */
export interface Shown {
  /** The forms of the output. */
  bundle(): DisplayBundle;
  /** The output as plain text, of fewer than 30 lines. */
  toString(): string;
}

/** What Deno's kernel asks a value for, and what consoles do. */
const display = Symbol.for("Jupyter.display");
const consoles = [Symbol.for("nodejs.util.inspect.custom"), Symbol.for("Deno.customInspect")];

/**
 * A result or a chart as a notebook displays it: a cohort table wide, a fit as a table of coefficients, columns and lists with their
 * first rows and their number, a chart as a picture.
 *
 * As the last value of a cell it is displayed by Deno's kernel. Elsewhere, printed or in a text, it is plain text of fewer than 30
 * lines. What is shown is rounded: compute with the result itself, which is not changed.
 *
 * @param result - Any result of the library, or a chart.
 * @param options - `rows`: most rows of a list, 10 by default; `svg`: a chart as rendered, which is displayed where it is not drawn.
 * @returns The output; its `bundle()` has all forms by media type, for other notebooks.
 * @throws {InvalidInputError} If an option is not valid, or there is nothing to show.
 *
 * @example
 * import { show } from "retention-economics/notebook";
 *
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const lines = `${show(shiftedBetaGeometric.fit(cohort))}`.split("\n");
 * lines[2]; // => "alpha        0.6681          0.1037     0.4928     0.9057"
 */
export function show(result: unknown, options: ShowOptions = {}): Shown {
  const most = readOptions("show", result, options);
  const chart = isChart(result) ? result : null;
  const bundle = (): DisplayBundle => {
    if (chart !== null) {
      const version = /\/v(\d+)/.exec(chart.$schema)?.[1] ?? "5";
      const image = options.svg === undefined ? {} : { "image/svg+xml": options.svg };
      return { [`application/vnd.vegalite.v${version}+json`]: chart, ...image, "text/plain": plain() };
    }
    const sheets = sheetsOf(result, most);
    return { "text/html": htmlOf(sheets), "text/markdown": markdownOf(sheets), "text/plain": plain() };
  };
  const plain = (): string => (chart === null ? plainOf(sheetsOf(result, most)) : chart.description);
  const shown: Shown = { bundle, toString: plain };
  // Not enumerable: a copy or JSON of what is shown holds none of them.
  Object.defineProperty(shown, display, { value: inNotebook(bundle) });
  for (const symbol of consoles) Object.defineProperty(shown, symbol, { value: plain });
  return shown;
}

/** Without Markdown, which a notebook would prefer to HTML that is shaded and aligned. */
function inNotebook(bundle: () => DisplayBundle): () => DisplayBundle {
  return () => {
    const { "text/markdown": _, ...forms } = bundle();
    return forms;
  };
}

/**
 * A result as tables of Markdown, for slides, issues and pull requests.
 *
 * @param result - Any result of the library but a chart.
 * @param options - `rows`: most rows of a list, 10 by default.
 * @returns Markdown, with what stands below a table as text.
 * @throws {InvalidInputError} If an option is not valid, or the result is a chart, which Markdown cannot hold.
 *
 * @example
 * import { toMarkdown } from "retention-economics/notebook";
 *
 * toMarkdown([{ plan: "yearly", churn: 0.021 }, { plan: "monthly", churn: 0.054 }]);
 * // => "| plan | churn |\n| --- | ---: |\n| yearly | 0.021 |\n| monthly | 0.054 |"
 */
export function toMarkdown(result: unknown, options: Pick<ShowOptions, "rows"> = {}): string {
  const most = readOptions("toMarkdown", result, options);
  check(!isChart(result), "toMarkdown", "result", "must be no chart: render it to an image", result);
  return markdownOf(sheetsOf(result, most));
}

function readOptions(where: string, result: unknown, options: ShowOptions): number {
  check(result !== undefined, where, "result", "must be a result", result);
  checkOptions(where, options, where === "show" ? ["rows", "svg"] : ["rows"]);
  const { rows = 10 } = options;
  checkCount(where, "options.rows", rows, 1);
  return rows;
}

function isChart(result: unknown): result is Chart {
  const { $schema } = (result ?? {}) as { readonly $schema?: unknown };
  return typeof $schema === "string" && $schema.includes("vega-lite");
}
