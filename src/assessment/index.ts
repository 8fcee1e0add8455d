/** How good a fit is: frequencies, tracking, conditional expectations, holdout errors, calibration, gain. */
export type {
  AssessedColumn,
  AssessedColumns,
  AssessedCustomer,
  AssessedCustomers,
  HoldoutOptions,
} from "./customers.js";
export {
  type AssessedEvent,
  type ExpectedFrequencies,
  type ExpectedFrequenciesOptions,
  expectedFrequencies,
  type FrequencyModel,
  type FrequencyRow,
  type FrequencyTest,
} from "./expected-frequencies.js";
