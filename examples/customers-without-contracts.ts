/**
 * Customers without contracts: from an order log to who will buy again and what all of them are worth.
 *
 * The log is simulated by the models, unless `CDNOW` is set to the path of a file of orders. Each line is an order: the customer first,
 * then the date, the number of items and the amount, as in the CDNOW sample of Fader and Hardie (brucehardie.com/datasets), observed
 * from 1 January 1997 to 30 June 1998.
 */
import { readFileSync } from "node:fs";
import {
  type BgNbdParameters,
  bgNbd,
  type CalibrationHoldout,
  compareFits,
  customerLifetimeValue,
  type Fit,
  gammaGamma,
  nbd,
  type ParetoNbdParameters,
  paretoNbd,
  splitCalibrationHoldout,
  uncertainty,
} from "retention-economics";
import { heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

interface Orders {
  readonly customer: string[];
  readonly time: string[];
  readonly amount: number[];
}

const day = 86_400_000;
const start = Date.UTC(1997, 0, 1);
const isoDate = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The orders of a file; dates are written 19970118 or 1997-01-18, and a line of headings is left out. */
function ordersOf(text: string): Orders {
  const lines = text.split(/\r?\n/).map((line) => line.trim().split(/[\s,]+/));
  const rows = lines.filter((fields) => fields.length >= 4 && Number.isFinite(Number(fields.at(-1))));
  const date = (given = "") => given.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
  return {
    customer: rows.map((fields) => fields[0] ?? ""),
    time: rows.map((fields) => date(fields.at(-3))),
    amount: rows.map((fields) => Number(fields.at(-1))),
  };
}

/** As many customers as in the CDNOW sample, won over twelve weeks and watched for 78, at the papers' parameters. */
function madeOrders(): Orders {
  const T = Array.from({ length: 2357 }, (_, i) => 77.9 - (i % 84) / 7);
  const buyers = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
  const { orders } = bgNbd.simulate(buyers, { T, seed: 1 });
  const spenders = { p: 6.25, q: 3.74, gamma: 15.44 };
  const { monetaryValue } = gammaGamma.simulate(spenders, { frequency: T.map(() => 1), seed: 2 });
  const made: Orders = { customer: [], time: [], amount: [] };
  const add = (i: number, age: number) => {
    made.customer.push(String(i));
    made.time.push(isoDate(start + ((i % 84) + 7 * age) * day));
    made.amount.push((monetaryValue[i] ?? 0) * (0.5 + (age % 1)));
  };
  T.forEach((_, i) => {
    add(i, 0);
  });
  orders.customer.forEach((i, k) => {
    add(i, orders.age[k] ?? 0);
  });
  return made;
}

/** The orders of a file, by default the one that CDNOW names, or made ones. */
export function readOrders(file = process.env.CDNOW): Orders {
  return file === undefined ? madeOrders() : ordersOf(readFileSync(file, "utf8"));
}

/** Fits on the first 39 weeks, judged on the next 39; then what the customers will still bring. */
export function customersWithoutContracts(file = process.env.CDNOW): string[] {
  const orders = readOrders(file);
  const customers = splitCalibrationHoldout(orders, {
    timeUnit: "week",
    calibrationEnd: "1997-09-30",
    asOf: "1998-06-30",
  });
  const weeks = customers.holdoutDuration;
  const bought = customers.holdoutFrequency.reduce((sum, x) => sum + x, 0);
  const fits = { nbd: nbd.fit(customers), bgNbd: bgNbd.fit(customers), paretoNbd: paretoNbd.fit(customers) };
  const forecast = {
    nbd: nbd.conditionalExpectedTransactions(fits.nbd.parameters, customers, weeks),
    bgNbd: bgNbd.conditionalExpectedTransactions(fits.bgNbd.parameters, customers, weeks),
    paretoNbd: paretoNbd.conditionalExpectedTransactions(fits.paretoNbd.parameters, customers, weeks),
  };
  const names = { nbd: "NBD (nobody ever leaves)", bgNbd: "BG/NBD", paretoNbd: "Pareto/NBD" };
  const rows = compareFits(Object.values(fits)).table.map(({ model, logLikelihood, aicDifference }) => {
    const key = model as keyof typeof fits;
    const purchases = forecast[key].reduce((sum, x) => sum + x, 0);
    return [names[key], number(logLikelihood, 1), number(aicDifference, 1), number(purchases)];
  });
  return [
    ...heading("Customers without contracts: from an order log to value"),
    ...paragraph(
      `${number(orders.customer.length)} orders of ${number(customers.frequency.length)} customers${file === undefined ? ", simulated at the parameters published for CDNOW" : ` in ${file}`}. Fitted on the first 39 weeks; purchases forecast for the ${number(weeks)} weeks that followed, in which ${number(bought)} were made:`,
    ),
    "",
    ...table(["Model", "log-likelihood", "AIC above best", "purchases forecast"], rows),
    "",
    ...oneCustomer(fits.bgNbd.parameters),
    ...worth(fits.paretoNbd, customers),
  ];
}

/** The worked customer of Fader, Hardie & Lee: two repeat purchases, the last in week 30 of 39. */
function oneCustomer(parameters: BgNbdParameters): string[] {
  const someone = { frequency: 2, recency: 30.43, T: 38.86 };
  const again = bgNbd.conditionalExpectedTransactions(parameters, someone, 39);
  return paragraph(
    `A customer with two repeat purchases, the last at the age of 30.43 weeks, now 38.86 weeks old, is still a customer with probability ${percent(bgNbd.probabilityAlive(parameters, someone))} and will buy ${number(again, 3)} times in 39 weeks (BG/NBD; 1.226 with the paper's estimates for CDNOW).`,
  );
}

/** What all customers will still bring, with the error of both models' estimates. */
function worth(fit: Fit<ParetoNbdParameters>, customers: CalibrationHoldout): string[] {
  const spend = gammaGamma.fit(customers);
  const discounting = { discountRate: { rate: 0.15, per: "year" }, timeUnit: "week" } as const;
  const total = uncertainty({ fit, spend }, ({ fit, spend }) => {
    const discountedTransactions = paretoNbd.discountedExpectedResidualTransactions(
      fit,
      customers,
      discounting,
    );
    const each = gammaGamma.conditionalExpectedSpend(spend, customers) as Float64Array;
    const { value } = customerLifetimeValue({ discountedTransactions, spend: each, marginShare: 0.3 });
    return value.reduce((sum, x) => sum + x, 0);
  });
  return [
    "",
    ...paragraph(
      `Residual value of all customers at a margin of 30%, discounted at 15% a year (gamma-gamma for spending, Pareto/NBD for purchases as in "RFM and CLV", although the table may prefer another model): ${number(total.estimate)}. The 95% interval, ${number(total.lower)} to ${number(total.upper)}, covers the error of the estimates only. There is no time limit: the models assume that the market stays as it is.`,
    ),
  ];
}

printWhenRun(import.meta.url, customersWithoutContracts);
