/** No file so long, and no function, that one cannot take it in: lines of code are counted, documentation is not. */
import { readdirSync, readFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const mostInFile = 300;
const belowInFunction = 40;
/** Tables of coefficients are as long as they are. */
const tables = ["math/sobol-directions.ts"];

/** Files that are still longer: a list that only gets shorter. */
const longerFiles: readonly string[] = [];
/** Functions that are still longer: a list that only gets shorter. */
const longer: readonly string[] = [
  "cohorts/active-customers.ts activeCustomers",
  "cohorts/purchase-intervals.ts purchaseIntervals",
  "cohorts/stickiness.ts stickiness",
  "data/event-log.ts readEventLog",
  "data/histories.ts replay",
  "data/subscription-tenures.ts subscriptionTenures",
  "data/summarize-opportunities.ts summarizeOpportunities",
  "economics/churn-cost/cost-of-churn.ts checkWorksheet",
  "economics/lift/profit-decomposition.ts profitDecomposition",
  "expressions/expression-model.ts createModel",
  "expressions/parse-formulas.ts parseFormulas",
  "inference/bootstrap-test.ts testSteps",
  "inference/bootstrap.ts bootstrapSteps",
  "inference/hold-parameters.ts holdParameters",
  "inference/posterior.ts posteriorInterval",
  "inference/posterior.ts posteriorSteps",
  "math/optimize.ts minimizeBfgs",
  "math/quasi-random.ts sobolSequence",
  "math/roots.ts findRoot",
  "models/contractual/shifted-beta-geometric-regression.ts likelihoodProblem",
  "models/transactions/covariates/fit.ts asGiven",
  "models/transactions/covariates/histories.ts betaGeometricHistory",
  "models/transactions/lifetimes/delayed-lifetime.ts delayedHistory",
  "models/transactions/lifetimes/delayed-limit.ts delayedLimit",
  "models/transactions/lifetimes/gompertz-lifetime.ts movingGompertz",
  "models/transactions/lifetimes/gompertz-limits.ts gompertzLimits",
  "models/transactions/lifetimes/lifetime-mixture.ts logOddsGone",
  "models/transactions/lifetimes/lifetime-sweep.ts createStretch",
  "models/transactions/lifetimes/pareto-lifetime.ts movingPareto",
  "models/transactions/simulation.ts simulateCustomers",
  "rates/revenue-movements.ts revenueMovements",
  "sensitivity/global/given-data.ts givenDataSteps",
  "sensitivity/global/morris-screening.ts morrisSteps",
  "sensitivity/global/regional-sensitivity.ts regionalSteps",
  "sensitivity/global/shapley-effects.ts shapleySteps",
  "sensitivity/global/shapley-game.ts playSubset",
  "sensitivity/global/sobol-indices.ts sobolSteps",
  "sensitivity/global/sobol-options.ts checkPlan",
  "sensitivity/global/sobol-result.ts combineReplicates",
  "sensitivity/information/conditional-mean.ts polynomialMeans",
  "sensitivity/information/value-of-information.ts informationSteps",
  "sensitivity/information/value-of-information.ts partialSteps",
  "sensitivity/inputs/distribution.ts momentsOf",
  "sensitivity/inputs/distribution.ts quantileFunction",
  "sensitivity/inputs/outputs.ts createEvaluator",
  "sensitivity/local/decompose-change.ts splitChange",
  "sensitivity/local/two-way.ts twoWay",
  "sensitivity/sampling/monte-carlo.ts monteCarloSteps",
  "sensitivity/sampling/sampling.ts createSampler",
  "sensitivity/study/study.ts checkStudy",
  "sensitivity/study/study.ts studySteps",
  "survival/causes/aalen-johansen.ts aalenJohansen",
  "survival/causes/cause-data.ts readCauses",
  "survival/causes/gray-test.ts graySteps",
  "survival/causes/gray-test.ts grayTest",
  "survival/causes/gray-test.ts line 227",
  "survival/causes/gray-test.ts walk",
  "survival/comparison/concordance.ts concordance",
  "survival/conditional-survival.ts conditionalSurvival",
  "survival/discrete-time/cloglog.ts add",
  "survival/discrete-time/cloglog.ts line 8",
  "survival/discrete-time/exposures.ts createCells",
  "survival/discrete-time/logit.ts line 9",
  "survival/interval-censored/innermost-intervals.ts innermostIntervals",
  "survival/life-table.ts lifeTable",
  "survival/survival-band.ts survivalBand",
  "tables/time-zone.ts chartZone",
  "value/customer-lifetime-value.ts customerLifetimeValue",
  "value/migration-value.ts readMigration",
];

interface Size {
  readonly name: string;
  readonly lines: number;
}

/** The lines of a text on which a token stands. */
function codeLines(source: ts.SourceFile): ReadonlySet<number> {
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    const children = node.getChildren(source);
    if (children.length > 0) {
      children.forEach(visit);
      return;
    }
    if (node.getWidth(source) === 0) return;
    const lineAt = (place: number) => source.getLineAndCharacterOfPosition(place).line;
    for (let line = lineAt(node.getStart(source)); line <= lineAt(node.end); line++) lines.add(line);
  };
  visit(source);
  return lines;
}

/** Lines of code of a file, and of each function in it; of a function in another both are counted. */
function sizesOf(name: string, text: string): { readonly file: Size; readonly functions: readonly Size[] } {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const lines = codeLines(source);
  const functions: Size[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const last = source.getLineAndCharacterOfPosition(node.end).line;
      const count = [...lines].filter((line) => line >= first && line <= last).length;
      functions.push({
        name: `${name} ${node.name?.getText(source) ?? `line ${first + 1}`}`,
        lines: count,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { file: { name, lines: lines.size }, functions };
}

const src = resolve(import.meta.dirname ?? ".", "../src");
const sizes = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => resolve(entry.parentPath ?? entry.path, entry.name))
  .map((file) => sizesOf(relative(src, file).split(sep).join("/"), readFileSync(file, "utf8")));

const inWords = (found: readonly Size[]) => found.map(({ name, lines }) => `${name}: ${lines} lines of code`);

describe("sizes", () => {
  it("counts lines of code, not documentation", () => {
    const text =
      "/** What it does.\n * More of it. */\nexport function f(\n  a: number, // why\n): string {\n\n  // a comment\n  return `a\n  b`;\n}\n";
    const { file, functions } = sizesOf("f.ts", text);
    expect(file).toEqual({ name: "f.ts", lines: 6 });
    expect(functions).toEqual([{ name: "f.ts f", lines: 6 }]);
  });

  it("splits files at 300 lines of code", () => {
    const long = sizes.map(({ file }) => file).filter(({ lines }) => lines > mostInFile);
    const known = [...tables, ...longerFiles];
    expect(inWords(long.filter(({ name }) => !known.includes(name)))).toEqual([]);
    expect(longerFiles.filter((name) => !long.some((file) => file.name === name))).toEqual([]);
  });

  it("keeps functions under 40 lines of code", () => {
    const long = sizes.flatMap(({ functions }) => functions.filter(({ lines }) => lines >= belowInFunction));
    expect(inWords(long.filter(({ name }) => !longer.includes(name)))).toEqual([]);
    expect(longer.filter((name) => !long.some((found) => found.name === name))).toEqual([]);
  });
});
