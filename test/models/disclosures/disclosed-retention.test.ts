import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uncertainty } from "../../../src/inference/uncertainty.js";
import * as disclosedRetention from "../../../src/models/disclosures/disclosed-retention.js";
import type { Disclosures } from "../../../src/models/disclosures/disclosures.js";
import reference from "../../reference/made-company.json" with { type: "json" };
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";
import { companyFromPrintedProcess, printedRetention as printed } from "./made-company.js";

const disclosures = companyFromPrintedProcess();

/** A company that behaves exactly as a process says, with its losses. */
function company(
  parameters: disclosedRetentionParameters,
  rest: Omit<Disclosures, "timeUnit" | "lost">,
): Disclosures {
  const silent = { timeUnit: "quarter", ...rest, lost: Array.from(rest.added!, () => 0) } as const;
  const lost = disclosedRetention.track(parameters, silent).map(({ expectedLost }) => expectedLost);
  return { ...silent, lost };
}
type disclosedRetentionParameters = Parameters<typeof disclosedRetention.survival>[0];

describe("disclosedRetention", () => {
  const parameters = fc.record({
    r: fc.double({ min: 0.05, max: 20, noNaN: true }),
    alpha: fc.double({ min: 0.5, max: 500, noNaN: true }),
    c: fc.double({ min: 0.3, max: 3, noNaN: true }),
    season1: fc.double({ min: -1, max: 1, noNaN: true }),
  });

  it("has a survival curve that starts at 1 and never rises", () => {
    fc.assert(
      fc.property(parameters, fc.nat(40), fc.constantFrom(1, 2), (process, t, season) => {
        const at = (time: number) => disclosedRetention.survival(process, time, { season });
        expect(at(0)).toBe(1);
        expect(at(t + 1)).toBeLessThanOrEqual(at(t));
        expectClose(disclosedRetention.retentionRate(process, t + 1, { season }), at(t + 1) / at(t), {
          relative: 1e-11,
        });
        // S(n + t) / S(n): the season of the next period is that of the first, n periods later.
        const later = disclosedRetention.survival(process, t, { renewals: 3, season: season === 1 ? 2 : 1 });
        expectClose(later, at(t + 3) / at(3), { relative: 1e-11 });
      }),
    );
  });

  it("is the Pareto curve of exponential lives at c = 1, and nearly exponential when customers are alike", () => {
    expectClose(disclosedRetention.survival({ r: 2, alpha: 10, c: 1 }, 5), (10 / 15) ** 2, {
      relative: 1e-15,
    });
    const alike = disclosedRetention.survival({ r: 2e7, alpha: 1e8, c: 1 }, 5);
    expectClose(alike, Math.exp(-1), { relative: 1e-7 });
  });

  it("gives the printed lifetime of DISH's recent customer", () => {
    // Page 33: a customer won at the end of the first quarter of 2015 stays 5.5 years, completed quarters of which are counted.
    const quarters = disclosedRetention.expectedLifetime(printed, { season: 2 })!;
    expectPrinted((quarters - 1) / 4, "5.5");
    expectClose((quarters - 1) / 4, 5.541253, { relative: 1e-5 });
    // Telescoping identity of the curve without seasons.
    expectPrinted(disclosedRetention.survival({ r: 1.648, alpha: 81.196, c: 1.423 }, 8), "0.703911");
  });

  it("sums the mean lifetime, whose tail is a power", () => {
    // c = 1, r = 3: Σ (α / (α + t))³, by zeta(3, 5) 5³ = 125 (zeta(3) - 1 - 1/8 - 1/27 - 1/64).
    const zeta3 = 1.2020569031595942;
    const exact = 125 * (zeta3 - 1 - 1 / 8 - 1 / 27 - 1 / 64);
    expectClose(disclosedRetention.expectedLifetime({ r: 3, alpha: 5, c: 1 })!, exact, { relative: 1e-10 });
    expect(disclosedRetention.expectedLifetime({ r: 0.5, alpha: 5, c: 1.5 })).toBeNull();
    const two = disclosedRetention.expectedLifetime({ r: 3, alpha: 5, c: 1 }, { horizon: 2 })!;
    expectClose(two, 1 + (5 / 6) ** 3, { relative: 1e-14 });
    expect(disclosedRetention.medianLifetime({ r: 1, alpha: 10, c: 1 })).toBe(10);
  });

  it("fits a company made from the printed process as scipy does", () => {
    expectClose(
      disclosures.lost.reduce<number>((sum, lost) => sum + (lost ?? 0), 0),
      reference.totals.lost,
      { absolute: 1e-9 },
    );
    const fit = disclosedRetention.fit(disclosures);
    for (const [name, value] of Object.entries(reference.retention)) {
      expectClose(fit.parameters[name as "r"], value, { relative: 2e-7 }, name);
      const error = reference.retentionErrors[name as "r"];
      expectClose(fit.standardErrors[name as "r"]!, error, { relative: 1e-5 }, name);
    }
    const squares = disclosedRetention
      .track(fit.parameters, disclosures)
      .reduce((sum, { lost, expectedLost }) => sum + (lost === null ? 0 : (lost - expectedLost) ** 2), 0);
    expectClose(squares, reference.retentionSquares, { relative: 1e-10 });
    expectPlainData(fit);
  });

  it("finds the printed process within its own error", () => {
    const { parameters: found, standardErrors } = disclosedRetention.fit(disclosures);
    for (const name of ["r", "alpha", "c", "season1", "season2", "season3"] as const)
      expect(Math.abs(found[name]! - printed[name])).toBeLessThan(2 * standardErrors[name]!);
    const [own, paper] = [found, printed].map((process) => disclosedRetention.survival(process, 40));
    expectClose(own!, paper!, { absolute: 0.01 });
  });

  it("finds a process again that made the losses", () => {
    const process = { r: 0.8, alpha: 12, c: 1.2, season1: 0.1, season2: -0.2, season3: 0.05 };
    const added = Array.from({ length: 40 }, (_, i) => 100 + 40 * Math.sin(i / 5));
    const made = company(process, { added, seasons: 4, opening: [{ renewals: 5, customers: 300 }] });
    const fit = disclosedRetention.fit(made);
    for (const [name, value] of Object.entries(process))
      expectClose(fit.parameters[name as "r"], value, { relative: 1e-6, absolute: 1e-8 }, name);
  });

  it("is the Weibull process where customers do not differ", () => {
    const added = Array.from({ length: 24 }, (_, i) => 100 + 5 * (i % 7));
    // Churn of a customer rises: nothing that differences between customers could do.
    const process = { r: 1e9, alpha: 5e10, c: 1.5 };
    const made = company(process, { added });
    const lost = Array.from(made.lost!, (amount, i) => amount! * (1 + 0.002 * (i % 3) - 0.002));
    const fit = disclosedRetention.fit({ ...made, lost });
    expect(fit.warnings[0]).toMatchObject({ limitingModel: "weibull", lost: ["r"] });
    const { estimate, standardError } = fit.warnings[0]!.identified.lambda!;
    expectClose(estimate, 0.02, { absolute: 3 * standardError! });
    // With r held, the error of α is that of the hazard.
    expect(fit.standardErrors.r).toBeNull();
    const { alpha } = fit.parameters;
    expectClose(fit.standardErrors.alpha! / alpha, standardError! / estimate, { relative: 1e-9 });
    expectPlainData(fit);
  });

  it("takes any two of the three series, and any unit of heads", () => {
    const { added, opening } = {
      added: [50, 60, 70, 65, 60, 62, 70, 66],
      opening: [{ renewals: 2, customers: 100 }],
    };
    const lost = [20, 24, 26, 31, 33, 36, 38, 41];
    let customers = 100;
    const ends = added.map((won, i) => (customers += won - lost[i]!));
    const fits = [
      disclosedRetention.fit({ timeUnit: "quarter", added, lost, opening }),
      disclosedRetention.fit({ timeUnit: "quarter", added, customers: ends, opening }),
      disclosedRetention.fit({
        timeUnit: "quarter",
        lost: Float64Array.from(lost),
        customers: ends,
        opening,
      }),
      disclosedRetention.fit({
        ...{ timeUnit: "quarter", added: added.map((x) => 1000 * x), lost: lost.map((x) => 1000 * x) },
        opening: [{ renewals: 2, customers: 100_000 }],
      }),
    ];
    for (const fit of fits) {
      expectClose(fit.parameters.c, fits[0]!.parameters.c, { relative: 1e-6 });
      expectClose(fit.standardErrors.c!, fits[0]!.standardErrors.c!, { relative: 1e-5 });
    }
  });

  it("hands the base over by tenure, and cohorts by season", () => {
    const fit = disclosedRetention.fit(disclosures);
    const base = disclosedRetention.activeByTenure(fit.parameters, disclosures);
    const last = disclosedRetention.track(fit.parameters, disclosures).at(-1)!;
    const total = base.reduce((sum, { customers }) => sum + customers, 0);
    expectClose(total, last.expectedCustomers, { relative: 1e-12 });
    expect(base.at(-1)).toStrictEqual({ renewals: 0, customers: disclosures.added.at(-1) });
    // The disclosures end with a first quarter.
    const curve = disclosedRetention.survivalByCohort(fit.parameters, { nextSeason: 2 });
    for (const [wonIn, season] of [
      [0, 2],
      [-1, 1],
      [-4, 2],
      [3, 1],
    ] as const)
      for (const t of [0, 1, 7, 200])
        expect(curve(t, wonIn)).toBe(disclosedRetention.survival(fit.parameters, t, { season }));
  });

  it("gives an interval to whatever follows from a fit", () => {
    const fit = disclosedRetention.fit(disclosures);
    const share = uncertainty(fit, (process) => disclosedRetention.survival(process, 20), { scale: "logit" });
    expect(share.lower!).toBeLessThan(share.estimate!);
    expect(share.upper! - share.lower!).toBeLessThan(0.1);
  });

  it("names the function, the argument, the rule and the value when it refuses", () => {
    const refuse = (input: object, message: string, code?: string) =>
      expectRefusal(() => disclosedRetention.fit({ timeUnit: "quarter", ...input }), message, code);
    refuse(
      {},
      'disclosedRetention.fit: disclosures must hold two of added, lost and customers, received "none"',
    );
    refuse(
      { added: [1, 2], lost: [1] },
      "disclosedRetention.fit: disclosures.lost must be as long as added (2), received [1]",
    );
    refuse(
      { added: [1, -2], lost: [1, 1] },
      "disclosedRetention.fit: disclosures.added[1] must be a finite number of 0 or more, received -2",
    );
    refuse(
      { added: [100, null], lost: [1, null] },
      "disclosedRetention.fit: disclosures.added[1] must be disclosed, or follow from lost and customers, received null",
    );
    refuse(
      { added: [100, 100], customers: [100, 300] },
      "disclosedRetention.fit: disclosures.lost[1] must not follow as an amount below 0 from the other two, received -100",
    );
    refuse(
      { added: [100, 100], lost: [0, 10] },
      "disclosedRetention.fit: the disclosures must be at least 4 amounts for 3 parameters, received 2",
      "INSUFFICIENT_DATA",
    );
    refuse(
      { added: [1], lost: [1], seasons: 4, firstSeason: 5 },
      "disclosedRetention.fit: disclosures.firstSeason must be at most seasons (4), received 5",
    );
    expectRefusal(
      () => disclosedRetention.survival({ r: 1, alpha: 0, c: 1 }, 2),
      "disclosedRetention.survival: parameters.alpha must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => disclosedRetention.survival({ r: 1, alpha: 1, c: 1 }, 1.5),
      "disclosedRetention.survival: periods must be a whole number of 0 or more, received 1.5",
    );
    expectRefusal(
      () => disclosedRetention.fit(undefined as never),
      "disclosedRetention.fit: disclosures must be an object, received undefined",
    );
  });
});
