/** What is said of the types of events, to people. */
import type { EVENT_TYPES } from '../events/event-types.ts';

export type EventType = (typeof EVENT_TYPES)[number];

export const EVENT_TYPE_NOTES: Readonly<Record<EventType, string>> = {
  page_view: 'A page was looked at.',
  product_click: 'A product was clicked, in a list or in recommendations.',
  add_to_cart: 'A product was put into the cart.',
  remove_from_cart: 'A product was taken out of the cart.',
  checkout: 'The way to the payment was begun.',
  purchase: 'A line of an order: one event a product, with one orderId.',
  order_cancelled: 'An order was cancelled; with a productId, that product of it.',
  order_refunded: 'An order was refunded; with a productId, that product of it.',
  search: 'Something was searched for.',
  session_start: "The sender's own beginning of a visit.",
  session_end: "The sender's own end of a visit.",
  identify: 'Who a visitor is: traits, and which anonymous visitor has turned out to be which user.',
  inventory_update: 'Stock came in, went out, or was counted.',
  order_recorded: "An order's row came into the shop's database.",
  order_update: "An order's row changed.",
  product_update: 'A product was added or changed.',
  recommendation_shown: 'A list of recommendations was shown.',
  order_label: 'What an order turned out to be.',
  list_entry: 'Someone was put on a list, or taken off it.',
  case_update: 'Work on a case.',
  rules_update: 'The rules by which orders are judged were changed.',
  alert_silence: 'Alerts were silenced.',
  alert_acknowledge: 'Somebody took a firing alert in hand, or handed it back.',
  user_forget: 'A user is forgotten.',
  custom: 'Anything else; its name stands in the properties.',
  heartbeat: 'Time has passed.',
};
