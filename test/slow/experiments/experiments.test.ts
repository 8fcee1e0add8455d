/**
 * False alarms and power of experiments in simulation, with a tenth of the experiments that `npm run bench:false-alarms` makes.
 */
import { describe, expect, it } from "vitest";
import { acceptAtMost, falseAlarms, shareAlarming } from "./false-alarms.js";
import { designs, shareFinding } from "./promised-power.js";

describe("false alarms", () => {
  it.each(falseAlarms)("$name", (scenario) => {
    const replicates = scenario.replicates / 10;
    const share = shareAlarming(scenario, replicates);
    const { atLeast } = scenario;
    if (atLeast === null) expect(share).toBeLessThanOrEqual(acceptAtMost(scenario, replicates));
    // A warning must be seen again, but for three standard errors.
    else expect(share).toBeGreaterThan(atLeast - 3 * Math.sqrt((atLeast * (1 - atLeast)) / replicates));
  });
});

describe("power", () => {
  it.each(designs)("$name", (design) => {
    const replicates = design.replicates / 10;
    const { promised } = design;
    const error = Math.sqrt((promised * (1 - promised)) / replicates);
    expect(Math.abs(shareFinding(design, replicates) - promised)).toBeLessThan(3 * error);
  });
});
