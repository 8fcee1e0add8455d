import { describe, expect, it } from "vitest";
import { elasticities } from "../../../src/sensitivity/local/elasticities.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

type Clv = Record<"margin" | "retention" | "discount", number>;
const clv = ({ margin, retention, discount }: Clv) => (margin * (1 + discount)) / (1 + discount - retention);

describe("elasticities", () => {
  // Closed forms: r / (1 + d - r), 1, and -d r / ((1 + d)(1 + d - r)).
  const grid = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99].flatMap((r) =>
    [0.01, 0.05, 0.1, 0.15].map((d) => ({ r, d })),
  );
  it.each(grid)("agrees with the closed forms at retention $r, discount $d", ({ r, d }) => {
    const { rows } = elasticities(clv, { margin: 100, retention: r, discount: d });
    const [margin, retention, discount] = rows;
    expectClose(margin!.elasticity!, 1, { relative: 1e-9 });
    expectClose(retention!.elasticity!, r / (1 + d - r), { relative: 1e-8 });
    expectClose(discount!.elasticity!, (-d * r) / ((1 + d) * (1 + d - r)), { relative: 1e-8 });
    expectClose(discount!.semiElasticity!, -r / ((1 + d) * (1 + d - r)), { relative: 1e-8 });
    for (const row of rows) expect(row.error).toBeLessThan(1e-5 * Math.abs(row.derivative));
  });

  it("uses exact derivatives where the model has them", () => {
    const square = Object.assign(({ x }: { x: number }) => x * x, {
      gradient: ({ x }: { x: number }) => ({ x: 2 * x }),
    });
    const result = elasticities(square, { x: 3 });
    expect(result).toEqual({
      baseOutput: 9,
      rows: [
        {
          input: "x",
          value: 3,
          derivative: 6,
          elasticity: 2,
          semiElasticity: 2 / 3,
          method: "exact",
          error: 0,
        },
      ],
    });
    expectPlainData(result);
  });

  it("stays inside the domain of the model, and answers at 0", () => {
    const guarded = ({ x }: { x: number }) => {
      if (x > 1) throw new RangeError("x above 1");
      return x * x;
    };
    expectClose(elasticities(guarded, { x: 1 - 1e-6 }).rows[0]!.derivative, 2 - 2e-6, { relative: 1e-7 });
    const atZero = elasticities(({ x }: { x: number }) => Math.sin(x), { x: 0 }).rows[0]!;
    expectClose(atZero.derivative, 1, { relative: 1e-10 });
    expect(atZero).toMatchObject({ elasticity: null, semiElasticity: null });
  });

  it("refuses a point without two sides, and unknown inputs", () => {
    expectRefusal(
      () => elasticities(({ x }: { x: number }) => (x > 1 ? Number.NaN : x), { x: 1 }),
      "elasticities: evaluate near base.x must return a finite number on both sides, received NaN",
    );
    expectRefusal(
      () => elasticities(clv, { margin: 1, retention: 0.5, discount: 0 }, { inputs: ["price" as "margin"] }),
      'elasticities: inputs[0] must be one of margin, retention, discount, received "price"',
    );
  });
});
