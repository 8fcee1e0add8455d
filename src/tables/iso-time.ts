/** Reads ISO 8601 dates and times from text, without the machine's time zone and without `Date.parse`. */
import { daysFromDate } from "./gregorian.js";
import type { TimeZone } from "./time-zone.js";

const [zero, nine, dash, colon, point, comma, plus] = [48, 57, 45, 58, 46, 44, 43];
const [letterT, letterZ, smallT, smallZ, space] = [84, 90, 116, 122, 32];
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Milliseconds since 1970 of `2024-03-01`, `2024-03-01T09:30`, `2024-03-01 09:30:15.250` and the same with `Z`, an offset
 * (`+05:30`, `+0530`, `+05`) or `UTC`, a space before them or not, as exports write them; NaN for any other text. A time
 * without an offset is local to `zone`.
 */
export function parseIsoTime(text: string, zone: TimeZone): number {
  const days = parseDate(text);
  if (Number.isNaN(days)) return Number.NaN;
  const midnight = days * 86_400_000;
  if (text.length === 10) return zone.instantOf(midnight);
  const separator = text.charCodeAt(10);
  if (separator !== letterT && separator !== space && separator !== smallT) return Number.NaN;
  const clock = clockLength(text);
  if (clock === 0) return Number.NaN;
  const local = midnight + parseClock(text, clock);
  if (text.length === clock) return zone.instantOf(local);
  return local - parseOffset(text, text.charCodeAt(clock) === space ? clock + 1 : clock);
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function parseDate(text: string): number {
  if (text.charCodeAt(4) !== dash || text.charCodeAt(7) !== dash) return Number.NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const date = twoDigits(text, 8);
  const known = year >= 0 && month >= 1 && month <= 12 && date >= 1 && date <= monthDays[month - 1]!;
  if (!known) return Number.NaN;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && date === 29 && !leap ? Number.NaN : daysFromDate(year, month, date);
}

/** Where the clock ends that begins at 11: after minutes, seconds or a fraction; 0 where it is not one. */
function clockLength(text: string): number {
  if (text.charCodeAt(13) !== colon) return 0;
  if (text.charCodeAt(16) !== colon) return 16;
  const mark = text.charCodeAt(19);
  if (mark !== point && mark !== comma) return 19;
  let end = 20;
  while (text.charCodeAt(end) >= zero && text.charCodeAt(end) <= nine) end++;
  return end === 20 ? 0 : end;
}

/** Milliseconds since midnight; NaN for an impossible clock. Digits beyond milliseconds are cut. */
function parseClock(text: string, end: number): number {
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = end > 16 ? twoDigits(text, 17) : 0;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  let fraction = 0;
  for (let i = 20, weight = 100; i < end && weight >= 1; i++, weight /= 10)
    fraction += (text.charCodeAt(i) - zero) * weight;
  return ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
}

/** Milliseconds of `Z`, `UTC`, `+hh`, `+hhmm` or `+hh:mm` at a place in the text; NaN for anything else. */
function parseOffset(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  const rest = text.length - at - 1;
  if (sign === letterZ || sign === smallZ) return rest === 0 ? 0 : Number.NaN;
  if (rest === 2 && text.startsWith("UTC", at)) return 0;
  if (sign !== plus && sign !== dash) return Number.NaN;
  const hours = twoDigits(text, at + 1);
  const withColon = rest === 5 && text.charCodeAt(at + 3) === colon;
  const minutes =
    rest === 2 ? 0 : withColon ? twoDigits(text, at + 4) : rest === 4 ? twoDigits(text, at + 3) : Number.NaN;
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  const offset = (hours * 60 + minutes) * 60_000;
  return sign === dash ? -offset : offset;
}
