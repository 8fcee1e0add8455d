/** Functions by name in real workers: Node's, and any two ends that speak as browsers' do. */
import { MessageChannel, Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as library from "../../src/index.js";
import { answerCalls, callInWorker } from "../../src/worker/index.js";

const { port1, port2 } = new MessageChannel();
const end = port1 as object as Parameters<typeof callInWorker>[0];
const contract = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42], stillActive: 551 } as const;
const orders = { customer: ["ann", "bob", "ann"], time: ["2024-01-01", "2024-01-03", "2024-01-15"] };

beforeAll(() => {
  answerCalls({ ...library, slow: () => "no twin", secret: { toString: 1 } }, port2 as never);
});
afterAll(() => {
  port1.close();
});

describe("calls in a worker", () => {
  it("give what the function gives, by its name or a model's", async () => {
    expect(await callInWorker(end, "churnRate", [{ atStart: 250, lost: 10 }])).toBe(0.04);
    expect(await callInWorker(end, "shiftedBetaGeometric.fit", [contract])).toStrictEqual(
      library.shiftedBetaGeometric.fit(contract),
    );
    const asked = { timeUnit: "week", asOf: "2024-01-29" } as const;
    const summary = await callInWorker<object>(end, "summarizeTransactions", [orders, asked]);
    expect(summary).toStrictEqual(library.summarizeTransactions(orders, asked));
    expect(JSON.stringify(summary)).toBe(JSON.stringify(library.summarizeTransactions(orders, asked)));
    expect(JSON.parse(JSON.stringify(summary)).frequency).toEqual([1, 0]);
  });

  it("throw the library's errors in their classes", async () => {
    const wrong = callInWorker(end, "churnRate", [{ atStart: -1, lost: 0 }]);
    await expect(wrong).rejects.toBeInstanceOf(library.InvalidInputError);
    await expect(wrong).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const few = callInWorker(end, "bgNbd.fit", [{ frequency: [0, 0], recency: [0, 0], T: [3, 4] }]);
    await expect(few).rejects.toBeInstanceOf(library.InsufficientDataError);
    const stops = { maxIterations: 1 } as const;
    const customers = { frequency: [0, 1, 2, 0, 4], recency: [0, 12, 30, 0, 20], T: [38, 38, 39, 30, 35] };
    const plain = (() => {
      try {
        return library.bgNbd.fit(customers, stops);
      } catch (error) {
        return error;
      }
    })();
    const there = await callInWorker(end, "bgNbd.fit", [customers, stops]).catch((error: unknown) => error);
    expect(JSON.stringify(there)).toBe(JSON.stringify(plain));
  });

  it("name a function that is not there, and nothing that is inherited", async () => {
    await expect(callInWorker(end, "churnrate", [])).rejects.toThrow("churnRate");
    for (const name of ["constructor", "bgNbd.constructor", "bgNbd", "secret.toString", "__proto__.toString"])
      await expect(callInWorker(end, name)).rejects.toThrow("must name a function that the worker was given");
  });

  it("refuse what cannot be sent", async () => {
    await expect(callInWorker(end, "slow", [() => 1])).rejects.toThrow("could not be cloned");
    expect(() => callInWorker({} as never, "slow")).toThrow("callInWorker: worker must be a worker");
    expect(() => callInWorker(end, "slow", [], { progress: 1 } as never)).toThrow("must hold nothing but");
    expect(() => answerCalls(library, {} as never)).toThrow("answerCalls: port must be the worker's end");
  });

  it("are stopped at once, and tell of their progress", async () => {
    const controller = new AbortController();
    const shares: number[] = [];
    const call = callInWorker(end, "samplePosterior", [contract], {
      signal: AbortSignal.abort(new Error("at once")),
    });
    await expect(call).rejects.toThrow("at once");
    const fit = callInWorker(end, "shiftedBetaGeometric.fit", [contract], {
      signal: controller.signal,
      onProgress: (share) => shares.push(share),
    });
    controller.abort(new Error("enough"));
    await expect(fit).rejects.toThrow("enough");
    await callInWorker(end, "shiftedBetaGeometric.fit", [contract], {
      onProgress: (share) => shares.push(share),
    });
    expect(shares.at(-1)).toBe(1);
  });
});

it("reject when the worker fails", async () => {
  const worker = new Worker("setTimeout(() => { throw new Error('gone') }, 20)", { eval: true });
  await expect(callInWorker(worker, "churnRate", [])).rejects.toThrow("gone");
});
