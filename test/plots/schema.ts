/** The published schema of Vega-Lite 5, as a check. */
import { createRequire } from "node:module";
import Ajv from "ajv";

const schema = createRequire(import.meta.url)("vega-lite-v5/build/vega-lite-schema.json");

/** Whether a specification is one of Vega-Lite 5; what is wrong stands in `isVegaLite.errors`. */
export const isVegaLite = new Ajv({
  strict: false,
  allowUnionTypes: true,
  validateFormats: false,
  logger: false,
  // The schema is large and used for few charts: the time goes into compiling it.
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
}).compile(schema);
