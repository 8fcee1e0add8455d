/** `npm start`: the topics asked for, or the first screen; headings and bars in colour on a terminal. */
import { linesFor } from "./start.js";

const coloured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint = (line: string): string =>
  line.replace(/[█▏▎▍▌▋▊▉]+/g, "\u001b[36m$&\u001b[39m").replace(/^[═─].*$/, "\u001b[2m$&\u001b[22m");

try {
  for (const line of linesFor(process.argv.slice(2))) console.log(coloured ? paint(line) : line);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
