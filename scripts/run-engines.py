"""Runs statements on an engine that lives in Python, for scripts/test-engines.mjs.

Usage: python run-engines.py ENGINE FILE. ENGINE is spark, clickhouse, or sqlglot (each dialect translated to DuckDB).
FILE holds { tables, statements } as JSON; the answers are written to FILE.answers, one list per statement.
"""

import json
import sys
from datetime import date, datetime
from decimal import Decimal


def plain(value):
    """A value as JSON holds it: decimals as text, times in ISO form."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def text_of(value, kind):
    if value is None:
        return "NULL"
    if kind == "text":
        return "'" + value.replace("'", "''") + "'"
    return repr(value) if kind == "real" else str(value)


def values_of(table):
    kinds = [kind for _, kind in table["columns"]]
    rows = [", ".join(text_of(v, k) for v, k in zip(row, kinds)) for row in table["rows"]]
    return ", ".join(f"({row})" for row in rows)


def open_spark(tables):
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "4g" if any("parquet" in table for table in tables) else "2g",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "8" if any("parquet" in table for table in tables) else "1",
        "spark.sql.adaptive.enabled": "false",
        # Another zone than any log's: an instant is one whatever the session says.
        "spark.sql.session.timeZone": "Asia/Kathmandu",
    }
    builder = SparkSession.builder.master("local[2]").appName("retention-economics")
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    types = {"text": "string", "whole": "bigint", "real": "double", "instant": "bigint"}
    for table in tables:
        if "parquet" in table:
            spark.read.parquet(table["parquet"]).createOrReplaceTempView(table["name"])
            continue
        schema = ", ".join(f"`{name}` {types[kind]}" for name, kind in table["columns"])
        rows = [[float(v) if k == "real" and v is not None else v for v, (_, k) in zip(row, table["columns"])] for row in table["rows"]]
        frame = spark.createDataFrame(rows, schema)
        columns = [f"timestamp_millis(`{n}`) AS `{n}`" if k == "instant" else f"`{n}`" for n, k in table["columns"]]
        frame.selectExpr(*columns).coalesce(1).cache().createOrReplaceTempView(table["name"])
    return lambda statement: [row.asDict() for row in spark.sql(statement["text"], args=statement["parameters"] or None).collect()]


def open_clickhouse(tables):
    from chdb.session import Session

    session = Session()
    types = {"text": "Nullable(String)", "whole": "Nullable(Int64)", "real": "Nullable(Float64)", "instant": "Nullable(DateTime64(3, 'Asia/Kathmandu'))"}
    session.query("CREATE DATABASE IF NOT EXISTS logs ENGINE = Atomic")
    for table in tables:
        columns = ", ".join(f"`{name}` {types[kind]}" for name, kind in table["columns"])
        session.query(f"CREATE TABLE logs.`{table['name']}` ({columns}) ENGINE = Memory")
        if table["rows"]:
            raw = ", ".join(f"`{n}` Nullable({dict(text='String', whole='Int64', real='Float64', instant='Int64')[k]})" for n, k in table["columns"])
            numbers = values_of(table)
            reading = [f"if(`{n}` IS NULL, NULL, fromUnixTimestamp64Milli(assumeNotNull(`{n}`)))" if k == "instant" else f"`{n}`" for n, k in table["columns"]]
            session.query(f"INSERT INTO logs.`{table['name']}` SELECT {', '.join(reading)} FROM values('{raw.replace(chr(39), chr(92) + chr(39))}', {numbers})")

    def run(statement):
        session.query("USE logs")
        answer = session.query(statement["text"], "JSONEachRow")
        return [json.loads(line) for line in str(answer).splitlines() if line]

    return run


def open_sqlglot(tables):
    import duckdb
    import sqlglot

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Kathmandu'")
    # A function of Trino that sqlglot passes through.
    connection.execute("CREATE MACRO with_timezone(time, zone) AS time AT TIME ZONE zone")
    types = {"text": "VARCHAR", "whole": "BIGINT", "real": "DOUBLE", "instant": "BIGINT"}
    for table in tables:
        columns = ", ".join(f'"{name}" {types[kind]}' for name, kind in table["columns"])
        connection.execute(f'CREATE TABLE "raw_{table["name"]}" ({columns})')
        if table["rows"]:
            connection.execute(f'INSERT INTO "raw_{table["name"]}" VALUES {values_of(table)}')
        reading = [f"to_timestamp(\"{n}\" / 1000) AS \"{n}\"" if k == "instant" else f'"{n}"' for n, k in table["columns"]]
        connection.execute(f'CREATE TABLE "{table["name"]}" AS SELECT {", ".join(reading)} FROM "raw_{table["name"]}"')

    def run(statement):
        text = sqlglot.transpile(statement["text"], read=statement["dialect"], write="duckdb", unsupported_level=sqlglot.ErrorLevel.RAISE)[0]
        cursor = connection.execute(text)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

    return run


def main():
    engine, file = sys.argv[1:3]
    with open(file, encoding="utf-8") as handle:
        given = json.load(handle)
    run = {"spark": open_spark, "clickhouse": open_clickhouse, "sqlglot": open_sqlglot}[engine](given["tables"])
    answers = []
    for statement in given["statements"]:
        try:
            rows = run(statement)
            answers.append({"rows": [{key: plain(value) for key, value in row.items()} for row in rows]})
        except Exception as error:  # noqa: BLE001 - whatever an engine raises is its answer
            answers.append({"error": f"{type(error).__name__}: {error}"[:3000]})
    with open(f"{file}.answers", "w", encoding="utf-8") as handle:
        json.dump(answers, handle)


main()
