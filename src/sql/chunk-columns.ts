/** Columns of DuckDB's chunks: each vector's own typed array is copied into one column, without an object per row. */

interface Vector {
  readonly itemCount: number;
  getItem(i: number): unknown;
}

interface Chunk {
  readonly rowCount: number;
  readonly columnCount: number;
  getColumnVector(i: number): Vector;
}

/** The columns by name of what hands out chunks; null for anything else. */
export function chunkColumns(result: object): Readonly<Record<string, unknown>> | null {
  const { chunks, columnNames } = result as { chunks?: unknown; columnNames?: unknown };
  if (!Array.isArray(chunks)) return null;
  const names: unknown = typeof columnNames === "function" ? columnNames.call(result) : columnNames;
  if (!Array.isArray(names) || !chunks.every(isChunk)) return null;
  const columns = names.map((name, i) => [String(name), columnOf(chunks, i)]);
  return Object.fromEntries(columns) as Record<string, unknown>;
}

function isChunk(chunk: unknown): chunk is Chunk {
  return typeof (chunk as Chunk | null)?.getColumnVector === "function";
}

/** One column of all chunks: of doubles without a null a Float64Array, else what their vectors hold. */
function columnOf(chunks: readonly Chunk[], column: number): unknown {
  const vectors = chunks.map((chunk) => ({ vector: chunk.getColumnVector(column), rows: chunk.rowCount }));
  const length = vectors.reduce((sum, { rows }) => sum + rows, 0);
  const numbers = new Float64Array(length);
  let at = 0;
  let allNumbers = true;
  const values: unknown[] = [];
  for (const { vector, rows } of vectors)
    for (let i = 0; i < rows; i++) {
      const value = vector.getItem(i);
      if (allNumbers && typeof value === "number") numbers[at++] = value;
      else {
        if (allNumbers) for (const number of numbers.subarray(0, at)) values.push(number);
        allNumbers = false;
        values.push(value);
      }
    }
  return allNumbers ? numbers : values;
}
