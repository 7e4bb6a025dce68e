/** What is said of the views of fraud, stock, alerts and recommendations. */
import type { StreamNote } from './stream-note.ts';

const SPANS = { '5m': 'five minutes', '1h': 'an hour', '24h': 'a day' } as const;

/** `ipOrders5m` and its like. */
function velocity(prefix: 'ip' | 'user', what: string, words: string): Readonly<Record<string, string>> {
  const whose = prefix === 'ip' ? 'from this address' : 'of this user';
  return Object.fromEntries(
    Object.entries(SPANS).map(([span, time]) => [`${prefix}${what}${span}`, `${words} ${whose} within ${time}.`]),
  );
}

export const DECISION_NOTES: Readonly<Record<string, StreamNote>> = {
  fraud_scores: {
    about:
      'How likely each order is a fraud, at the moment of its arrival, with every signal that the score is made of.',
    columns: {
      orderValue: 'What the order has come to so far.',
      score: 'The sum of the points of all signals beyond their thresholds, 100 at most.',
      reasons: 'The signals that added points, with these.',
      ...velocity('ip', 'Orders', 'Different orders'),
      ...velocity('ip', 'Users', 'Different users'),
      ...velocity('ip', 'Amount', 'What was ordered'),
      ...velocity('user', 'Orders', 'Different orders'),
      ...velocity('user', 'Amount', 'What was ordered'),
      usualValue: 'What an order of this user came to on average in the week before.',
      accountAgeSeconds: 'Since the user was registered.',
      countries2h: 'Different countries within two hours.',
      countries24h: 'Different countries within a day.',
      deviceUsers: 'Different users of this device.',
    },
    routes: ['GET /v1/fraud/scores'],
  },
  decisions: {
    about: 'What was decided about each order, by which rules, with all that it was made of.',
    columns: {
      decidedAt: 'When it was decided, by the log.',
      revision: 'Which decision about this order it is, from 1.',
      outcome: '`approve`, `review` or `decline`.',
      score: 'From 0 to 100.',
      reasons: 'JSON: what added to the score.',
      missing: 'JSON: signals that were not there.',
      model: 'Which rules and model judged.',
      orderValue: 'What the order came to.',
      signals: 'JSON: every signal by name.',
      lists: 'JSON: the lists that it was found in.',
    },
    routes: ['POST /v1/decisions', 'GET /v1/decisions/{orderId}'],
  },
  order_labels: {
    about: 'What orders turned out to be.',
    columns: { label: '`chargeback`, `confirmed_fraud` or `confirmed_good`.', labelledAt: 'When that was told.' },
    routes: ['POST /v1/orders/{orderId}/label'],
  },
  fraud_cases: {
    about: 'Orders that people look into.',
    columns: {
      status: '`pending`, `investigating` or `closed`.',
      verdict: 'What it turned out to be.',
      outcome: 'What had been decided.',
      score: 'From 0 to 100.',
      notes: 'JSON: what was written about it.',
    },
    routes: ['GET /v1/cases', 'POST /v1/cases/{caseId}'],
  },
  fraud_queue: {
    about: 'Cases that wait for someone, in the order in which they should be looked into.',
    columns: {
      rank: 'The smallest comes first.',
      status: '`pending` or `investigating`.',
      outcome: 'What had been decided.',
      score: 'From 0 to 100.',
      reasons: 'JSON: what added to the score.',
      notes: 'How many notes there are.',
    },
    routes: ['GET /v1/cases/queue'],
  },
  fraud_lists: {
    about: 'Who is always let through, and who never.',
    columns: {
      list: '`allow` or `block`.',
      kind: 'What the value is: a user, an address, a device, a card.',
      value: 'Whom it means.',
      addedAt: 'Since when.',
      note: 'Why.',
      addedBy: 'Who put it there.',
    },
    routes: ['GET /v1/lists/{list}/{kind}'],
  },
  stock: {
    about: 'The stock of each product as it stands.',
    columns: { movedAt: 'The last movement.', soldADay: 'Pieces sold a day, over the last week.' },
    routes: ['GET /v1/inventory'],
  },
  stock_alerts: {
    about: 'Products whose stock has fallen below the threshold: one row at the moment when it does.',
    columns: { alertedAt: 'When it fell below.' },
    routes: ['GET /v1/inventory/alerts'],
  },
  stock_standings: {
    about: 'How stock stands after each movement of a product that is watched: what its alert is kept up by.',
    columns: { changedAt: 'When it moved.' },
    routes: [],
  },
  fast_movers: {
    about: 'Products that sell much faster in an hour than they usually do.',
    columns: { soldInAnHour: 'Pieces sold in the hour.', usuallyAnHour: 'Pieces sold in an hour on average.' },
    routes: ['GET /v1/inventory/fast-movers'],
  },
  alerts: {
    about: 'Alerts, from when each fires until it is resolved.',
    columns: {
      fingerprint: 'The same for the same labels.',
      alertname: 'What is alerted about.',
      severity: '`critical`, `warning` or `info`.',
      status: '`firing`, `suppressed` or `resolved`.',
      suppressedBy: 'The silence or the alert that keeps it back.',
      acknowledgedBy: 'Who has it in hand.',
      acknowledgedAt: 'Since when.',
      acknowledgeNote: 'What they say of it.',
      labels: 'JSON: the labels.',
      annotations: 'JSON: what is told beside them.',
    },
    routes: ['GET /v1/alerts', 'GET /v1/inventory/alerts/firing'],
  },
  alert_notifications: {
    about: 'What is told to the destinations of alerts: a row for each time that a group is told about.',
    columns: {
      notifiedAt: 'When it was told.',
      number: 'Counted without gaps.',
      notificationId: 'The same for the same news, however often it is sent.',
      groupKey: 'The group.',
      status: '`firing` or `resolved`.',
      groupLabels: 'JSON: the labels that make the group.',
      commonLabels: 'JSON: the labels that its alerts share.',
      commonAnnotations: 'JSON: the annotations that its alerts share.',
      alerts: 'JSON: the alerts.',
      truncatedAlerts: 'Alerts that were left out.',
    },
    routes: [],
  },
  alert_silences: {
    about: 'Silences: which alerts are kept back, from when until when.',
    columns: { silenceId: 'The silence.', matchers: 'JSON: which alerts it means.' },
    routes: ['GET /v1/silences'],
  },
  recommendation_stats: {
    about: 'What lists of recommendations brought about, by kind of list.',
    columns: {
      kind: 'The kind of list.',
      impressions: 'Lists that were shown.',
      clicks: 'Products of them that were clicked.',
      purchases: 'Products that were bought within a day of the click.',
    },
    routes: ['GET /v1/recommendations/stats'],
  },
  recommendation_hours: placements('hour'),
  recommendation_days: placements('day'),
  products: {
    about: 'What the catalogue says of each product: a row changes when anything but the stock does.',
    columns: {
      name: 'What it is called.',
      brand: 'Who makes it.',
      category: 'The category that it stands in.',
      price: 'Of one piece, as an exact decimal.',
      hidden: 'Whether the shop shows it to nobody.',
    },
    routes: ['GET /v1/products', 'GET /v1/suggestions/products', 'GET /v1/inventory'],
  },
};

function placements(span: 'hour' | 'day'): StreamNote {
  return {
    about: `What lists of recommendations brought about in each ${span}, by the place where they are shown and kind.`,
    columns: {
      start: `When the ${span} of arrival begins.`,
      placement: 'What the shop calls the place; the kind where it says nothing.',
      kind: 'The kind of list.',
      impressions: 'Lists that were shown.',
      clicks: 'Products of them that were clicked.',
      purchases: 'Products that were bought within a day of the click.',
      revenue: 'What these came to, as an exact decimal.',
    },
    routes: ['GET /v1/recommendations/stats/history'],
  };
}
