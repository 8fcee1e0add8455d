/** Results and charts as notebooks display them: Deno's kernel by itself, others by one line. */
export { type DisplayBundle, type Shown, type ShowOptions, show, toMarkdown } from "./show.js";
