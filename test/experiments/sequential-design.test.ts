/** Planned looks against printed tables and quadrature of the reference; what spending functions promise; refusals. */
import { describe, expect, it } from "vitest";
import { peekingError, sequentialBoundary, sequentialDesign } from "../../src/experiments/index.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../support.js";
import { casesOf, expectFields } from "./cases.js";

describe("the reference boundaries", () => {
  it.each(casesOf("group-sequential.json", "groupSequentialBoundary"))(
    "$id",
    ({ inputs, expected, tolerance }) => {
      const boundary = sequentialBoundary(inputs);
      const { constant, z, nominalP, crossingByLook, power80, power90 } = expected;
      expectClose(boundary.constant ?? Number.NaN, constant, tolerance);
      expectFields(
        boundary.looks.map((look) => look.z),
        z,
        tolerance,
      );
      expectFields(
        boundary.looks.map((look) => look.nominalP),
        nominalP,
        tolerance,
      );
      expectFields(
        boundary.looks.map((look) => look.crossing),
        crossingByLook,
        tolerance,
      );
      expectFields(sequentialDesign({ boundary }), power80, tolerance);
      expectFields(sequentialDesign({ boundary, power: 0.9 }), power90, tolerance);
      expectPlainData(boundary);
    },
  );

  it.each(casesOf("group-sequential.json", "errorSpendingBoundary"))(
    "$id",
    ({ inputs, expected, tolerance }) => {
      const { looks, constant } = sequentialBoundary(inputs);
      expect(constant).toBeNull();
      for (const field of ["spent", "z", "nominalP"] as const)
        expectFields(
          looks.map((look) => look[field]),
          expected[field],
          tolerance,
        );
    },
  );

  it.each(casesOf("group-sequential.json", "peekingError"))("$id", ({ inputs, expected, tolerance }) => {
    const errors = inputs.looks.map((looks: number) =>
      peekingError({ looks, significance: inputs.significance }),
    );
    expectFields(errors, expected.overallError, tolerance);
  });
});

describe("printed constants", () => {
  // Jennison & Turnbull (2000), tables 2.1 and 2.3 (α = 0.05); Armitage, McPherson & Rowe (1969), table 2.
  it.each([
    [2, "2.178", "1.977"],
    [3, "2.289", "2.004"],
    [4, "2.361", "2.024"],
    [5, "2.413", "2.040"],
    [6, "2.453", "2.053"],
    [8, "2.512", "2.072"],
    [10, "2.555", "2.087"],
  ])("of %i looks", (looks, pocock, obrienFleming) => {
    expectPrinted(sequentialBoundary({ boundary: "pocock", looks }).constant ?? Number.NaN, pocock);
    expectPrinted(
      sequentialBoundary({ boundary: "obrienFleming", looks }).constant ?? Number.NaN,
      obrienFleming,
    );
  });

  it.each([
    [2, "0.083"],
    [3, "0.107"],
    [4, "0.126"],
    [5, "0.142"],
    [10, "0.193"],
    [20, "0.248"],
  ])("of %i looks without correction", (looks, printed) => {
    expectPrinted(peekingError({ looks }), printed);
  });
});

