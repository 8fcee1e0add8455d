/** What differs between the engines: how each quotes, names types, and reckons with time. All else is SQL that they share. */

/** An engine whose SQL is written. */
export type SqlDialect =
  | "duckdb"
  | "postgres"
  | "spark"
  | "bigquery"
  | "snowflake"
  | "trino"
  | "redshift"
  | "clickhouse";

/** A value that is passed to the engine beside the text. */
export type SqlParameter = string | number | boolean;

/** The primitives of a dialect: everything that is not the same in all of them. */
export interface Primitives {
  /** What stands on both sides of an identifier. */
  readonly quote: '"' | "`";
  /** Longest identifier, in bytes: what is longer would be cut in silence. */
  readonly longestName: number;
  /** How a quote within a text is written, and whether a backslash escapes what follows it. */
  readonly quoteInText: string;
  readonly backslash: "escapes" | "stands" | "refused";
  /** Types of whole numbers, of floating-point numbers and of texts. */
  readonly whole: string;
  readonly real: string;
  readonly text: string;
  /** The timestamp without a zone that a value is, or at UTC that an instant has. */
  readonly timestamp: (value: string) => string;
  readonly ofInstant: (instant: string) => string;
  /** The local timestamp of a zone (a literal) at a timestamp in UTC. */
  readonly local: (utc: string, zone: string) => string;
  /** Milliseconds from 1970-01-01 00:00 to a timestamp without a zone. */
  readonly milliseconds: (timestamp: string) => string;
  /** The date so many days after 1970-01-01, and a date as text. */
  readonly dateOf: (days: string) => string;
  readonly dateText: (date: string) => string;
  /** The n-th value that is passed beside the text, of a type. */
  readonly placeholder: (n: number, type: string) => string;
  /** What stands after a statement, on a line of its own. */
  readonly settings: string;
  /** A text compared by its bytes. */
  readonly byBytes: (text: string) => string;
}

const cast = (type: string) => (value: string) => `CAST(${value} AS ${type})`;
const same = (value: string) => value;
const atZone = (value: string, zone: string) => `${value} AT TIME ZONE ${zone}`;
const toChar = (date: string) => `TO_CHAR(${date}, 'YYYY-MM-DD')`;
const dollar = (n: number) => `$${n}`;
const question = () => "?";

const ansi = {
  quote: '"',
  longestName: 128,
  quoteInText: "''",
  backslash: "stands",
  whole: "BIGINT",
  real: "DOUBLE",
  text: "VARCHAR",
  timestamp: cast("TIMESTAMP"),
  dateText: cast("VARCHAR"),
  placeholder: question,
  byBytes: same,
  settings: "",
} as const;

