/** The types of events: names alone, for places that need nothing of the schema. */

export const EVENT_TYPES = [
  'page_view',
  'product_click',
  'add_to_cart',
  'remove_from_cart',
  'checkout',
  'purchase',
  'order_cancelled',
  'order_refunded',
  'search',
  'session_start',
  'session_end',
  'identify',
  'inventory_update',
  'order_recorded',
  'order_update',
  'product_update',
  'recommendation_shown',
  'order_label',
  'list_entry',
  'case_update',
  'rules_update',
  'alert_silence',
  'alert_acknowledge',
  'user_forget',
  'custom',
  'heartbeat',
] as const;

/**
 * Events that decide over others: what an order was in the end, who is always let through, what is silenced. Only holders
 * of an admin key may send them: a write key lies open in every browser.
 */
export const CONTROL_TYPES: ReadonlySet<string> = new Set([
  'order_label',
  'list_entry',
  'case_update',
  'rules_update',
  'alert_silence',
  'alert_acknowledge',
  'user_forget',
]);

/** Events of these types are nobody's visit, so they need neither a userId nor an anonymousId. */
export const TYPES_WITHOUT_VISITOR: ReadonlySet<string> = new Set([
  'inventory_update',
  'order_recorded',
  'order_update',
  'product_update',
  'heartbeat',
  ...CONTROL_TYPES,
]);
