/**
 * The donation data of Fader, Hardie & Shang (2010), "Customer-Base Analysis in a Discrete-Time Noncontractual Setting",
 * Marketing Science 29(6), 1086-1108, table 2: 11,104 donors by repeat donations, year of the last one, and six years.
 */
const cells =
  "0 0 3464|1 1 1091|1 2 277|1 3 129|1 4 78|1 5 119|1 6 129|2 2 613|2 3 255|2 4 155|2 5 173|2 6 234|3 3 322|3 4 181|" +
  "3 5 225|3 6 357|4 4 240|4 5 284|4 6 512|5 5 335|5 6 728|6 6 1203";
const rows = cells.split("|").map((cell) => cell.split(" ").map(Number));
const column = (i: number): number[] => rows.map((row) => row[i] ?? 0);

export const donations = {
  frequency: column(0),
  recency: column(1),
  T: rows.map(() => 6),
  weight: column(2),
};
