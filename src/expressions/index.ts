/** Models from formulas typed by a user. The only entry point that loads mathjs. */
export {
  type ExpressionModel,
  type ExpressionModels,
  type ExpressionOptions,
  expressionModel,
} from "./expression-model.js";
