/** Made durations of two groups: exponential, the one leaving a tenth faster, censored uniformly; continuous, or in whole days. */
import { createRandom } from "../../src/math/random.js";

/** Columns of durations, events (1 or 0) and groups (0 or 1). */
export function makeDurations(count: number, clock: "continuous" | "days") {
  const random = createRandom(16);
  const [duration, event, group] = [0, 1, 2].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < count; i++) {
    group[i] = random.next() < 0.5 ? 0 : 1;
    const life = -Math.log(1 - random.next()) * (group[i] === 0 ? 300 : 330);
    const watched = random.next() * 600;
    const ended = Math.min(life, watched);
    duration[i] = clock === "days" ? Math.ceil(ended) : ended;
    event[i] = life <= watched ? 1 : 0;
  }
  return { duration, event, group };
}
