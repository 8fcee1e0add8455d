/**
 * Every statement of `retention-economics/sql` on the engines themselves: Apache Spark in local mode (PySpark and Java),
 * ClickHouse (chdb), the PostgreSQL server, and BigQuery, Snowflake, Trino and Redshift translated to DuckDB by
 * sqlglot. Python packages go into a virtual environment of their own; what is missing is said. `npm run test:engines spark`
 * runs one engine; `--found` installs nothing.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { differences, inOrder, statementsFor } from "../test/sql/engines.ts";
import { sampleLogs, unionsOf } from "../test/sql/logs.ts";
import { mistakenTable, mistakesOf } from "../test/sql/mistakes.ts";
import { reductionsOf, resultOrNone, rowsOrNone, tablesOf } from "../test/sql/reductions.ts";
import { referenceCases } from "../test/sql/references.ts";

const scripts = dirname(fileURLToPath(import.meta.url));
const environment = process.env.ENGINES_VENV ?? resolve(tmpdir(), "retention-economics-engines");
let python = resolve(environment, "bin/python");
const needs = {
  spark: ["pyspark==4.1.1"],
  clickhouse: ["chdb"],
  sqlglot: ["sqlglot", "duckdb", "pytz"],
};
/** `--found` runs what is on the machine, installs nothing, and takes one log: what fits into a check of everything. */
const onlyFound = process.argv.includes("--found");
const logs = sampleLogs(200);
const unions = unionsOf(logs);
const references = onlyFound ? [] : referenceCases();

/** Which logs each engine is given: all of them together, and so many by themselves. */
const plan = {
  sqlglot: {
    dialects: ["bigquery", "snowflake", "trino", "redshift"],
    logs: [...unions, ...logs.slice(0, 6)],
  },
  clickhouse: { dialects: ["clickhouse"], logs: [...unions, ...logs.slice(0, 60)] },
  postgres: { dialects: ["postgres"], logs: [...unions, ...logs.slice(0, 60)] },
  spark: { dialects: ["spark"], logs: onlyFound ? logs.slice(0, 1) : unions },
};

const run = (command, given, options = {}) =>
  spawnSync(command, given, { encoding: "utf8", maxBuffer: 2 ** 30, ...options });
const isThere = (command) => run("sh", ["-c", `command -v ${command}`]).status === 0;

/** What an engine lacks on this machine, after an attempt to install it (not with --found); null where it can run. */
function lacking(engine) {
  if (engine === "postgres")
    return postgresFolder() === null ? "the PostgreSQL server (apt-get install postgresql)" : null;
  if (engine === "spark" && !isThere("java")) return "Java 17 (apt-get install openjdk-17-jre-headless)";
  if (!isThere("python3")) return "Python 3";
  const imports = ["-c", `import ${needs[engine][0].split("=")[0]}`];
  const found = [resolve(environment, "bin/python"), "python3"].find(
    (name) => run(name, imports).status === 0,
  );
  if (found !== undefined) {
    python = found;
    return null;
  }
  if (onlyFound) return `the Python package ${needs[engine].join(", ")}`;
  python = resolve(environment, "bin/python");
  if (!existsSync(python) && run("python3", ["-m", "venv", environment]).status !== 0) return "python3-venv";
  const names = needs[engine];
  console.log(`installing ${names.join(", ")} in ${environment}`);
  const installed = run(python, ["-m", "pip", "install", "--quiet", ...names], { stdio: "inherit" });
  return installed.status === 0 ? null : `the Python package ${names.join(", ")}`;
}

function postgresFolder() {
  const folders = ["/usr/lib/postgresql", "/opt/homebrew/opt"].filter(existsSync);
  const found = folders.flatMap((folder) => readdirSync(folder).map((name) => resolve(folder, name, "bin")));
  return found.find((folder) => existsSync(resolve(folder, "initdb"))) ?? null;
}

/** The answers of an engine that Python runs. */
function answersOfPython(engine, cases) {
  const folder = mkdtempSync(resolve(tmpdir(), "engines-"));
  const file = resolve(folder, `${engine}.json`);
  const tables = cases.tables.map(({ name, columns, rows }) => ({
    ...{ name, columns },
    rows: rows.map((row) => columns.map(([column]) => row[column] ?? null)),
  }));
  writeFileSync(file, JSON.stringify({ tables, statements: cases.statements }));
  const { status } = run(python, [resolve(scripts, "run-engines.py"), engine, file], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`${engine} stopped with status ${status}`);
  const answers = JSON.parse(readFileSync(`${file}.answers`, "utf8"));
  rmSync(folder, { recursive: true });
  return answers;
}

