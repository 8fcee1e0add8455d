/** How values look beside and below their lines. */
type Row = Record<string, unknown>;

const isPlain = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isScalar = (value: unknown) => typeof value !== "object" || value === null;

/** Numbers to six digits, all else as JavaScript writes it. */
export function inWords(value: unknown, limit = 90): string {
  const text = write(value);
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

function write(value: unknown): string {
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "function";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as ArrayLike<unknown>);
    const more = items.length > 12 ? `, … ${items.length} in all` : "";
    return `[${items.slice(0, 12).map(write).join(", ")}${more}]`;
  }
  if (isPlain(value)) {
    const fields = Object.entries(value).map(([name, field]) => `${name}: ${write(field)}`);
    return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
  }
  return String(value);
}

/** Rows of plain fields, as a table shows them. */
export function asRows(value: unknown): Row[] | null {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isPlain)) return null;
  const columns = Object.keys(value[0]!);
  const isTable =
    columns.length > 0 && columns.length <= 12 && columns.some((name) => isScalar(value[0]![name]));
  return isTable ? value : null;
}

/** A chart of `retention-economics/plots`: anything with a Vega-Lite schema. */
export function isChart(value: unknown): value is Row {
  return isPlain(value) && typeof value.$schema === "string" && value.$schema.includes("vega-lite");
}

function element(name: string, text = "", type = ""): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (type !== "") made.className = type;
  return made;
}

function table(rows: readonly Row[]): HTMLElement {
  const columns = Object.keys(rows[0]!);
  const made = element("table");
  const head = made.appendChild(element("thead")).appendChild(element("tr"));
  for (const name of columns) head.append(element("th", name));
  const body = made.appendChild(element("tbody"));
  for (const row of rows.slice(0, 20)) {
    const line = body.appendChild(element("tr"));
    for (const name of columns)
      line.append(
        element("td", typeof row[name] === "string" ? (row[name] as string) : inWords(row[name], 40)),
      );
  }
  const frame = element("div", "", "live-table");
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", "Result as a table");
  frame.append(made);
  if (rows.length > 20) frame.append(element("p", `${rows.length} rows, 20 shown`));
  return frame;
}

function chart(spec: Row): HTMLElement {
  const frame = element("div", "drawing…", "live-chart");
  const wide = { ...spec, width: spec.width ?? "container" };
  import("./chart.js")
    .then(({ draw }) => draw(frame, wide))
    .catch((error: Error) => {
      frame.textContent = error.message;
      frame.className = "live-error";
    });
  return frame;
}

/** What is shown below a line, or null where the words beside it are enough. */
export function below(value: unknown): HTMLElement | null {
  if (isChart(value)) return chart(value);
  const rows = asRows(value);
  if (rows !== null) return table(rows);
  const text = write(value);
  if (text.length <= 90) return null;
  const details = element("details", "", "live-details");
  details.append(
    element("summary", "all of it"),
    element("pre", JSON.stringify(value, null, 2).slice(0, 20_000)),
  );
  return details;
}
