/** Every model that is fitted: how its data sets are drawn, fitted, and searched from where. */
import type { Fit, LikelihoodProblem } from "../../../src/inference/fit.js";
import { createRandom, type Random } from "../../../src/math/random.js";
import * as betaDiscreteWeibull from "../../../src/models/contractual/beta-discrete-weibull.js";
import * as discreteWeibull from "../../../src/models/contractual/discrete-weibull.js";
import * as geometric from "../../../src/models/contractual/geometric.js";
import * as geometricMixture from "../../../src/models/contractual/geometric-mixture.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import * as shiftedBetaGeometricRegression from "../../../src/models/contractual/shifted-beta-geometric-regression.js";
import * as disclosedAcquisition from "../../../src/models/disclosures/disclosed-acquisition.js";
import * as disclosedProspects from "../../../src/models/disclosures/disclosed-prospects.js";
import * as disclosedRetention from "../../../src/models/disclosures/disclosed-retention.js";
import * as disclosedRevenue from "../../../src/models/disclosures/disclosed-revenue.js";
import * as gammaGamma from "../../../src/models/spending/gamma-gamma.js";
import * as bgCnbdK from "../../../src/models/transactions/beta-geometric/bg-cnbd-k.js";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import { gapLogLikelihood } from "../../../src/models/transactions/beta-geometric/erlang-gaps.js";
import { betaGeometricProblem } from "../../../src/models/transactions/beta-geometric/fit.js";
import * as mbgCnbdK from "../../../src/models/transactions/beta-geometric/mbg-cnbd-k.js";
import * as mbgNbd from "../../../src/models/transactions/beta-geometric/mbg-nbd.js";
import * as bgBb from "../../../src/models/transactions/bg-bb.js";
import * as bgNbdRegression from "../../../src/models/transactions/covariates/bg-nbd-regression.js";
import * as ggomNbdRegression from "../../../src/models/transactions/covariates/ggom-nbd-regression.js";
import * as mbgNbdRegression from "../../../src/models/transactions/covariates/mbg-nbd-regression.js";
import * as paretoNbdRegression from "../../../src/models/transactions/covariates/pareto-nbd-regression.js";
import * as ggomNbd from "../../../src/models/transactions/lifetimes/ggom-nbd.js";
import * as paretoNbd from "../../../src/models/transactions/lifetimes/pareto-nbd.js";
import * as nbd from "../../../src/models/transactions/nbd.js";
import { drawBase, drawMarket, drawRevenue } from "./companies.js";
import { drawCohorts, drawGroups } from "./contracts.js";
import { drawShop, pick, type Shop, type ShopGrid, spread, uniform, wholeGrid } from "./shops.js";
import { drawSpending, type Spending } from "./spenders.js";

type Numbers = Readonly<Record<string, number>>;

/** One data set of a model, with what can be asked of it. */
export interface Case {
  readonly about: string;
  /** The fit, from a start where one is given. */
  readonly fit: (start?: Numbers) => Fit<Numbers>;
  readonly problem: () => LikelihoodProblem<never>;
  /** The likelihood of part of many observations, from whose best points the search goes on; null where they are few. */
  readonly part: (() => LikelihoodProblem<never>) | null;
  /** A wide random start. */
  readonly start: (random: Random) => Numbers;
  /** What the fit's log-likelihood holds besides the problem's. */
  readonly constant: number;
  /** The public log-likelihood at parameters, null where the model has none. */
  readonly logLikelihood: ((parameters: Numbers) => number) | null;
}

/** A model under test. */
export interface Subject {
  /** Data sets of the full check. */
  readonly sets: number;
  /** One data set; equal random numbers give an equal one. */
  readonly draw: (random: Random) => Case;
}

/** The random numbers of one data set, whatever was drawn before. */
export const randomOfSet = (set: number): Random => createRandom(20_261_201, set);

interface Model {
  readonly fit: (data: never, options?: never) => unknown;
  readonly inference: { readonly likelihoodProblem: (data: never, options?: never) => unknown };
  readonly logLikelihood?: (parameters: never, data: never) => number;
}

interface Given<Data> {
  readonly about: string;
  readonly data: Data;
  readonly part?: Data | null;
  readonly start: (random: Random) => Numbers;
  readonly options?: object | undefined;
}

