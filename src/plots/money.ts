/** Pictures of revenue, payback, and of what a change in retention is worth. */
import type { Lifecycle } from "../cohorts/lifecycle.js";
import type { ClaimCheck } from "../economics/claims/check-claims.js";
import type { ProfitDecomposition } from "../economics/lift/profit-decomposition.js";
import type { RetentionLiftPoint } from "../economics/lift/retention-lift-curves.js";
import type { OptimalSpending } from "../economics/spending/optimal-spending.js";
import type { SpendingCurvePoint } from "../economics/spending/spending-curves.js";
import type { RevenueMovements, RevenueStatement } from "../rates/revenue-movements.js";
import type { ChangeDecomposition } from "../sensitivity/local/decompose-change.js";
import type { PaybackPoint } from "../value/payback-curve.js";
import { type Chart, type ChartOptions, chart } from "./chart.js";
import { coloured, end, layer, lineAt, listHeight, names, quantity, share, steps } from "./encode.js";
import { waterfall, waterfallPicture } from "./waterfall.js";
import { amount, percent } from "./words.js";

const movementKinds = ["new", "reactivation", "expansion", "contraction", "churn", "currency"] as const;
const signs = { new: 1, reactivation: 1, expansion: 1, contraction: -1, churn: -1, currency: 1 };

/**
 * Revenue waterfall of one period: opening revenue, what came and went, closing revenue.
 * @param statement - A statement of `revenueMovements`: one period.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `revenueMovements`
 * @example
 * import { revenueWaterfallChart } from "retention-economics/plots";
 * const balances = [
 *   { customer: "a", period: "2024-01", amount: 100 },
 *   { customer: "a", period: "2024-02", amount: 80 },
 *   { customer: "b", period: "2024-02", amount: 50 },
 * ];
 * const [statement] = revenueMovements(balances).statements;
 * statement && revenueWaterfallChart(statement).datasets.steps?.map(({ step }) => step); // => ["opening", "new", "contraction", "closing"]
 */
export function revenueWaterfallChart(statement: RevenueStatement, options: ChartOptions = {}): Chart {
  return chart("revenueWaterfallChart", options, ({ colours }) => {
    const { opening, closing, period } = statement;
    const changes = movementKinds
      .map((kind) => [kind, signs[kind] * statement[kind] + 0] as const)
      .filter(([, change]) => change !== 0);
    return {
      title: `What moved revenue in ${period}?`,
      numbers: `From ${amount(opening)} to ${amount(closing)}: ${changes.map(([kind, change]) => `${kind} ${amount(change)}`).join(", ") || "no movement"}.`,
      ...waterfallPicture(
        waterfall(["opening", opening], changes, ["closing", closing]),
        "Recurring revenue",
        colours,
      ),
    };
  });
}

/**
 * Revenue movements by period: what came above zero, what went below.
 * @param movements - A result of `revenueMovements`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `revenueMovements`
 * @example
 * import { revenueMovementsChart } from "retention-economics/plots";
 * const balances = [{ customer: "a", period: "2024-01", amount: 100 }, { customer: "a", period: "2024-02", amount: 80 }];
 * revenueMovementsChart(revenueMovements(balances)).title.text; // => ["Does what comes outweigh what goes?"]
 */
export function revenueMovementsChart(
  movements: Pick<RevenueMovements, "statements">,
  options: ChartOptions = {},
): Chart {
  return chart("revenueMovementsChart", options, ({ colours }) => {
    const { statements } = movements;
    const used = movementKinds.filter((kind) => statements.some((statement) => statement[kind] !== 0));
    const bars = statements.flatMap((statement) =>
      used.map((kind) => ({
        period: String(statement.period),
        kind,
        change: signs[kind] * statement[kind] + 0,
      })),
    );
    const places = { new: 2, reactivation: 5, expansion: 0, contraction: 4, churn: 1, currency: 6 };
    const scale = { domain: used, range: used.map((kind) => colours.series[places[kind]]) };
    const last = statements.at(-1);
    const moved = last ? used.map((kind) => `${kind} ${amount(last[kind])}`).join(", ") : "";
    return {
      title: "Does what comes outweigh what goes?",
      numbers: last
        ? `In ${last.period}: ${moved || "no movement"}; closing at ${amount(last.closing)}.`
        : "No period.",
      data: { bars: { rows: bars, by: ["kind"] } },
      legend: used,
      layers: [
        layer("bars", "bar", {
          x: steps("period", "Period"),
          y: quantity("change", "Change of recurring revenue", { stack: "zero" }),
          color: coloured("kind", null, { scale }),
        }),
        lineAt("y", 0),
      ],
    };
  });
}

/**
 * Quick ratio by period: what comes over what goes, with a line at one.
 * @param result - A result of `lifecycle`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `lifecycle`
 * @example
 * import { quickRatioChart } from "retention-economics/plots";
 * const events = [{ customer: "ann", time: "2024-01-05" }, { customer: "ann", time: "2024-02-11" }];
 * quickRatioChart(lifecycle(events, { period: "month", asOf: "2024-04-01" })).datasets.periods?.length; // => 3
 */
