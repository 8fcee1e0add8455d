/** "No. 1 reason why customers stay or leave" (Georgian): 60 and 70%, 80% satisfied, 10 to 15 times more likely. */
import { checkClaims, effectSizeReadings, frechetBounds, shapleyAttribution } from "retention-economics";
import { number, percent, printWhenRun } from "../print.js";
import { articleLines, type WorkedClaim } from "./claim-table.js";

const bounds = frechetBounds([0.6, 0.7]);

function divided(overlap: number): string {
  const rows = shapleyAttribution([
    { causes: ["indifference"], share: 0.6 - overlap },
    { causes: ["poor service"], share: 0.7 - overlap },
    { causes: ["indifference", "poor service"], share: overlap },
  ]);
  return rows.map(({ attributed }) => percent(attributed, 0)).join(" and ");
}

function satisfiedDefectors(share: number): string {
  const of = (event: string) => ({ probability: "defected", given: event });
  const { ranges } = checkClaims({
    claims: [
      { probability: "satisfied", given: "defected", equals: 0.8 },
      { probability: "satisfied", equals: share },
      { probability: "defected", equals: 0.15 },
    ],
    quantities: [{ ratioOf: of("not satisfied"), to: of("satisfied") }],
  });
  return `${number(ranges?.[0]?.lower ?? null, 2)} times`;
}

function tenTimes(times: number): string {
  const readings = effectSizeReadings({ times, baseline: 0.7, compared: 0.8 });
  return `as odds ${percent(readings.asOddsRatio)}, as lifetimes ${percent(readings.asChurnRatio, 0)}, as survivors after ${number(readings.asSurvivalAfter)} years of 80 against 70%; as probability only where others stay at most ${percent(readings.highestBaseline)}`;
}

/** The claims of the article, worked out. */
export function reasonNumberOneClaims(): WorkedClaim[] {
  const [indifference, service] = bounds.sole;
  return [
    {
      claim:
        "60% of all customers stop because of the salespeople's indifference, 70% leave because of poor service",
      ourNumber: `they sum to ${percent(bounds.sum, 0)}: ${percent(bounds.all.lower, 0)} to ${percent(bounds.all.upper, 0)} name both, ${percent(bounds.any.lower, 0)} to ${percent(bounds.any.upper, 0)} either (${percent(bounds.all.independent, 0)} and ${percent(bounds.any.independent, 0)} if independent)`,
      assumes: "shares of those who left",
      falseWhen: `read as shares of all customers: churn would be 70% or more, a mean lifetime ${number(1 / 0.7, 2)} periods`,
    },
    {
      claim: "(so repair the indifference)",
      ourNumber: `alone it saves ${percent(indifference?.lower ?? null, 0)} to ${percent(indifference?.upper ?? null, 0)} of the leavers, repairing service ${percent(service?.lower ?? null, 0)} to ${percent(service?.upper ?? null, 0)}`,
      assumes: "who names both leaves while either remains",
      falseWhen: "60 or 70% is taken as what can be saved",
    },
    {
      claim: "(who is to blame)",
      ourNumber: `divided fairly: ${divided(0.3)} with the least overlap, ${divided(0.42)} if independent, ${divided(0.6)} with the most`,
      assumes: "each leaver divided equally among his reasons (Shapley)",
      falseWhen: "the shares are added",
    },
    {
      claim: "80% of those who left called themselves satisfied",
      ourNumber: `the dissatisfied leave ${satisfiedDefectors(0.7)} as often if 70% of all are satisfied, ${satisfiedDefectors(0.8)} if 80%, ${satisfiedDefectors(0.95)} if 95%`,
      assumes: "15% leave; the result does not depend on it",
      falseWhen: "read as 'satisfaction does not matter': that needs exactly 80% satisfied",
    },
    {
      claim: "Those who find their salesperson exceptional are 10 times as likely to stay",
      ourNumber: tenTimes(10),
      assumes: "70% of the others stay",
      falseWhen: "a probability is meant: 10 times 70% is 700%",
    },
    {
      claim: "(or 15 times)",
      ourNumber: tenTimes(15),
      assumes: "the same",
      falseWhen: "the same",
    },
    {
      claim: "Price is not the reason",
      ourNumber: `if service is ${percent(0.7, 0)} and 5 times price (article 3), price is ${percent(0.7 / 5, 0)} and ${percent(1 - 0.7 - 0.7 / 5, 0)} something else`,
      assumes: "one reason each, both articles right",
      falseWhen: "price is the excuse given for a service failure, or the other way about",
    },
  ];
}

/** The lines of the example. */
export function reasonNumberOne(): string[] {
  return articleLines({
    title: "Article 5 (Georgian): the number one reason why customers stay or leave",
    article:
      "Not price, quality or service, but how salespeople make customers feel: four figures of one study.",
    claims: reasonNumberOneClaims(),
    slips: [
      'The four figures are put down to the Peppers & Rogers Group. The same words stand in a post of 2009 that credits Don Peppers by way of "The Selling Advantage"; no study, number of persons or definition was found anywhere.',
      "An older list in sales books (LeBoeuf) has 68% for indifference; the figure travels from text to text without a study.",
      "60% of all customers, 70% of customers: taken literally, of everybody in a period that is not named.",
      'The article contradicts itself: service is said not to be why customers switch, then 70% leave for poor service; and by its own numbers indifference, 60%, is not reason number one. "Usually attributed to a salesperson" (in the post of 2009) points to an overlap near the largest possible.',
    ],
  });
}

printWhenRun(import.meta.url, reasonNumberOne);
