/** What every transaction model refuses, naming the row; the messages of the log of orders are in test/data. */
import { describe, expect, it } from "vitest";
import { summarizeTransactions } from "../../../src/data/summarize-transactions.js";
import * as models from "../../../src/models/index.js";
import { expectRefusal } from "../../support.js";

type Fit = (customers: unknown) => unknown;
const modules = models as unknown as Readonly<Record<string, { readonly fit: Fit }>>;
const names = ["nbd", "bgNbd", "mbgNbd", "bgCnbdK", "mbgCnbdK", "paretoNbd", "ggomNbd", "bgBb"] as const;
const good = { frequency: 2, recency: 3, T: 6, sumLogGaps: 1 };

describe.each(names)("%s.fit", (name) => {
  const { fit } = modules[name]!;
  const refuses = (change: object, rule: string): void => {
    const bad = { ...good, ...change };
    expectRefusal(() => fit([good, bad]), `${name}.fit: customers[1].${rule}`);
    const columns = Object.fromEntries(
      Object.keys(good).map((field) => [field, [good, bad].map((row) => row[field as "T"])]),
    );
    const [field, ...rest] = rule.split(" ");
    expectRefusal(() => fit(columns), `${name}.fit: customers.${field}[1] ${rest.join(" ")}`);
  };

  it("names the row of a history that cannot be", () => {
    refuses({ recency: 7 }, "recency must be from 0 to T (6), received 7");
    refuses({ frequency: 0 }, "recency must be 0 where frequency is 0, received 3");
    refuses({ frequency: -1 }, "frequency must be a whole number of 0 or more, received -1");
    refuses({ frequency: Number.NaN }, "frequency must be a whole number of 0 or more, received NaN");
    refuses({ recency: -3 }, "recency must be from 0 to T (6), received -3");
    refuses({ recency: Number.NaN }, "recency must be from 0 to T (6), received NaN");
    refuses({ T: Number.NaN }, "T must be a finite number of 0 or more, received NaN");
    refuses({ T: -6 }, "T must be a finite number of 0 or more, received -6");
  });

  it("says what data without an answer lack", () => {
    const call = (customers: unknown): unknown => {
      try {
        return fit(customers);
      } catch (error) {
        return error;
      }
    };
    const alone = call([good]) as { code: string; message: string };
    expect([alone.code, alone.message.slice(0, name.length + 40)]).toEqual([
      "INSUFFICIENT_DATA",
      `${name}.fit: customers must be two or more (one c`.slice(0, name.length + 40),
    ]);
    const once = { frequency: 0, recency: 0, T: 6, sumLogGaps: 0 };
    const oneTime = call([once, once]) as { code: string; message: string };
    expect(oneTime.code).toBe("INSUFFICIENT_DATA");
    expect(oneTime.message).toBe(
      `${name}.fit: customers.frequency must have repeat purchases: with one-time buyers only, rates of purchase are not identified, received 0`,
    );
  });
});

describe("a log of orders", () => {
  const order = (customer: string, time: unknown) => ({ customer, time, amount: 1 });
  it("may be unsorted and hold orders twice, since those of a day are one purchase", () => {
    const days = ["2024-01-15", "2024-01-01", "2024-01-15", "2024-01-01"].map((day) => order("ann", day));
    const summary = summarizeTransactions(days, { asOf: "2024-02-01" });
    expect([summary.frequency[0], summary.recency[0], summary.T[0]]).toEqual([1, 14, 31]);
  });

  it("is refused by the row where times change their format, or lie after the end", () => {
    const mixed = [order("ann", "2024-01-01"), order("ann", "15/01/2024"), order("bob", 1_705_000_000)];
    expectRefusal(
      () => summarizeTransactions(mixed),
      'summarizeTransactions: 2 values refused: orders[1].time must be an ISO 8601 date or time such as 2024-03-01 or 2024-03-01T09:30:00Z, received "15/01/2024"; ' +
        "orders[2].time must be in milliseconds, and a number below 1e11 is probably in seconds: state numericTime, received 1705000000",
    );
    expectRefusal(
      () =>
        summarizeTransactions([order("ann", "2024-01-01"), order("bob", "2024-03-01")], {
          asOf: "2024-02-01",
        }),
      'summarizeTransactions: orders[1].time must not be after asOf (2024-02-01T00:00:00.000Z), received "2024-03-01"',
    );
  });
});
