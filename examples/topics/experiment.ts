/** Did the new onboarding of Harbour Coffee reduce churn? */
import { compareRates } from "retention-economics";
import { number, percent } from "../print.js";
import type { Topic } from "./topic.js";

/** The page. */
export function experiment(): Topic {
  const changed = { atStart: 1200, lost: 84 };
  const usual = { atStart: 1180, lost: 117 };
  const { difference, pValue } = compareRates(changed, usual);
  const points = (share: number | null) => number(100 * (share ?? 0), 1);
  const rate = ({ lost, atStart }: { lost: number; atStart: number }) => lost / atStart;
  return {
    question: "Did the new onboarding reduce churn?",
    answer: `Yes: ${percent(rate(changed))} of the new group left and ${percent(rate(usual))} of the old one, a difference of ${points(difference.estimate)} points (95% interval ${points(difference.lower)} to ${points(difference.upper)}, p ${number(pValue, 3)}).`,
    table: {
      headers: ["Group", "customers", "lost", "churn"],
      rows: [
        ["new onboarding", number(changed.atStart), number(changed.lost), percent(rate(changed))],
        ["as before", number(usual.atStart), number(usual.lost), percent(rate(usual))],
      ],
    },
    chart: {
      title: "Churn of the first 90 days:",
      bars: [
        { label: "new onboarding", value: rate(changed), text: percent(rate(changed)) },
        { label: "as before", value: rate(usual), text: percent(rate(usual)) },
      ],
    },
    caveat:
      "The interval is for one look at the end, at a date set before. Looking every morning and stopping at the first p below 0.05 is wrong half the time: use confidenceSequence or sequentialBoundary.",
    code: [
      "const usual = { atStart: 1180, lost: 117 };",
      "const { difference } = compareRates({ atStart: 1200, lost: 84 }, usual);",
      `difference.estimate; // ≈ ${Number(difference.estimate.toPrecision(3))}`,
    ],
  };
}
