/** Every example, one after the other: `npm start`. */
import { fivePerCent } from "./five-per-cent.js";
import { netflix2010 } from "./netflix-2010.js";
import { sevenLineCompany } from "./seven-line-company.js";

for (const example of [fivePerCent, netflix2010, sevenLineCompany]) console.log(example().join("\n"));
