/** Cohorts as they were known some periods ago. */
import { ageOf } from "./cohort-cells.js";
import type { ForecastCohort } from "./subscriber-model.js";

/** The cohorts without their last periods: those lost since were still active, and who started since is not there. */
export function cohortsBefore(cohorts: readonly ForecastCohort[], periods: number): ForecastCohort[] {
  return cohorts
    .filter(
      (cohort) => ageOf(cohort) >= periods && cohort.lostByPeriod.length >= Math.min(periods, ageOf(cohort)),
    )
    .map((cohort) => {
      const lost = Array.from(cohort.lostByPeriod);
      const kept = lost.slice(0, lost.length - periods);
      const later = lost.slice(lost.length - periods).reduce((sum, count) => sum + count, 0);
      return periods === 0
        ? cohort
        : { ...cohort, lostByPeriod: kept, stillActive: cohort.stillActive + later };
    });
}
