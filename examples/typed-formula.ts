/** A formula typed by a user: its elasticities, its break-even, and what is refused. */
import { breakEven, elasticities } from "retention-economics";
import { expressionModel } from "retention-economics/expressions";
import { heading, number, printWhenRun, table } from "./print.js";

/** The example as lines of text. */
export function typedFormula(): string[] {
  const formula = "(margin - care) * (1 + discount) / (1 + discount - retention) - cost";
  const model = expressionModel(formula);
  const base = { margin: 144, care: 24, discount: 0.1, retention: 0.8, cost: 300 };
  const { rows, baseOutput } = elasticities(model, base);
  const { roots } = breakEven(model, base, { input: "retention", within: [0, 1] });
  const refusals = ["retention = 0.99", "retention.constructor", 'import("fs")'].map((text) => {
    try {
      expressionModel(text);
      return [text, "accepted"];
    } catch (error) {
      return [text, (error as Error).message.replace(/^.*received /, "")];
    }
  });
  return [
    ...heading("A formula typed by a user"),
    `${formula} = ${number(baseOutput, 2)}`,
    "",
    ...table(
      ["input", "value", "derivative", "elasticity"],
      rows.map((row) => [row.input, String(row.value), number(row.derivative, 3), number(row.elasticity, 3)]),
    ),
    "",
    roots.length === 0
      ? "No retention rate breaks even."
      : `The customer pays back from a retention of ${number(roots[0] ?? null, 4)} on.`,
    "",
    ...table(["typed", "refused as"], refusals),
  ];
}

printWhenRun(import.meta.url, typedFormula);