/** The primitives of each dialect. */
export const dialects: Readonly<Record<SqlDialect, Primitives>> = {
  duckdb: {
    ...ansi,
    ofInstant: (instant) => `(${atZone(`CAST(${instant} AS TIMESTAMPTZ)`, "'UTC'")})`,
    local: (utc, zone) => `(${atZone(atZone(utc, "'UTC'"), zone)})`,
    milliseconds: (time) => `date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', ${time})`,
    dateOf: (days) => `(DATE '1970-01-01' + CAST(${days} AS INTEGER))`,
    placeholder: dollar,
  },
  postgres: {
    ...ansi,
    longestName: 63,
    real: "DOUBLE PRECISION",
    text: "TEXT",
    ofInstant: (instant) => `(${atZone(`CAST(${instant} AS TIMESTAMPTZ)`, "'UTC'")})`,
    local: (utc, zone) => `(${atZone(atZone(utc, "'UTC'"), zone)})`,
    milliseconds: (time) =>
      `CAST(FLOOR(EXTRACT(EPOCH FROM ${time} - TIMESTAMP '1970-01-01 00:00:00') * 1000) AS BIGINT)`,
    dateOf: (days) => `(DATE '1970-01-01' + CAST(${days} AS INTEGER))`,
    dateText: toChar,
    placeholder: dollar,
    byBytes: (text) => `${text} COLLATE "C"`,
  },
  spark: {
    ...ansi,
    quote: "`",
    quoteInText: "\\'",
    backslash: "escapes",
    text: "STRING",
    timestamp: cast("TIMESTAMP_NTZ"),
    ofInstant: (instant) =>
      `(TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, CAST(unix_micros(CAST(${instant} AS TIMESTAMP)) / 1000000BD AS DECIMAL(18, 6))))`,
    local: (utc, zone) => `convert_timezone('UTC', ${zone}, ${utc})`,
    milliseconds: (time) => `timestampdiff(MILLISECOND, TIMESTAMP_NTZ '1970-01-01 00:00:00', ${time})`,
    dateOf: (days) => `date_add(DATE '1970-01-01', CAST(${days} AS INT))`,
    dateText: cast("STRING"),
  },
  bigquery: {
    ...ansi,
    quote: "`",
    quoteInText: "\\'",
    backslash: "escapes",
    whole: "INT64",
    real: "FLOAT64",
    text: "STRING",
    timestamp: cast("DATETIME"),
    ofInstant: (instant) => `DATETIME(CAST(${instant} AS TIMESTAMP), 'UTC')`,
    local: (utc, zone) => `DATETIME(TIMESTAMP(${utc}, 'UTC'), ${zone})`,
    milliseconds: (time) => `DATETIME_DIFF(${time}, DATETIME '1970-01-01 00:00:00', MILLISECOND)`,
    dateOf: (days) => `CAST(DATE_ADD(DATE '1970-01-01', INTERVAL CAST(${days} AS INT64) DAY) AS DATE)`,
    dateText: cast("STRING"),
  },
  snowflake: {
    ...ansi,
    longestName: 255,
    backslash: "escapes",
    timestamp: cast("TIMESTAMP_NTZ"),
    ofInstant: (instant) => `CAST(CONVERT_TIMEZONE('UTC', ${instant}) AS TIMESTAMP_NTZ)`,
    local: (utc, zone) => `CONVERT_TIMEZONE('UTC', ${zone}, ${utc})`,
    milliseconds: (time) => `DATEDIFF('millisecond', CAST('1970-01-01 00:00:00' AS TIMESTAMP_NTZ), ${time})`,
    dateOf: (days) => `DATEADD('day', CAST(${days} AS INTEGER), CAST('1970-01-01' AS DATE))`,
    dateText: toChar,
  },
  trino: {
    ...ansi,
    ofInstant: (instant) => `CAST(${atZone(instant, "'UTC'")} AS TIMESTAMP)`,
    local: (utc, zone) => `CAST(${atZone(`with_timezone(${utc}, 'UTC')`, zone)} AS TIMESTAMP)`,
    milliseconds: (time) => `date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', ${time})`,
    dateOf: (days) => `CAST(date_add('day', CAST(${days} AS BIGINT), DATE '1970-01-01') AS DATE)`,
  },
  redshift: {
    ...ansi,
    longestName: 127,
    backslash: "refused",
    real: "DOUBLE PRECISION",
    ofInstant: (instant) => `(${atZone(instant, "'UTC'")})`,
    local: (utc, zone) => `CONVERT_TIMEZONE('UTC', ${zone}, ${utc})`,
    milliseconds: (time) => `DATEDIFF(millisecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), ${time})`,
    dateOf: (days) => `DATEADD(day, CAST(${days} AS INTEGER), CAST('1970-01-01' AS DATE))`,
    dateText: toChar,
    placeholder: dollar,
  },
  clickhouse: {
    ...ansi,
    longestName: 255,
    backslash: "escapes",
    whole: "Nullable(Int64)",
    real: "Nullable(Float64)",
    text: "Nullable(String)",
    // Every timestamp is an instant: that of UTC, or one that shows the local clock as if it were that of UTC.
    timestamp: (value) => `CAST(${value} AS Nullable(DateTime64(3, 'UTC')))`,
    ofInstant: (value) => `CAST(${value} AS Nullable(DateTime64(3, 'UTC')))`,
    local: (utc, zone) => `addSeconds(${utc}, timeZoneOffset(toTimeZone(${utc}, ${zone})))`,
    milliseconds: (time) =>
      `dateDiff('millisecond', CAST('1970-01-01 00:00:00' AS DateTime64(3, 'UTC')), ${time})`,
    dateOf: (days) => `addDays(CAST('1970-01-01' AS Date32), CAST(${days} AS Nullable(Int32)))`,
    dateText: cast("Nullable(String)"),
    placeholder: (n, type) => `{p${n}:${type}}`,
    // Without it a name that a query gives an expression hides the column of that name, also one of the caller's table.
    settings: "SETTINGS prefer_column_name_to_alias = 1\n",
  },
};
