/**
 * Prints the two tables of docs/experiments.md: false alarms of each way of looking early, and the power of designs.
 * `test/slow/experiments` asserts both with fewer experiments. It takes two minutes: `npm run bench:false-alarms`.
 */
import { acceptAtMost, falseAlarms, shareAlarming } from "../../test/slow/experiments/false-alarms.js";
import { designs, optimistic, shareFinding } from "../../test/slow/experiments/promised-power.js";

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

console.log("| looked at | experiments | false alarms | accepted |\n|---|---|---|---|");
for (const scenario of falseAlarms) {
  const { name, replicates, atLeast } = scenario;
  const accepted =
    atLeast === null
      ? `at most ${percent(acceptAtMost(scenario, replicates))}`
      : `a warning: at least ${percent(atLeast)}`;
  console.log(`| ${name} | ${replicates} | ${percent(shareAlarming(scenario, replicates))} | ${accepted} |`);
}
console.log("\n| design | experiments | power promised | found |\n|---|---|---|---|");
for (const design of [...designs, optimistic])
  console.log(
    `| ${design.name} | ${design.replicates} | ${percent(design.promised)} | ${percent(shareFinding(design, design.replicates))} |`,
  );
