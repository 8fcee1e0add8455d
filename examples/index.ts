/** Every example, one after the other: `npm start`. */
import { articlesTogether } from "./articles/articles-together.js";
import { loyaltyAsLiability } from "./articles/loyalty-as-liability.js";
import { multiplyByFive } from "./articles/multiply-by-five.js";
import { reasonNumberOne } from "./articles/reason-number-one.js";
import { retentionAsPriority } from "./articles/retention-as-priority.js";
import { satisfactionToLoyalty } from "./articles/satisfaction-to-loyalty.js";
import { cohortsAndChurn } from "./cohorts-and-churn.js";
import { customersWithoutContracts } from "./customers-without-contracts.js";
import { fivePerCent } from "./five-per-cent.js";
import { howOftenTrue } from "./how-often-true.js";
import { netflix2010 } from "./netflix-2010.js";
import { projectTwoCohorts } from "./project-retention.js";
import { publishedRetention } from "./published-retention.js";
import { reichheld1990 } from "./reichheld-1990.js";
import { sevenLineCompany } from "./seven-line-company.js";
import { typedFormula } from "./typed-formula.js";
import { valuedFromOutside } from "./valued-from-outside.js";

for (const example of [
  fivePerCent,
  reichheld1990,
  netflix2010,
  sevenLineCompany,
  projectTwoCohorts,
  customersWithoutContracts,
  retentionAsPriority,
  loyaltyAsLiability,
  multiplyByFive,
  satisfactionToLoyalty,
  reasonNumberOne,
  articlesTogether,
  valuedFromOutside,
  cohortsAndChurn,
  publishedRetention,
  howOftenTrue,
  typedFormula,
])
  console.log(example().join("\n"));