function caseOf<Data>(model: Model, { about, data, part = null, start, options }: Given<Data>): Case {
  const { fit, inference, logLikelihood } = model as unknown as {
    readonly fit: (data: Data, options?: object) => Fit<Numbers>;
    readonly inference: {
      readonly likelihoodProblem: (data: Data, options?: object) => LikelihoodProblem<never>;
    };
    readonly logLikelihood?: (parameters: Numbers, data: Data) => number;
  };
  const { likelihoodProblem } = inference;
  return {
    ...{ about, start, constant: 0 },
    fit: (from) => fit(data, from === undefined ? options : { ...options, start: from }),
    problem: () => likelihoodProblem(data, options),
    part: part === null ? null : () => likelihoodProblem(part, options),
    logLikelihood: logLikelihood === undefined ? null : (parameters) => logLikelihood(parameters, data),
  };
}

const beta = (random: Random, size: readonly [number, number]) => {
  const mean = 1 / (1 + Math.exp(uniform(random, -6, 6)));
  const total = spread(random, ...size);
  return [Math.max(1e-12, mean * total), Math.max(1e-12, (1 - mean) * total)] as const;
};

/** Where purchase rates may be: around the rate of all customers, within a factor of 20. */
function purchaseStart({ frequency, T }: Pick<Shop, "frequency" | "T">) {
  const total = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0);
  const rate = Math.max(total(frequency), 1) / total(T);
  return (random: Random) => {
    const r = spread(random, 0.01, 200);
    return { r, alpha: r / (rate * spread(random, 0.2, 20)) };
  };
}

const meanOf = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0) / column.length;

type ShopStart = (shop: Shop) => (random: Random) => Numbers;
const starts = {
  nbd: (shop) => purchaseStart(shop),
  betaGeometric: (shop) => {
    const purchase = purchaseStart(shop);
    return (random) => {
      const [a, b] = beta(random, [1e-4, 1000]);
      return { ...purchase(random), a, b };
    };
  },
  pareto: (shop) => {
    const [purchase, meanT] = [purchaseStart(shop), meanOf(shop.T)];
    return (random) => ({
      ...purchase(random),
      ...{ s: spread(random, 0.01, 200), beta: meanT * spread(random, 1e-6, 1000) },
    });
  },
  gompertz: (shop) => {
    const [purchase, meanT] = [purchaseStart(shop), meanOf(shop.T)];
    return (random) => {
      const b = spread(random, 1e-3, 200) / meanT;
      // The hazard is felt at an age around which e^(b age) is beta.
      const age = meanT * spread(random, 0.01, 10);
      const scale = Math.min(1e100, Math.max(1e-9, Math.expm1(Math.min(b * age, 230))));
      return { ...purchase(random), b, s: spread(random, 0.01, 200), beta: scale };
    };
  },
} satisfies Record<string, ShopStart>;

/** At most so many customers go through every random start. */
const most = 800;

/** Every so manieth customer of many, each counting for as many; null of few. */
function partOf(shop: Shop): (Shop & { readonly weight: Float64Array }) | null {
  const step = Math.ceil(shop.T.length / most);
  if (step === 1) return null;
  const thin = (column: Float64Array) => column.filter((_, i) => i % step === 0);
  const { about, frequency, recency, T, sumLogGaps } = shop;
  const kept = {
    frequency: thin(frequency),
    recency: thin(recency),
    T: thin(T),
    sumLogGaps: thin(sumLogGaps),
  };
  return { about, ...kept, weight: new Float64Array(kept.T.length).fill(step) };
}

function shops(model: Model, start: ShopStart, grid: ShopGrid = wholeGrid): Subject {
  return {
    sets: 500,
    draw: (random) => {
      const shop = drawShop(random, grid);
      return caseOf(model, { about: shop.about, data: shop, part: partOf(shop), start: start(shop) });
    },
  };
}

/** A model of regular purchases at a shape: its gaps add a constant. */
function regularShops(model: typeof bgCnbdK | typeof mbgCnbdK, name: string, zero: 0 | 1): Subject {
  return {
    sets: 500,
    draw: (random) => {
      const shop = drawShop(random, wholeGrid);
      const k = pick(random, [2, 3, 5]);
      const where = `${name}.fit`;
      const problem = (data: Shop) =>
        betaGeometricProblem(data, { k, zero, where, model: name }) as unknown as LikelihoodProblem<never>;
      const part = partOf(shop);
      return {
        about: `${shop.about}, k ${k}`,
        start: starts.betaGeometric(shop),
        fit: (from) =>
          model.fit(shop, { shapes: [k], ...(from && { start: from as never }) }) as unknown as Fit<Numbers>,
        problem: () => problem(shop),
        part: part === null ? null : () => problem(part),
        constant: gapLogLikelihood(where, k, shop),
        logLikelihood: (parameters) => model.logLikelihood({ ...parameters, k } as never, shop),
      };
    },
  };
}

