export {
  type ChurnCost,
  type ChurnWorksheet,
  type ChurnWorksheetWarning,
  costOfChurn,
} from "./cost-of-churn.js";
export type { PeriodClock } from "./discount.js";
