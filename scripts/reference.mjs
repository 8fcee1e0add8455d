/**
 * `npm run reference [-- names]`: runs the scripts of test/reference again and compares what they give with the committed
 * files. Python packages go into an environment of their own, below node_modules/.cache; what is missing is said.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { root } from "./entry-points.mjs";

const references = resolve(root, "test/reference");
const environment = resolve(root, "node_modules/.cache/reference");
const packages = ["mpmath", "numpy", "scipy", "statsmodels", "SALib", "tzdata"];

/** Each script, the files that it makes, and whether it writes them to a folder, writes one file, or prints it. */
const scripts = [
  { name: "math-tables", makes: ["math-gamma", "math-incomplete", "math-hypergeometric", "math-normal"] },
  { name: "model-verbs", makes: ["model-verbs"], into: "file" },
  { name: "covariates", makes: ["covariates"], into: "output" },
  { name: "cohort-tables", makes: ["cohort-tables"], into: "output" },
  { name: "transactions", makes: ["beta-geometric", "pareto-nbd", "bg-bb"] },
  { name: "rates", makes: ["rates-intervals", "rates-comparisons"] },
  { name: "churn-periods", makes: ["churn-periods"] },
  { name: "discrete-time-hazard", makes: ["discrete-time-hazard"], into: "output" },
  { name: "survival-prediction", makes: ["survival-prediction"], into: "output", needs: "scikit-survival" },
  { name: "sample-statistics", makes: ["sample-statistics"] },
  {
    name: "sensitivity",
    makes: [
      "sensitivity/sobol_sequence",
      "sensitivity/saltelli_layout",
      "sensitivity/ishigami_unscrambled_1024",
      "sensitivity/clv6_unscrambled_1024",
      "sensitivity/given_data_clv6",
      "sensitivity/iman_conover",
      "sensitivity/morris_exact_grid",
      "sensitivity/economics_fixtures",
    ],
  },
  {
    name: "survival",
    makes: ["km", "nelson_aalen", "logrank", "concordance", "competing_risks"].map(
      (file) => `survival/${file}`,
    ),
    into: "R",
  },
];

/** Whether R is here with the packages that the script reads: Debian's r-base-core, r-cran-survival, r-cran-jsonlite. */
const hasR = () => spawnSync("Rscript", ["-e", "library(survival); library(jsonlite)"]).status === 0;

/** The Python of the environment, made where there is none; null where it cannot be made. */
function python() {
  const executable = join(environment, "bin/python");
  const made = existsSync(executable) || spawnSync("python3", ["-m", "venv", environment]).status === 0;
  if (!made) return null;
  const words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages];
  return spawnSync(executable, words, { stdio: "inherit" }).status === 0 ? executable : null;
}

/** Places at which two values differ by more than rounding. */
function differences(committed, made, place = "") {
  if (typeof committed === "number" && typeof made === "number") {
    const allowed = Math.max(1e-13, 1e-12 * Math.abs(committed));
    return Math.abs(committed - made) <= allowed ? [] : [`${place}: ${committed} is now ${made}`];
  }
  if (committed !== null && made !== null && typeof committed === "object" && typeof made === "object") {
    const keys = new Set([...Object.keys(committed), ...Object.keys(made)]);
    return [...keys].flatMap((key) => differences(committed[key], made[key], `${place}.${key}`));
  }
  // The version of a package stands in the source of a table.
  if (place.endsWith(".source") && typeof made === "string") return [];
  return Object.is(committed, made) ? [] : [`${place}: ${committed} is now ${made}`];
}

const parse = (text) => JSON.parse(text.replaceAll(/-?\bInfinity\b|\bNaN\b/g, "null"));

/** Runs a script and returns what differs, by file. */
function compare(executable, { name, makes, into = "folder" }, folder) {
  const script = join(references, `${name}.py`);
  const target = into === "file" ? join(folder, `${name}.json`) : folder;
  const [command, words] =
    into === "R"
      ? ["Rscript", [join(references, `${name}.R`), folder, references]]
      : [executable, into === "output" ? [script] : [script, target]];
  const printed = execFileSync(command, words, { encoding: "utf8", maxBuffer: 1e9 });
  if (into === "output") writeFileSync(join(folder, `${name}.json`), printed);
  return makes.map((file) => {
    const [committed, made] = [references, folder].map((place) =>
      parse(readFileSync(join(place, `${file}.json`), "utf8")),
    );
    return { file, faults: differences(committed, made) };
  });
}

const wanted = process.argv.slice(2);
const executable = python();
if (executable === null) {
  console.log(
    "npm run reference needs python3 with venv, and pip to reach its packages: nothing was compared",
  );
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), "reference-"));
let failed = 0;
for (const script of scripts.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  if (script.into === "R" && !hasR()) {
    console.log(`${script.makes.join(", ")}: not compared, R with survival and jsonlite is not here`);
    continue;
  }
  const { needs } = script;
  if (needs && spawnSync(executable, ["-m", "pip", "install", "--quiet", needs]).status !== 0) {
    console.log(`${script.makes.join(", ")}: not compared, pip cannot install ${needs}`);
    continue;
  }
  for (const { file, faults } of compare(executable, script, folder)) {
    console.log(`${file}: ${faults.length === 0 ? "as committed" : `${faults.length} numbers differ`}`);
    for (const fault of faults.slice(0, 5)) console.log(`  ${fault}`);
    failed += faults.length === 0 ? 0 : 1;
  }
}
process.exit(failed === 0 ? 0 : 1);
