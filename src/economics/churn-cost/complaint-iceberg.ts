/** From complaints received to customers affected: a range, never a constant; and how unusual a surge of contacts is. */
import { check, checkFields, checkFraction, checkNonNegative, checkPositive } from "../../errors.js";

/** Complaints, and what is thought of those who make them. */
export interface ComplaintInput {
  /** Contacts received: calls, letters, messages; 0 or more. */
  readonly contacts: number;
  /** How often one complainer gets in touch, as a range [lower, upper]: each 1 or more. */
  readonly contactsPerComplainer: readonly [lower: number, upper: number];
  /** Share of the affected who complain by this channel, as a range [lower, upper]: each above 0, at most 1. */
  readonly complaintRate: readonly [lower: number, upper: number];
}

/** A range of counts. */
export interface CountRange {
  /** The least. */
  readonly lower: number;
  /** The most. */
  readonly upper: number;
}

/** The part of the iceberg under water, as a range. */
export interface ComplaintIceberg {
  /** Different persons who complained. */
  readonly complainers: CountRange;
  /** Persons affected, complaining or not. */
  readonly affected: CountRange;
  /** Persons affected for each contact received. */
  readonly affectedPerContact: CountRange;
}

/**
 * How many customers are affected, given the complaints received, as a range.
 *
 * "For each complaint 26 stay silent" and "4% complain" are misquotations of surveys by TARP: about half complain at the
 * front line, 1 to 5% reach head office, and it differs by price and by channel. So both ratios must be given as ranges.
 * Complaints are not churn: many who complain stay, and most who leave say nothing.
 *
 * Formula: affected = contacts / (contacts per complainer × complaint rate), at the ends of both ranges.
 *
 * @param input - Contacts, contacts per complainer, share who complain.
 * @returns Complainers and affected, each from least to most; plain data.
 * @throws {InvalidInputError} If a ratio is not a range [lower, upper], lower above upper, or out of bounds.
 * @see Goodman, "Basic Facts on Customer Complaint Behavior and the Impact of Service on the Bottom Line" (TARP), for its own
 *   correction of the ratio: about half complain at the front line, 1 to 5% reach head office.
 * @example
 * const iceberg = complaintIceberg({ contacts: 400_000, contactsPerComplainer: [1, 1], complaintRate: [0.01, 0.05] });
 * iceberg.affected; // => { lower: 8000000, upper: 40000000 }
 */
export function complaintIceberg(input: ComplaintInput): ComplaintIceberg {
  const where = "complaintIceberg";
  checkFields(where, "input", input, ["contacts", "contactsPerComplainer", "complaintRate"]);
  const { contacts, contactsPerComplainer, complaintRate } = input;
  checkNonNegative(where, "contacts", contacts);
  checkRange(where, "contactsPerComplainer", contactsPerComplainer);
  const [fewest, most] = contactsPerComplainer;
  check(fewest >= 1, where, "contactsPerComplainer[0]", "must be 1 or more", fewest);
  checkRange(where, "complaintRate", complaintRate);
  const [rarely, often] = complaintRate;
  checkFraction(where, "complaintRate[0]", rarely, "aboveZero");
  checkFraction(where, "complaintRate[1]", often, "aboveZero");
  return {
    complainers: { lower: contacts / most, upper: contacts / fewest },
    affected: { lower: contacts / (most * often), upper: contacts / (fewest * rarely) },
    affectedPerContact: { lower: 1 / (most * often), upper: 1 / (fewest * rarely) },
  };
}

function checkRange(where: string, argument: string, range: readonly [number, number]): void {
  const both = Array.isArray(range) && range.length === 2 && range.every((end) => Number.isFinite(end));
  check(both && range[0] <= range[1], where, argument, "must be a range [lower, upper]", range);
}

/** Contacts per period during a surge and before it. */
export interface ExcessContactsInput {
  /** Contacts per period during the surge: 0 or more. */
  readonly contactsPerPeriod: number;
  /** Contacts per period as usual: above 0. */
  readonly usualPerPeriod: number;
  /** Length of the surge in periods: above 0. */
  readonly periods: number;
  /** Variance of the usual counts over their mean: 1 for counts of independent contacts. Default 1. */
  readonly overdispersion?: number | undefined;
}

/** How large and how unusual a surge is. */
export interface ExcessContacts {
  /** Contacts during the surge. */
  readonly contacts: number;
  /** Contacts beyond the usual. */
  readonly excess: number;
  /** Contacts over the usual. */
  readonly ratio: number;
  /** (contacts - usual) / √(overdispersion × usual), of one period: above 3 is outside a control chart. */
  readonly z: number;
}

/**
 * How large and how unusual a surge of contacts is, against the usual number.
 *
 * Contacts come in bunches (a broadcast, a Monday), so their variance exceeds their mean; without `overdispersion` every
 * busy day looks like a surge.
 *
 * Formula: z = (x - μ) / √(φ μ).
 *
 * @param input - Contacts per period, the usual number, the length, and the overdispersion.
 * @returns Total, excess, ratio and z; plain data.
 * @throws {InvalidInputError} If an input is out of range.
 * @see Shewhart (1931), "Economic Control of Quality of Manufactured Product", for the chart; 3 standard deviations.
 * @example
 * excessContacts({ contactsPerPeriod: 1500, usualPerPeriod: 400, periods: 79 }); // => { contacts: 118500, excess: 86900, ratio: 3.75, z: 55 }
 */
export function excessContacts(input: ExcessContactsInput): ExcessContacts {
  const where = "excessContacts";
  checkFields(where, "input", input, ["contactsPerPeriod", "usualPerPeriod", "periods", "overdispersion"]);
  const { contactsPerPeriod, usualPerPeriod, periods, overdispersion = 1 } = input;
  checkNonNegative(where, "contactsPerPeriod", contactsPerPeriod);
  checkPositive(where, "usualPerPeriod", usualPerPeriod);
  checkPositive(where, "periods", periods);
  checkPositive(where, "overdispersion", overdispersion);
  const excess = contactsPerPeriod - usualPerPeriod;
  return {
    contacts: contactsPerPeriod * periods,
    excess: excess * periods,
    ratio: contactsPerPeriod / usualPerPeriod,
    z: excess / Math.sqrt(overdispersion * usualPerPeriod),
  };
}
