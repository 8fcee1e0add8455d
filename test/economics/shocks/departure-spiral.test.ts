import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { departureSpiral } from "../../../src/economics/shocks/departure-spiral.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

describe("departureSpiral", () => {
  const share = fc.double({ min: 0, max: 0.95, noNaN: true });
  const anyone = fc.record({
    employeesFollow: fc.double({ min: 0, max: 2, noNaN: true }),
    customersFollow: fc.double({ min: 0, max: 2, noNaN: true }),
    customersPersist: share,
    employeesPersist: share,
    rise: fc.record({ customers: share, employees: share }),
  });

  it("totals its path where it dies out, and not where it grows", () => {
    fc.assert(
      fc.property(anyone, (input) => {
        const spiral = departureSpiral({ ...input, periods: 2000 });
        fc.pre(Math.abs(spiral.growthFactor - 1) > 0.02);
        expect(spiral.diesOut).toBe(spiral.growthFactor < 1);
        if (spiral.total === null) {
          expect(spiral.growthFactor).toBeGreaterThan(1);
          return;
        }
        for (const who of ["customers", "employees"] as const) {
          const sum = spiral.path.reduce((total, row) => total + row[who], 0);
          expectClose(sum, spiral.total[who], { relative: 1e-9, absolute: 1e-12 }, who);
        }
      }),
    );
  });

  it("multiplies by its growth factor in the long run", () => {
    const { path, growthFactor } = departureSpiral({
      ...{ employeesFollow: 0.6, customersFollow: 0.5, customersPersist: 0.3, employeesPersist: 0.1 },
      ...{ rise: { customers: 0.01 }, periods: 60 },
    });
    expectClose(path[59]!.customers / path[58]!.customers, growthFactor, { relative: 1e-10 });
    // By hand: ((0.4 + √(0.04 + 1.2)) / 2.
    expectClose(growthFactor, (0.4 + Math.sqrt(0.04 + 1.2)) / 2, { relative: 1e-14 });
  });

  it("is only what persists where nobody follows, and turns at the critical response", () => {
    const alone = departureSpiral({
      ...{ employeesFollow: 0, customersFollow: 0, customersPersist: 0.5, rise: { customers: 0.1 } },
    });
    expect(alone.total).toStrictEqual({ customers: 0.2, employees: 0 });
    expect(alone.criticalEmployeesFollow).toBeNull();
    const terms = { customersFollow: 0.4, customersPersist: 0.2, rise: { customers: 0.05 } };
    const critical = departureSpiral({ ...terms, employeesFollow: 1 }).criticalEmployeesFollow!;
    expectClose(critical, 2, { relative: 1e-14 });
    expect(departureSpiral({ ...terms, employeesFollow: 0.99 * critical }).diesOut).toBe(true);
    expect(departureSpiral({ ...terms, employeesFollow: 1.01 * critical }).total).toBeNull();
    expectPlainData(alone);
  });

  it("refuses what is no response", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(
        () => departureSpiral({ employeesFollow: 0.5, customersFollow: 0.4, rise: {}, ...input }),
        message,
      );
    refuse(
      { employeesFollow: -1 },
      "departureSpiral: employeesFollow must be a finite number of 0 or more, received -1",
    );
    refuse(
      { rise: { customers: 5 } },
      "departureSpiral: rise.customers must be a share from -1 to 1, received 5",
    );
    refuse({ rise: undefined }, "departureSpiral: rise must be an object, received undefined");
    expectRefusal(
      () => departureSpiral(undefined as never),
      "departureSpiral: input must be an object, received undefined",
    );
  });
});