export function quickRatioChart(result: Lifecycle, options: ChartOptions = {}): Chart {
  return chart("quickRatioChart", options, () => {
    const known = result.periods.filter(({ quickRatio }) => quickRatio !== null);
    const last = known.at(-1);
    return {
      title: last
        ? `Quick ratio ${last.quickRatio!.toFixed(2)}: ${last.quickRatio! >= 1 ? "more come than go" : "more go than come"}`
        : "Do more customers come than go?",
      numbers: `${
        known
          .map(({ period, quickRatio }) => `${period} ${amount(quickRatio)}`)
          .slice(-6)
          .join(", ") || "No period has one"
      }.`,
      data: { periods: result.periods },
      layers: [
        lineAt("y", 1),
        layer(
          "periods",
          "line",
          {
            x: steps("period", `Calendar ${result.period}`),
            y: quantity("quickRatio", "(New + resurrecting) / dormant", { scale: { domainMin: 0 } }),
          },
          { point: true },
        ),
      ],
    };
  });
}

/**
 * Payback curve: what a customer has earned after each payment, and where it passes the cost of acquisition.
 * @param points - A result of `paybackCurve`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `paybackCurve`, `payback`
 * @example
 * import { paybackChart } from "retention-economics/plots";
 * const points = paybackCurve({ margin: 20, retention: 0.9, discountRate: 0.01, acquisitionCost: 50 });
 * paybackChart(points).title.text; // => ["The cost of acquisition is earned back by payment 3"]
 */
export function paybackChart(points: readonly PaybackPoint[], options: ChartOptions = {}): Chart {
  return chart("paybackChart", options, () => {
    const paid = points.find(({ net }) => net >= 0);
    const [first, last] = [points[0], points.at(-1)];
    return {
      title: paid
        ? `The cost of acquisition is earned back by payment ${paid.payments}`
        : "The cost of acquisition is not earned back",
      numbers:
        first && last
          ? `Cost ${amount(-first.net)}; earned ${amount(last.earned)} after ${amount(last.payments)} payments.`
          : "No payments.",
      data: { points, paid: paid ? [paid] : [] },
      layers: [
        lineAt("y", 0),
        layer(
          "points",
          "line",
          { x: quantity("time", "Time in periods"), y: quantity("net", "Earned less cost of acquisition") },
          { interpolate: "step-after" },
        ),
        layer(
          "paid",
          "point",
          { x: quantity("time", "Time in periods"), y: quantity("net", "Earned less cost of acquisition") },
          { filled: true, size: 80, style: "other", opacity: 1 },
        ),
      ],
    };
  });
}

/**
 * Retention-lift curves: the gain from one change of retention at every rate, by reading, with the line of 25%.
 * @param points - A result of `retentionLiftCurves`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `retentionLiftCurves`, `retentionLift`
 * @example
 * import { retentionLiftChart } from "retention-economics/plots";
 * const curves = retentionLiftCurves({ contribution: { change: points(0.05) } });
 * retentionLiftChart(curves).title.text; // => ["Where is the change in retention worth 25%?"]
 */
export function retentionLiftChart(points: readonly RetentionLiftPoint[], options: ChartOptions = {}): Chart {
  return chart("retentionLiftChart", options, () => {
    const drawn = points.filter(({ gain }) => gain !== null);
    const readings = [...new Set(drawn.map(({ reading }) => reading))];
    const crossing = (reading: string) =>
      drawn.find((point) => point.reading === reading && point.gain! >= 0.25);
    return {
      title: "Where is the change in retention worth 25%?",
      numbers: `${readings
        .map((reading) => {
          const there = crossing(reading);
          return `${reading}: ${there ? `25% or more from a retention of ${percent(there.retention)}` : "never 25%"}`;
        })
        .join("; ")}.`,
      data: { points: { rows: drawn, by: ["reading"] } },
      legend: readings,
      layers: [
        lineAt("y", 0.25),
        layer(
          "points",
          "line",
          {
            x: share("retention", "Retention before the change", { scale: { zero: false, nice: false } }),
            y: share("gain", "Gain", { scale: { domainMax: 1.5, clamp: false } }),
            color: coloured("reading", null, { scale: { domain: readings } }),
          },
          { clip: true },
        ),
      ],
    };
  });
}

/**
 * Decomposition of a change as a waterfall: from before to after by what changed.
 * @param decomposition - A result of `profitDecomposition` or of `decomposeChange`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `profitDecomposition`, `decomposeChange`
 * @example
 * import { decompositionChart } from "retention-economics/plots";
 * const value = ({ margin, years }: { margin: number; years: number }) => margin * years;
 * const change = decomposeChange(value, { from: { margin: 100, years: 4 }, to: { margin: 110, years: 5 } });
 * decompositionChart(change).datasets.steps?.map(({ step }) => step); // => ["before", "margin", "years", "after"]
 */