/** A shop that counts opportunities: whole weeks, one purchase in each at most. */
const opportunities: ShopGrid = {
  sizes: [10, 20, 50, 50, 100, 200, 300, 500, 1000, 2000, 10_000],
  windows: [3, 6, 6, 12, 26, 52],
  grids: ["weeks"],
};

/** Groups of customers who buy and leave each in their own way, told apart by a covariate or two. */
function drawGroupedShop(random: Random) {
  const grid: ShopGrid = {
    sizes: [15, 30, 60, 100, 200, 300, 500],
    windows: [pick(random, wholeGrid.windows)],
  };
  const grids = [pick(random, ["continuous", "days", "weeks"] as const)];
  const same = random.next() < 0.4;
  const groups = Array.from({ length: pick(random, [2, 2, 3, 4]) }, () =>
    drawShop(random, { ...grid, grids }),
  );
  // In some shops the covariate says nothing: every group is a part of the first shop.
  const sources = same ? groups.map(() => groups[0]!) : groups;
  const two = groups.length === 4;
  const join = (column: "frequency" | "recency" | "T") =>
    Float64Array.from(
      sources.flatMap((shop, g) =>
        Array.from(shop[column]).filter((_, i) => !same || i % groups.length === g),
      ),
    );
  const member = sources.flatMap((shop, g) =>
    Array.from(shop.T, () => g).filter((_, i) => !same || i % groups.length === g),
  );
  const of = (value: (g: number) => number) => Float64Array.from(member, value);
  const covariates = two
    ? { first: of((g) => g % 2), second: of((g) => Math.floor(g / 2)) }
    : { level: of((g) => g) };
  const data = { frequency: join("frequency"), recency: join("recency"), T: join("T"), covariates };
  const about = same ? `${groups.length} alike: ${groups[0]!.about}` : groups.map((g) => g.about).join(" | ");
  return { about, data };
}

function groupedShops(model: Model, start: ShopStart, choices: readonly object[]): Subject {
  return {
    sets: 100,
    draw: (random) => {
      const { about, data } = drawGroupedShop(random);
      const options = pick(random, choices);
      const base = start(data as unknown as Shop);
      const names = Object.keys(data.covariates);
      const { effect, equal } = options as { effect?: string; equal?: boolean };
      const prefixes = equal
        ? ["equal"]
        : effect === "both"
          ? ["purchase", "a", "b"]
          : ["purchase", "dropout"];
      return caseOf(model, {
        ...{ about: `${about} ${JSON.stringify(options)}`, data },
        options: equal ? { equal: names } : options,
        start: (own) => ({
          ...base(own),
          ...Object.fromEntries(
            prefixes.flatMap((prefix) => names.map((name) => [`${prefix}.${name}`, uniform(own, -2, 2)])),
          ),
        }),
      });
    },
  };
}

const cohortsAbout = (data: unknown) => JSON.stringify(data);
function cohorts(model: Model, start: (random: Random) => Numbers): Subject {
  return {
    sets: 500,
    draw: (random) => {
      const data = drawCohorts(random);
      return caseOf(model, { about: cohortsAbout(data), data, start });
    },
  };
}

const fraction = (random: Random) => 1 / (1 + Math.exp(uniform(random, -6, 3)));
const shapes = (random: Random) => {
  const [alpha, second] = beta(random, [1e-3, 1e4]);
  return { alpha, beta: second };
};

const logShapes = (random: Random) => {
  const { alpha, beta: second } = shapes(random);
  return { "alpha.intercept": Math.log(alpha), "beta.intercept": Math.log(second) };
};

function contractRegression(effect: "mean" | "both"): Subject {
  return {
    sets: 100,
    draw: (random) => {
      const data = drawGroups(random);
      const names = Object.keys(data[0]!.covariates);
      const own = (drawn: Random, prefix: string) =>
        Object.fromEntries(names.map((name) => [`${prefix}${name}`, uniform(drawn, -2, 2)]));
      return caseOf(shiftedBetaGeometricRegression, {
        about: cohortsAbout(data),
        data,
        options: { effect },
        start: (drawn) =>
          effect === "mean"
            ? { intercept: uniform(drawn, -6, 3), shapes: spread(drawn, 0.01, 1000), ...own(drawn, "") }
            : { ...logShapes(drawn), ...own(drawn, "alpha."), ...own(drawn, "beta.") },
      });
    },
  };
}

