/** What moves the output, how far, how surely, and what it is worth to know. */
export { type BreakEven, type BreakEvenOptions, breakEven, type InputInterval } from "./break-even.js";
export {
  type Change,
  type ChangeDecomposition,
  type Contribution,
  type DecompositionOptions,
  decomposeChange,
} from "./decompose-change.js";
export { type Elasticities, type Elasticity, type ElasticityOptions, elasticities } from "./elasticities.js";
export type { InputValues, Model } from "./model.js";
export { type InputSwing, type OneWay, oneWay } from "./one-way.js";
export {
  compareScenarios,
  type ScenarioInput,
  type ScenarioOptions,
  type ScenarioRow,
  type Scenarios,
} from "./scenarios.js";
export { type SpiderOptions, type SpiderPoint, spider } from "./spider.js";
export { type Axis, type TwoWay, type TwoWayCell, type TwoWayOptions, twoWay } from "./two-way.js";