export function decompositionChart(
  decomposition: ProfitDecomposition | ChangeDecomposition,
  options: ChartOptions = {},
): Chart {
  return chart("decompositionChart", options, ({ colours }) => {
    const ofProfit = "parts" in decomposition;
    const before = ofProfit ? decomposition.before : decomposition.outputFrom;
    const after = ofProfit ? decomposition.after : decomposition.outputTo;
    const changes = ofProfit
      ? decomposition.parts.map(({ part, change }) => [part, change] as const)
      : decomposition.contributions.map(({ input, contribution }) => [input, contribution] as const);
    return {
      title: "What made the difference?",
      numbers: `From ${amount(before)} to ${amount(after)}: ${changes.map(([name, change]) => `${name} ${amount(change)}`).join(", ")}.`,
      ...waterfallPicture(
        waterfall(["before", before], changes, ["after", after]),
        ofProfit ? "Profit per customer" : "Output",
        colours,
      ),
    };
  });
}

/**
 * Spending response: the rates that spends buy, with the two best ones.
 * @param optimum - A result of `optimalSpending`.
 * @param curves - The curves of it, a result of `spendingCurves`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `optimalSpending`, `spendingCurves`
 * @example
 * import { spendingChart } from "retention-economics/plots";
 * const optimum = optimalSpending({
 *   margin: 60,
 *   discountRate: 0.2,
 *   acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.15 } },
 *   retention: { ceiling: 0.7, point: { spend: 10, rate: 0.4 } },
 * });
 * spendingChart(optimum, spendingCurves(optimum)).datasets.best?.length; // => 2
 */
export function spendingChart(
  optimum: OptimalSpending,
  curves: readonly SpendingCurvePoint[],
  options: ChartOptions = {},
): Chart {
  return chart("spendingChart", options, () => {
    const decisions = ["acquisition", "retention"] as const;
    const best = decisions.map((decision) => ({
      decision,
      spend: optimum[decision].spend,
      rate: optimum[decision].rate,
    }));
    const color = coloured("decision", null, { scale: { domain: decisions } });
    const [x, y] = [
      quantity("spend", "Spend per prospect, or per customer and period"),
      share("rate", "Rate that it buys"),
    ];
    return {
      title: "How much is worth spending?",
      numbers: `${best.map(({ decision, spend, rate }) => `${decision}: ${amount(spend)} for a rate of ${percent(rate)}`).join("; ")}.`,
      data: { curves: { rows: curves, by: ["decision"] }, best },
      legend: decisions,
      layers: [
        layer("curves", "line", { x, y, color }),
        layer("best", "rule", { x, y, y2: { datum: 0 }, color }, { strokeDash: [4, 3] }),
        layer("best", "point", { x, y, color }, { filled: true, size: 90, opacity: 1 }),
      ],
    };
  });
}

/**
 * Claims on a line of probability: between which values each quantity must lie if all claims are true.
 * @param result - A result of `checkClaims`.
 * @param options - The options of every chart.
 * @returns A specification of Vega-Lite.
 * @throws {InvalidInputError} If an option breaks its rule.
 * @see `checkClaims`
 * @example
 * import { claimsChart } from "retention-economics/plots";
 * const result = checkClaims({ claims: [{ probability: "leave", atLeast: 0.2 }, { probability: "leave", atMost: 0.3 }] });
 * claimsChart(result).title.text; // => ["Can all claims be true? Yes"]
 */
export function claimsChart(result: ClaimCheck, options: ChartOptions = {}): Chart {
  return chart("claimsChart", options, () => {
    const ranges = result.ranges ?? result.relaxations[0]?.ranges ?? [];
    const rows = ranges.map(({ quantity: name, lower, upper }) => ({ quantity: name, lower, upper }));
    const top = rows.reduce((most, { upper }) => Math.max(most, upper ?? 0), 1);
    const x = (field: string) =>
      (top > 1 ? quantity : share)(field, "Range that the claims leave", { scale: { domain: [0, top] } });
    const y = names("quantity");
    const edge = { thickness: 3, size: 14 };
    const [conflict] = result.conflicts;
    const against = conflict ? `These conflict: ${conflict.words.join(" and ")}. ` : "";
    const words = rows.map((row) => `${row.quantity}: ${percent(row.lower)} to ${percent(row.upper)}`);
    return {
      title: `Can all claims be true? ${result.feasible ? "Yes" : "No"}`,
      numbers: `${against}${words.join("; ") || "No range"}.`,
      data: { ranges: rows },
      height: listHeight(
        rows.map((row) => row.quantity),
        28,
      ),
      layers: [
        layer("ranges", "bar", { y, x: x("lower"), x2: end("upper") }, { height: 5 }),
        layer("ranges", "tick", { y, x: x("lower") }, edge),
        layer("ranges", "tick", { y, x: x("upper") }, edge),
      ],
    };
  });
}