function companies<Data extends { readonly about: string }>(
  model: Model,
  draw: (random: Random) => Data,
  start: (data: Data, names: readonly string[]) => (random: Random) => Numbers,
): Subject {
  return {
    sets: 100,
    draw: (random) => {
      const drawn = draw(random);
      const { about, ...data } = drawn;
      const seasons = (drawn as { readonly seasons?: number }).seasons ?? 1;
      const names = Array.from({ length: seasons - 1 }, (_, i) => `season${i + 1}`);
      return caseOf(model, { about, data, start: start(drawn, names) });
    },
  };
}
const seasonal = (random: Random, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, uniform(random, -1, 1)]));

const equalOrNot = [{}, {}, { equal: true }];
const meanOrBoth = [{}, {}, { effect: "both" }];

/** The models by name. */
export const subjects: Readonly<Record<string, Subject>> = {
  nbd: shops(nbd, starts.nbd),
  bgNbd: shops(bgNbd, starts.betaGeometric),
  mbgNbd: shops(mbgNbd, starts.betaGeometric),
  bgCnbdK: regularShops(bgCnbdK, "bgCnbdK", 0),
  mbgCnbdK: regularShops(mbgCnbdK, "mbgCnbdK", 1),
  paretoNbd: shops(paretoNbd, starts.pareto),
  ggomNbd: shops(ggomNbd, starts.gompertz),
  bgBb: shops(
    bgBb,
    () => (random) => {
      const [alpha, second] = beta(random, [1e-3, 1000]);
      const [gamma, delta] = beta(random, [1e-4, 1000]);
      return { alpha, beta: second, gamma, delta };
    },
    opportunities,
  ),
  gammaGamma: {
    sets: 500,
    draw: (random) => {
      const spending: Spending = drawSpending(random);
      const mean = spending.monetaryValue.reduce((sum, m) => sum + (Number.isNaN(m) ? 0 : m), 0);
      const level = mean / Math.max(1, spending.frequency.filter((x) => x > 0).length);
      return caseOf(gammaGamma, {
        about: spending.about,
        data: spending,
        start: (own) => {
          const [p, q] = [spread(own, 0.05, 1000), spread(own, 0.1, 1000)];
          return { p, q, gamma: ((level * Math.max(q - 1, 0.3)) / p) * spread(own, 0.2, 5) };
        },
      });
    },
  },
  geometric: cohorts(geometric, (random) => ({ theta: fraction(random) })),
  shiftedBetaGeometric: cohorts(shiftedBetaGeometric, shapes),
  discreteWeibull: cohorts(discreteWeibull, (random) => ({
    theta: fraction(random),
    c: spread(random, 0.1, 30),
  })),
  betaDiscreteWeibull: cohorts(betaDiscreteWeibull, (random) => ({
    ...shapes(random),
    c: spread(random, 0.1, 30),
  })),
  geometricMixture: cohorts(geometricMixture, (random) => ({
    ...{ theta1: fraction(random), theta2: fraction(random), share1: fraction(random) },
  })),
  "shiftedBetaGeometricRegression mean": contractRegression("mean"),
  "shiftedBetaGeometricRegression both": contractRegression("both"),
  bgNbdRegression: groupedShops(bgNbdRegression, starts.betaGeometric, meanOrBoth),
  mbgNbdRegression: groupedShops(mbgNbdRegression, starts.betaGeometric, meanOrBoth),
  paretoNbdRegression: groupedShops(paretoNbdRegression, starts.pareto, equalOrNot),
  ggomNbdRegression: groupedShops(ggomNbdRegression, starts.gompertz, equalOrNot),
  disclosedRetention: companies(disclosedRetention, drawBase, (_, names) => (random) => {
    const r = spread(random, 0.01, 1000);
    return { r, alpha: r / spread(random, 1e-4, 1), c: spread(random, 0.2, 5), ...seasonal(random, names) };
  }),
  disclosedAcquisition: companies(disclosedAcquisition, drawBase, ({ added }, names) => (random) => {
    const total = added.reduce((sum, amount) => sum + amount, 0);
    return {
      ...{
        alpha: total * spread(random, 0.3, 1000),
        beta: uniform(random, -10, 5),
        gamma: spread(random, 0.01, 3),
      },
      ...seasonal(random, names),
    };
  }),
  disclosedProspects: companies(disclosedProspects, drawMarket, (_, names) => (random) => ({
    ...{ reach: fraction(random), lambda: spread(random, 1e-5, 2), c: spread(random, 0.2, 5) },
    ...seasonal(random, names),
  })),
  disclosedRevenue: companies(disclosedRevenue, drawRevenue, () => (random) => ({
    ...{ level: spread(random, 1, 10_000), growth: spread(random, 0.5, 2) },
  })),
};