describe("sequential boundaries", () => {
  it("of one look are the test without looks", () => {
    const boundary = sequentialBoundary({ boundary: "pocock", looks: 1 });
    expectClose(boundary.constant ?? Number.NaN, 1.959963984540054, { relative: 1e-14 });
    expectClose(sequentialDesign({ boundary }).inflation, 1, { relative: 1e-5 });
  });

  it("spend what remains however the looks fall, and no look changes those before it", () => {
    const early = sequentialBoundary({ spending: "pocock", information: [0.3, 0.4] });
    const late = sequentialBoundary({ spending: "pocock", information: [0.3, 0.4, 0.4002, 0.99, 1] });
    expectClose(late.looks[4]?.spent ?? Number.NaN, 0.05, { relative: 1e-12 });
    expect(late.looks.slice(0, 2)).toEqual(early.looks);
  });

  it("are the exact O'Brien-Fleming or that of a spending function: 4.56 and 4.88 at the first of five looks", () => {
    const information = [0.2, 0.4, 0.6, 0.8, 1];
    expectPrinted(sequentialBoundary({ boundary: "obrienFleming", looks: 5 }).looks[0]?.z ?? 0, "4.56");
    expectPrinted(sequentialBoundary({ spending: "obrienFleming", information }).looks[0]?.z ?? 0, "4.88");
  });

  it("turn the size of one look into that of several", () => {
    const design = sequentialDesign({
      boundary: sequentialBoundary({ boundary: "pocock", looks: 4 }),
      fixedSize: 1000,
    });
    expectClose(design.looks[3]?.size ?? 0, design.maximumSize ?? Number.NaN, { relative: 1e-14 });
    expectClose(design.maximumSize ?? 0, 1000 * design.inflation, { relative: 1e-14 });
    const mean = design.looks.reduce(
      (sum, { crossing, size }) => sum + crossing * ((size ?? 0) - 1000 * design.inflation),
      0,
    );
    expectClose(design.expectedSize ?? 0, 1000 * design.inflation + mean, { relative: 1e-12 });
    expectPlainData(design);
  });
});

describe("planned looks are refused", () => {
  const refuse = (input: object, message: string) =>
    expectRefusal(() => sequentialBoundary(input as never), `sequentialBoundary: ${message}`);

  it("if they shrink, repeat or go beyond the plan", () => {
    const spending = "pocock";
    const rule = "must exceed the look before (0.5) by 0.0001 or more: looks never shrink";
    refuse({ spending, information: [0.5, 0.4] }, `information[1] ${rule}, received 0.4`);
    refuse({ spending, information: [0.5, 0.5] }, `information[1] ${rule}, received 0.5`);
    refuse(
      { spending, information: [0.5, 1.2] },
      "information[1] must be a fraction above 0 and at most 1 (not a percentage: 0.05 means 5%), received 1.2",
    );
    refuse(
      { spending, information: [] },
      "information must be an array of 1 to 50 shares of the planned information, received []",
    );
    refuse(
      { spending: "obrienFleming", information: [0.001] },
      "information[0] must be so large that some error can be spent there, received 0.001",
    );
  });

  it("if they are of no known shape, or said twice", () => {
    refuse(
      { boundary: "haybittle", looks: 3 },
      'boundary must be one of "pocock", "obrienFleming", received "haybittle"',
    );
    refuse(
      { boundary: "pocock", looks: 51 },
      "looks must be at most 50 (confidenceSequence knows no limit), received 51",
    );
    refuse({ boundary: "pocock", looks: 2.5 }, "looks must be a whole number of 1 or more, received 2.5");
    refuse(
      { spending: "linear", information: [1] },
      'spending must be "obrienFleming", "pocock" or { power }, received "linear"',
    );
    refuse(
      { spending: { power: 0 }, information: [1] },
      "spending.power must be a finite number above 0, received 0",
    );
    refuse(
      { spending: "pocock", information: [1], looks: 3 },
      "looks must be left out where the error is spent by a function, received 3",
    );
    refuse(
      { boundary: "pocock", looks: 3, information: [1] },
      "information must be left out: these looks are equally spaced (or give spending), received [1]",
    );
  });

  it("by designs, if the boundary is none", () => {
    const call = (change: object) => () =>
      sequentialDesign({
        boundary: sequentialBoundary({ boundary: "pocock", looks: 2 }),
        ...change,
      } as never);
    expectRefusal(
      call({ boundary: "pocock" }),
      'sequentialDesign: boundary must be an object, received "pocock"',
    );
    expectRefusal(
      call({ boundary: { method: "pocock", looks: 5, significance: 0.05 } }),
      "sequentialDesign: boundary must be what sequentialBoundary returned, received an object",
    );
    expectRefusal(
      call({ power: 0.01 }),
      "sequentialDesign: power must be above significance (0.05), received 0.01",
    );
    expectRefusal(
      call({ fixedSize: -1 }),
      "sequentialDesign: fixedSize must be a finite number above 0, received -1",
    );
  });
});
