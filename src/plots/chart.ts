/** What every chart is made of: the specification, its options, and the builder that all charts share. */
import { check, checkChoice, checkCount, checkOptions } from "../errors.js";
import { type ChartTheme, settings, type ThemeColours, themes } from "./theme.js";
import { type ChartRow, type Series, thin } from "./thin.js";
import { wrap } from "./words.js";

/** The options of every chart. */
export interface ChartOptions {
  /** Title; by default the question that the picture answers, or what it found. */
  readonly title?: string | undefined;
  /** Width in pixels of the whole chart, axes and labels included, 600 by default; "container" follows the page. */
  readonly width?: number | "container" | undefined;
  /** Height in pixels of the whole chart; by default what its rows need. */
  readonly height?: number | undefined;
  /** Colours for a light page (the default) or a dark one. */
  readonly theme?: ChartTheme | undefined;
  /** Version of Vega-Lite named in `$schema`: "v5" by default, which notebooks draw; "v6" says the same. */
  readonly schema?: "v5" | "v6" | undefined;
}

/** Channels of a layer by their names. */
// biome-ignore lint/suspicious/noExplicitAny: the types of Vega-Lite's channels are its own, and theirs must accept these
export type ChartEncoding = Readonly<Record<string, any>>;

/** One layer of a chart: a mark, the data it is drawn from, and its channels. */
export interface ChartLayer {
  /** The data set, by its name. */
  readonly data: { readonly name: string } | { readonly values: ChartRow[] };
  /** The mark. */
  // biome-ignore lint/suspicious/noExplicitAny: as for the channels
  readonly mark: any;
  /** The channels. */
  readonly encoding: ChartEncoding;
  /** Steps between the data and the mark. */
  // biome-ignore lint/suspicious/noExplicitAny: as for the channels
  readonly transform?: any;
}

/** A chart: a specification of Vega-Lite as plain data. */
export interface Chart {
  /** The schema of the specification. */
  readonly $schema: string;
  /** The title, cut into lines that fit the width. */
  readonly title: { readonly text: string[] };
  /** The chart in words, with its main numbers: what a screen reader reads out. */
  readonly description: string;
  /** Width in pixels, or "container". */
  readonly width: number | "container";
  /** Height in pixels. */
  readonly height: number;
  /** The sizes are those of the whole chart. */
  readonly autosize: { readonly type: "fit"; readonly contains: "padding" };
  /** The rows that are drawn, by data set. */
  readonly datasets: Record<string, ChartRow[]>;
  /** The marks. */
  readonly layer: ChartLayer[];
  /** Colours and fonts. */
  // biome-ignore lint/suspicious/noExplicitAny: as for the channels
  readonly config: any;
  /** The function that made the chart, and how many of how many rows it carries. */
  readonly usermeta: { readonly chart: string; readonly rows: number; readonly rowsOfResult: number };
}

/** What a chart function says of its picture. */
export interface Picture {
  readonly title: string;
  /** The main numbers, as sentences. */
  readonly numbers: string;
  /** Data sets, by name; a list of rows, or rows with the fields that tell series apart. */
  readonly data: Readonly<Record<string, readonly object[] | Series>>;
  readonly layers: readonly ChartLayer[];
  /** Height of everything below the title and the legend. */
  readonly height?: number | undefined;
  /** The labels of the legend, by which its lines are counted. */
  readonly legend?: readonly string[] | undefined;
}

/** What the options decide before a picture is drawn. */
export interface Look {
  readonly colours: ThemeColours;
  /** The width in pixels; a guess where the page decides. */
  readonly width: number;
}

const optionNames = ["title", "width", "height", "theme", "schema"] as const;

/**
 * Checks the options and builds the chart that a function describes.
 * @param own - Options of this chart beyond those of all, by name: the permitted words.
 */
export function chart<Options extends ChartOptions>(
  where: string,
  options: Options,
  draw: (look: Look) => Picture,
  own: Readonly<Record<string, readonly string[] | null>> = {},
): Chart {
  checkLook(where, options, own);
  const { width = 600, height, theme = "light", schema = "v5", title } = options;
  const look = { colours: themes[theme], width: width === "container" ? 600 : width };
  const picture = draw(look);
  const text = wrap(title ?? picture.title, look.width - 16);
  const { columns, lines } = legendOf(picture.legend ?? [], look.width);
  const data = Object.fromEntries(
    Object.entries(picture.data).map(([name, rows]) => [name, "by" in rows ? rows : { rows, by: [] }]),
  );
  const datasets = thin(data);
  return {
    $schema: `https://vega.github.io/schema/vega-lite/${schema}.json`,
    title: { text },
    description: `${title ?? picture.title} ${picture.numbers}`,
    width,
    height: height ?? (picture.height ?? 300) + 17 * text.length + 10 + (lines > 0 ? 18 * lines + 16 : 0),
    autosize: { type: "fit", contains: "padding" },
    datasets,
    layer: [...picture.layers],
    config: settings(look.colours, columns),
    usermeta: {
      chart: where,
      rows: Object.values(datasets).flat().length,
      rowsOfResult: Object.values(data).flatMap(({ rows }) => rows).length,
    },
  };
}

function checkLook<Options extends ChartOptions>(
  where: string,
  options: Options,
  own: Readonly<Record<string, readonly string[] | null>>,
): void {
  checkOptions(where, options, [...optionNames, ...Object.keys(own)] as (keyof Options & string)[]);
  const choices = { theme: ["light", "dark"], schema: ["v5", "v6"], ...own };
  for (const [name, words] of Object.entries(choices)) {
    const value = options[name as keyof Options];
    if (words !== null && value !== undefined) checkChoice(where, name, value, words);
  }
  const { width = 600, height = 300, title = "" } = options;
  if (width !== "container") checkCount(where, "width", width, 200);
  checkCount(where, "height", height, 100);
  check(typeof title === "string", where, "title", "must be a text", title);
}

/** How many labels of a legend stand side by side, and how many lines that makes. */
function legendOf(labels: readonly string[], width: number): { columns: number; lines: number } {
  const widest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  const columns = Math.max(1, Math.min(labels.length, Math.floor((width - 80) / (7.2 * widest + 44))));
  return { columns, lines: Math.ceil(labels.length / columns) };
}
