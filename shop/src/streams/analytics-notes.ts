/** What is said of the views of revenue, sessions, traffic, trends and journeys. */
import type { StreamNote } from './stream-note.ts';

export const ANALYTICS_NOTES: Readonly<Record<string, StreamNote>> = {
  revenue: {
    about: 'What was ordered in each window of five minutes, by category. Open windows show their present value.',
    routes: ['GET /v1/revenue'],
  },
  revenue_total: {
    about: 'What was ordered in each window of five minutes, in all categories together.',
    routes: ['GET /v1/revenue'],
  },
  revenue_live: {
    about: 'How each window of five minutes grows, second by second.',
    columns: { windowEnd: 'The second up to which it counts.' },
    routes: [],
  },
  revenue_corrections: {
    about:
      'What changes a window of revenue that has closed: order lines that came late, and those that were taken back.',
    columns: {
      eventId: 'The order line.',
      kind: '`late` for a line that came after its window, `taken back` for one that was cancelled or refunded later.',
      correctedAt: 'When it was corrected, in event time.',
      reason: 'The event that took it back.',
      amount: 'What is added to the window; negative when taken back.',
    },
    routes: ['GET /v1/revenue/corrections', 'GET /v1/revenue'],
  },
  sessions: {
    about: 'Visits that are over: a row for each, once thirty minutes have passed without an event.',
    columns: {
      sessionStart: 'The first event.',
      sessionEnd: 'The last event.',
      durationSeconds: 'From the first event to the last.',
      events: 'How many events.',
      pageViews: 'How many of them were page views.',
      productsSeen: 'How many different products they name.',
      cartAdds: 'How often something was put into the cart.',
      orders: 'Orders that were not cancelled and whose payment did not fail.',
      revenue: 'What these orders came to.',
      converted: 'Whether there was an order.',
      minutesToConversion: 'From the first event to the first order.',
      device: 'The class of device at the first event that names one.',
      entryProduct: 'The first product.',
      exitProduct: 'The last product.',
    },
    routes: ['GET /v1/sessions'],
  },
  traffic: {
    about: 'Visitors by what they did, in windows of five minutes. Buyers over visitors is the conversion.',
    columns: { carts: 'Visitors who put something into the cart.' },
    routes: ['GET /v1/traffic'],
  },
  traffic_now: {
    about: 'Visitors of the last five minutes, told anew every ten seconds.',
    routes: ['GET /v1/norms/now'],
  },
  traffic_hours: {
    about: 'Visitors by what they did within an hour, told anew every five minutes.',
    columns: { carts: 'Visitors who put something into the cart.' },
    routes: ['GET /v1/traffic'],
  },
  traffic_countries: {
    about: 'Visitors, orders and revenue by country, hour by hour. The present hour is told as it stands every minute.',
    columns: {
      country: 'The country of the place that the events named; `unknown` without one.',
      revenue: 'What was bought; later cancellations are among the corrections.',
    },
    routes: ['GET /v1/traffic/countries'],
  },
  category_traffic: {
    about: 'How often something of a category was looked at, put into a cart and bought, in windows of five minutes.',
    routes: ['GET /v1/traffic'],
  },
  top_searches: {
    about: 'What visitors searched for most, hour by hour. The present hour is told as it stands every minute.',
    columns: {
      query: 'The text, in small letters and without spaces around it.',
      searches: 'How often it was searched for.',
      searchers: 'By how many different visitors.',
    },
    routes: ['GET /v1/searches'],
  },
  revenue_cancelled: {
    about: 'What was bought and taken back within the same window, and is therefore not in it.',
    routes: ['GET /v1/revenue/timeline'],
  },
  trending_hours: {
    about: 'The products of each category with the most interest within an hour, told anew every five minutes.',
    routes: ['GET /v1/trending/hours'],
  },
  trending: {
    about: 'The ten products with the most interest in each window of five minutes.',
    routes: ['GET /v1/trending'],
  },
  trending_categories: {
    about: 'The categories with the most interest in each window of five minutes.',
    routes: ['GET /v1/trending/categories'],
  },
  trending_now: {
    about:
      'The ten products of each category with the most interest in the last five minutes, told anew every ten seconds.',
    routes: [],
  },
  orders: { about: 'Each order line at once, as it comes, waiting for no window.', routes: [] },
  purchase_journeys: {
    about:
      'From a look to a purchase: each product that was looked at, put into the cart and bought, with the time of each step.',
    columns: {
      boughtAt: 'When it was bought.',
      viewedAt: 'When it was looked at first.',
      cartedAt: 'When it was put into the cart.',
      views: 'How often it was looked at before.',
      secondsToCart: 'From the first look to the cart.',
      secondsToBuy: 'From the cart to the purchase.',
    },
    routes: ['GET /v1/journeys/purchases'],
  },
  abandoned_carts: {
    about: 'What was put into a cart and, within thirty minutes, neither bought nor taken out.',
    columns: { addedAt: 'When it was put into the cart.' },
    routes: ['GET /v1/journeys/abandoned-carts'],
  },
  price_drop_returns: {
    about: 'Products that were left in a cart, and taken up half an hour or more later at a lower price.',
    columns: {
      returnedAt: 'When the visitor came back.',
      leftAt: 'When it had been put into the cart.',
      minutesAway: 'The time between.',
      priceBefore: 'The price then.',
      priceNow: 'The price now.',
      bought: 'Whether it was bought, rather than put into the cart again.',
    },
    routes: ['GET /v1/journeys/price-drop-returns'],
  },
  card_testing: {
    about:
      'Three or more tiny or failed orders from one address and then a large one, within ten minutes: someone tries cards out.',
    columns: {
      chargedAt: 'When the large order arrived.',
      attempts: 'Tiny or failed orders before it.',
      attempted: 'What they came to.',
      firstAttemptAt: 'The first of them.',
      secondsToCharge: 'From the first attempt to the large order.',
    },
    routes: ['GET /v1/journeys/card-testing'],
  },
  order_records: {
    about:
      "Orders of the web beside their rows in the shop's database: without `recordedAt` an order has not come there.",
    columns: {
      lines: 'Order lines.',
      recordedAt: 'When its row came into the database.',
      status: 'What the row says.',
    },
    routes: ['GET /v1/journeys/order-records'],
  },
};
