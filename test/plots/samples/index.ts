/** Every chart function on results of the library. */
import { cohortSamples } from "./cohorts.js";
import { customerSamples } from "./customers.js";
import { forecastSamples } from "./forecasts.js";
import { moneySamples } from "./money.js";
import type { Sample } from "./sample.js";
import { survivalSamples } from "./survival.js";

export type { Sample } from "./sample.js";

export const samples: readonly Sample[] = [
  ...cohortSamples,
  ...survivalSamples,
  ...customerSamples,
  ...moneySamples,
  ...forecastSamples,
];
