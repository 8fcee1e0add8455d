/** Models from formulas typed by a user. The only entry point that loads mathjs. */
export { type ExpressionModel, expressionModel } from "./expression-model.js";
