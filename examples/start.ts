/** What `npm start` prints: the first screen, or the topics asked for. */
import { parseArgs } from "node:util";
import { articlesTogether } from "./articles/articles-together.js";
import { loyaltyAsLiability } from "./articles/loyalty-as-liability.js";
import { multiplyByFive } from "./articles/multiply-by-five.js";
import { reasonNumberOne } from "./articles/reason-number-one.js";
import { retentionAsPriority } from "./articles/retention-as-priority.js";
import { satisfactionToLoyalty } from "./articles/satisfaction-to-loyalty.js";
import { cohortsAndChurn } from "./cohorts-and-churn.js";
import { customersWithoutContracts } from "./customers-without-contracts.js";
import { fivePerCent } from "./five-per-cent.js";
import { fromExports } from "./from-exports.js";
import { howOftenTrue } from "./how-often-true.js";
import { netflix2010 } from "./netflix-2010.js";
import { bars, paragraph, table } from "./print.js";
import { projectTwoCohorts } from "./project-retention.js";
import { publishedRetention } from "./published-retention.js";
import { reichheld1990 } from "./reichheld-1990.js";
import { sevenLineCompany } from "./seven-line-company.js";
import { article1, article2, article3, article4, article5 } from "./topics/articles.js";
import { cohorts } from "./topics/cohorts.js";
import { company } from "./topics/company.js";
import { experiment } from "./topics/experiment.js";
import { firmInWords, five, oftenTrue, readingsTable } from "./topics/five.js";
import { forecast } from "./topics/forecast.js";
import { type Firm, harbourCoffee } from "./topics/harbour-coffee.js";
import { netflix } from "./topics/netflix.js";
import { shop } from "./topics/shop.js";
import { type Topic, topicLines } from "./topics/topic.js";
import { worksheetTopic } from "./topics/worksheet.js";
import { typedFormula } from "./typed-formula.js";
import { valuedFromOutside } from "./valued-from-outside.js";

type Lines = () => string[];

interface Entry {
  readonly topic: (firm?: Firm) => Topic;
  /** Everything that the examples compute on it. */
  readonly details: readonly Lines[];
}

/** The topics, by the words that ask for them. */
export const topics: Readonly<Record<string, Entry>> = {
  five: { topic: five, details: [fivePerCent, reichheld1990, howOftenTrue, typedFormula] },
  netflix: { topic: netflix, details: [netflix2010] },
  worksheet: { topic: worksheetTopic, details: [sevenLineCompany] },
  "article 1": { topic: article1, details: [retentionAsPriority] },
  "article 2": { topic: article2, details: [loyaltyAsLiability] },
  "article 3": { topic: article3, details: [multiplyByFive] },
  "article 4": { topic: article4, details: [satisfactionToLoyalty] },
  "article 5": { topic: article5, details: [reasonNumberOne, articlesTogether] },
  forecast: { topic: forecast, details: [projectTwoCohorts] },
  shop: { topic: shop, details: [() => customersWithoutContracts()] },
  cohorts: { topic: cohorts, details: [cohortsAndChurn, publishedRetention, fromExports] },
  company: { topic: company, details: [valuedFromOutside] },
  experiment: { topic: experiment, details: [] },
};

const topicList = [
  "Your numbers:  npm start -- five --keep 0.82 --margin 120 --cac 150",
  "More:  npm start -- netflix | worksheet | article 1 (to 5) | forecast | shop |",
  "       cohorts | company | experiment | all      (--details for every figure)",
];

/** The first screen. */
export function firstScreen(): string[] {
  const { headers, rows } = readingsTable(harbourCoffee);
  return [
    "Does keeping 5% more customers raise profit by 25%?",
    "",
    ...paragraph(`It depends on "5%" and on "profit". ${firmInWords(harbourCoffee, "Harbour Coffee")}`),
    "",
    ...table(headers, rows),
    "",
    ...paragraph("How many of 2,048 plausible firms gain 25% or more from 5 points, by profit:"),
    ...bars(oftenTrue(), 1),
    "",
    ...paragraph("The gain takes years, costs nothing here, and needs a market with room to grow."),
    "",
    ...topicList,
  ];
}

/** A number of the command line, from 0 to a limit. */
function optionOf(name: string, given: string | undefined, usual: number, below: number): number {
  if (given === undefined) return usual;
  const value = Number(given);
  if (given.trim() === "" || !(value >= 0 && value < below))
    throw new Error(`--${name} must be a number from 0 to below ${below}, received "${given}"`);
  return value;
}

const options = {
  keep: { type: "string" },
  margin: { type: "string" },
  cac: { type: "string" },
  discount: { type: "string" },
  details: { type: "boolean" },
} as const;

/** The lines that the words of a command line ask for. */
export function linesFor(args: readonly string[]): string[] {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const asked = positionals.join(" ").toLowerCase();
  const own = ["keep", "margin", "cac", "discount"].some((name) => name in values);
  if (own && asked !== "five") throw new Error("--keep, --margin, --cac and --discount belong to: five");
  if (asked === "") return firstScreen();
  const names = asked === "all" ? Object.keys(topics) : [asked];
  const firm: Firm | undefined = own
    ? {
        keep: optionOf("keep", values.keep, harbourCoffee.keep, 0.95),
        margin: optionOf("margin", values.margin, harbourCoffee.margin, 1e12),
        acquisitionCost: optionOf("cac", values.cac, harbourCoffee.acquisitionCost, 1e12),
        discountRate: optionOf("discount", values.discount, harbourCoffee.discountRate, 1),
      }
    : undefined;
  return names.flatMap((name) => {
    const entry = topics[name];
    if (entry === undefined)
      throw new Error(`no topic called "${name}": there are ${Object.keys(topics).join(", ")}, all`);
    const { topic, details } = entry;
    const page = topicLines(firm === undefined ? topic() : topic(firm));
    return values.details === true ? [...page, ...details.flatMap((lines) => lines())] : page;
  });
}
