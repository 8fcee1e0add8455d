/** The five articles against one another: which of their claims cannot all be true. */
import { type Claim, checkClaims } from "retention-economics";
import { heading, number, paragraph, printWhenRun, table } from "../print.js";

const given = (probability: string, condition: string) => ({ probability, given: condition });
const risk = { ratioOf: given("defected", "not satisfied"), to: given("defected", "satisfied") };

const quoted: readonly (readonly [article: string, words: string, claim: Claim])[] = [
  ["Georgian", "80% of defectors were satisfied", { ...given("satisfied", "defected"), equals: 0.8 }],
  ["Russian", "40% of the satisfied never return", { ...given("defected", "satisfied"), equals: 0.4 }],
  ["Ukrainian", "the dissatisfied leave 5 times as often", { ...risk, equals: 5 }],
];

/** The claims of three articles checked against one another. */
export function articlesTogetherCheck() {
  return checkClaims({
    claims: quoted.map(([, , claim]) => claim),
    quantities: [
      { probability: "satisfied" },
      { probability: "defected" },
      given("defected", "satisfied"),
      risk,
    ],
  });
}

/** The lines of the example. */
export function articlesTogether(): string[] {
  const check = articlesTogetherCheck();
  const names = (places: readonly number[]) => places.map((place) => quoted[place]?.[1] ?? "").join("; ");
  const range = (lower: number, upper: number | null) =>
    upper !== null && upper - lower < 1e-6
      ? number(lower, 3)
      : `${number(lower, 3)} to ${upper === null ? "any" : number(upper, 3)}`;
  const rows = check.relaxations.flatMap(({ leftOut, ranges }) =>
    ranges.map(({ quantity, lower, upper }, i) => [
      i === 0 ? names(leftOut) : "",
      quantity,
      range(lower, upper),
    ]),
  );
  return [
    ...heading("The articles against one another"),
    ...table(
      ["Article", "claim", "as a constraint"],
      quoted.map(([article, words], i) => [article, words, check.claims[i] ?? ""]),
    ),
    "",
    ...check.conflicts.flatMap((conflict) =>
      paragraph(`These cannot both be true: ${names(conflict.claims)}. Five times 40% is 200%.`),
    ),
    "",
    ...paragraph("Each way out gives up one claim; the others then imply:"),
    "",
    ...table(["Given up", "quantity", "range"], rows),
    "",
    ...paragraph(
      "All of this supposes one population, one period and one meaning of satisfied and left. Different meanings are the honest way out: satisfied after a purchase is not satisfied just before leaving.",
    ),
  ];
}

printWhenRun(import.meta.url, articlesTogether);