/** The answers of a PostgreSQL server that is started for them, in a folder of its own. */
function answersOfPostgres(_, { tables, statements }) {
  const bin = postgresFolder();
  const folder = mkdtempSync(resolve(tmpdir(), "engines-"));
  const data = resolve(folder, "data");
  // The server refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? Number(run("id", ["-u", "nobody"]).stdout) : undefined;
  const own = isRoot ? { uid: user } : {};
  if (isRoot) run("chown", [String(user), folder]);
  const must = (name, given, options = {}) => {
    const done = run(resolve(bin, name), given, { ...own, cwd: folder, ...options });
    if (done.status !== 0) throw new Error(`${name}: ${done.stderr}${done.stdout}`);
    return done.stdout;
  };
  must("initdb", ["-D", data, "-U", "tester", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8"]);
  const settings = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c fsync=off -c timezone=Asia/Kathmandu`;
  must("pg_ctl", ["-D", data, "-w", "-l", resolve(folder, "log"), "-o", settings, "start"], {
    stdio: "ignore",
  });
  const psql = (input) =>
    must("psql", ["-h", folder, "-U", "tester", "-d", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1"], {
      input,
    });
  try {
    psql(tables.flatMap((table) => statementsFor("postgres", table)).join(";\n") + ";");
    const asJson = statements.map(
      ({ text }) =>
        `SELECT replace(coalesce(json_agg(answer), '[]')::text, chr(10), ' ') FROM (\n${text}) AS answer;`,
    );
    const lines = psql(asJson.join("\n")).trim().split("\n");
    return lines.map((line) => ({ rows: JSON.parse(line) }));
  } finally {
    must("pg_ctl", ["-D", data, "-m", "immediate", "stop"]);
    rmSync(folder, { recursive: true });
  }
}

/** The statements of a plan, with what the package computes; what a dialect refuses is counted. */
function casesOf({ dialects, logs: given }) {
  const cases = {
    tables: [mistakenTable, ...given.flatMap(tablesOf), ...references.map(({ table }) => table)],
    statements: [],
    expected: [],
    refused: {},
  };
  for (const dialect of dialects)
    for (const { name, right, wrong, expected } of mistakesOf(dialect))
      for (const statement of [right, wrong]) {
        cases.statements.push({ ...statement, dialect });
        cases.expected.push({
          name: `mistake: ${name}`,
          log: mistakenTable.name,
          rows: expected,
          isWrong: statement === wrong,
        });
      }
  const tried = [...given.map((log) => ({ table: log.table, reductions: reductionsOf(log) })), ...references];
  for (const dialect of dialects)
    for (const { table, reductions } of tried)
      for (const { name, query, expected } of reductions) {
        try {
          const statement = query(dialect);
          cases.statements.push({ ...statement, dialect });
          cases.expected.push({ name, log: table.name, rows: expected });
        } catch (error) {
          if (error.code !== "INVALID_INPUT") throw error;
          cases.refused[`${dialect}: ${name}`] = (cases.refused[`${dialect}: ${name}`] ?? 0) + 1;
        }
      }
  return cases;
}

const wanted = process.argv.slice(2).filter((name) => !name.startsWith("--"));
let failed = 0;
for (const [engine, given] of Object.entries(plan)) {
  if (wanted.length > 0 && !wanted.includes(engine)) continue;
  const missing = lacking(engine);
  if (missing !== null) {
    console.log(`${engine}: not run, ${missing} is missing`);
    continue;
  }
  const start = performance.now();
  const cases = casesOf(given);
  const answers = (engine === "postgres" ? answersOfPostgres : answersOfPython)(engine, cases);
  const counts = {};
  const faults = [];
  for (const [i, statement] of cases.statements.entries()) {
    const { name, log, rows, isWrong = false } = cases.expected[i];
    const { dialect } = statement;
    const answer = answers[i];
    if (isWrong) {
      const found =
        answer.error === undefined ? inOrder(statement, resultOrNone(statement, answer.rows)) : [];
      if (differences(inOrder(statement, rowsOrNone(rows)), found).length === 0)
        faults.push(`${dialect}, ${name}: not noticed`);
    } else if (answer.error !== undefined) faults.push(`${dialect}, ${log}, ${name}: ${answer.error}`);
    else {
      const found = inOrder(statement, resultOrNone(statement, answer.rows));
      const differing = differences(inOrder(statement, rowsOrNone(rows)), found);
      if (differing.length > 0) faults.push(`${dialect}, ${log}, ${name}: ${differing[0]}`);
      const key = `${dialect}: ${references.some(({ table }) => table.name === log) ? `references, ${name.split(",")[0]}` : name}`;
      const { statements, rows: compared } = counts[key] ?? { statements: 0, rows: 0 };
      counts[key] = { statements: statements + 1, rows: compared + found.length };
    }
  }
  console.log(
    `${engine}: ${cases.statements.length} statements in ${Math.round((performance.now() - start) / 1000)} s`,
  );
  console.table(counts);
  if (Object.keys(cases.refused).length > 0) console.log("refused by name:", cases.refused);
  for (const fault of faults.slice(0, 40)) console.error(fault.slice(0, 500));
  if (faults.length > 0) console.error(`${engine}: ${faults.length} statements differ from the package`);
  failed += faults.length;
}
if (failed > 0) process.exitCode = 1;
