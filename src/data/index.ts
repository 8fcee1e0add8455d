/** From rows, columns and tables of other libraries to what the chapters work on. */
export type { WeekStart } from "../tables/calendar.js";
export type { ColumnInput, ColumnTable, OneOrMany, PerNumber } from "../tables/columns.js";
export type { CustomerId } from "../tables/read-customers.js";
export type { GroupLabel } from "../tables/read-labels.js";
export type { NumericTime, TimeInput } from "../tables/read-times.js";
export type { TableField } from "../tables/table.js";
export { type TableRow, toRows } from "../tables/to-rows.js";
export type { CurrencyOptions, ExchangeRates, PeriodLabel } from "./currencies.js";
export type { EventKinds, EventLogOptions, WithoutCustomer } from "./event-log.js";
export type { LeftOut } from "./exports/read-object.js";
export {
  type ShopifyOrder,
  type ShopifyOrderOptions,
  type ShopifyOrders,
  type ShopifyRow,
  shopifyOrders,
} from "./exports/shopify-orders.js";
export type { BillingCash } from "./exports/stripe-cash.js";
export type { StripeDiscountRule } from "./exports/stripe-discounts.js";
export {
  type StripeInvoiceOptions,
  type StripeRevenue,
  stripeInvoiceLines,
} from "./exports/stripe-invoice-lines.js";
export type * from "./exports/stripe-objects.js";
export type { RevenueRow } from "./exports/stripe-revenue.js";
export type { StripeCause } from "./exports/stripe-status.js";
export {
  type StripeChurnAt,
  type StripeSubscriptionOptions,
  type StripeSubscriptionRow,
  type StripeSubscriptions,
  type StripeTrial,
  stripeSubscriptions,
} from "./exports/stripe-subscriptions.js";
export { type FlatResult, type GroupBy, type GroupOf, type GroupRow, groupRows } from "./group-rows.js";
export {
  type LastSeenTenureOptions,
  type LastSeenTenures,
  lastSeenTenures,
} from "./last-seen-tenures.js";
export {
  type PeriodPurchases,
  type PurchasesByPeriodOptions,
  purchasesByPeriod,
} from "./purchases-by-period.js";
export type { SubscriptionOptions } from "./read-subscriptions.js";
export type { BillingInterval } from "./renewals/billing-term.js";
export type { RenewalOutcome } from "./renewals/decide-renewals.js";
export {
  type RenewalCohort,
  type RenewalCohorts,
  type RenewalPeriod,
  renewalCohorts,
} from "./renewals/renewal-cohorts.js";
export type { ChurnAt, RenewalOptions, SubscriptionRowOptions } from "./renewals/renewal-options.js";
export { type RenewalTenures, renewalTenures } from "./renewals/renewal-tenures.js";
export {
  type SubscriptionCohortCell,
  type SubscriptionCohortOptions,
  type SubscriptionCohortTable,
  subscriptionCohortTable,
} from "./renewals/subscription-cohort-table.js";
export {
  type CalibrationHoldout,
  type SplitOptions,
  splitCalibrationHoldout,
} from "./split-calibration-holdout.js";
export {
  type SubscriptionTenureOptions,
  type SubscriptionTenures,
  subscriptionTenures,
} from "./subscription-tenures.js";
export {
  type OpportunityOptions,
  type OpportunitySummary,
  summarizeOpportunities,
} from "./summarize-opportunities.js";
export {
  type CarriedColumns,
  summarizeTransactions,
  summarizeTransactionsAsync,
  type TransactionSummary,
  type VarianceColumn,
} from "./summarize-transactions.js";
export type {
  MergeWithin,
  RefundPolicy,
  TransactionOptions,
  ZeroAmountPolicy,
} from "./transaction-options.js";
