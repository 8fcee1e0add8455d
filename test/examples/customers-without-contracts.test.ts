import { describe, expect, it } from "vitest";
import { customersWithoutContracts } from "../../examples/customers-without-contracts.js";
import { itOutside, sharedFolder } from "../support.js";

describe("the example of customers without contracts", () => {
  it("finds the model that made the log to be the best", () => {
    const lines = customersWithoutContracts(undefined);
    const best = lines.findIndex((line) => line.startsWith("───")) + 1;
    expect(lines[best]).toMatch(/^BG\/NBD .* 0\.0 /);
  });

  itOutside("data/cdnow_transactions.csv", "gives the papers' numbers for the CDNOW sample", () => {
    const text = customersWithoutContracts(`${sharedFolder}/data/cdnow_transactions.csv`).join("\n");
    // Fader, Hardie & Lee (2005), table 2: -9,582.4 and -9,595.0; NBD -9,763.7; the worked customer 1.226.
    expect(text).toMatch(/BG\/NBD +-9,582\.4 /);
    expect(text).toMatch(/Pareto\/NBD +-9,595\.0 /);
    expect(text).toMatch(/NBD \(nobody ever leaves\) +-9,763\.7 /);
    expect(text.replaceAll("\n", " ")).toContain("will buy 1.226 times in 39 weeks");
  });
});
