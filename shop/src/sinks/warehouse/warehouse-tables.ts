/**
 * The tables of the warehouse: columns with types and descriptions, keys, and what each table is made of. Files, queries
 * and docs/warehouse.md all follow this one declaration.
 */
import type { WarehouseColumn } from './warehouse-column.ts';
import { eventColumns } from './warehouse-event-columns.ts';
import { featureColumns } from './warehouse-feature-columns.ts';

/** Made of other columns when a table is read; no file has it. */
export interface ComputedColumn {
  readonly name: string;
  readonly expression: string;
  readonly description: string;
}

export interface WarehouseTable {
  readonly name: TableName;
  readonly about: string;
  /**
   * `append`: a row is written once and stays. `versioned`: a later row of the same key takes the place of an earlier one;
   * the column `version` says which is later.
   */
  readonly kind: 'append' | 'versioned';
  /** What tells rows apart. */
  readonly key: readonly string[];
  /** The column whose date and hour a row is filed under. */
  readonly time: string;
  readonly columns: readonly WarehouseColumn[];
  readonly computed: readonly ComputedColumn[];
  /** How the rows of a file are sorted: a total order, so that the same rows always give the same bytes. */
  readonly order: readonly string[];
}

export const TABLE_NAMES = [
  'events',
  'sessions',
  'revenue',
  'revenue_corrections',
  'decisions',
  'alerts',
  'features',
] as const;
export type TableName = (typeof TABLE_NAMES)[number];

const VERSION: WarehouseColumn = {
  name: 'version',
  type: 'BIGINT',
  description: 'The number of the change in its feed; 0 once the hour has been settled. The largest of a key counts.',
  from: 'version',
};

/** A column of a view by the same name in camelCase. */
function column(name: string, type: string, description: string): WarehouseColumn {
  return { name, type, description, from: `"${camelCase(name)}"` };
}

const text = (name: string, description: string) => column(name, 'VARCHAR', description);
const time = (name: string, description: string) => column(name, 'TIMESTAMP', description);
const whole = (name: string, description: string) => column(name, 'BIGINT', description);
const money = (name: string, description: string, type = 'DECIMAL(38, 4)') => column(name, type, description);

const events: WarehouseTable = {
  name: 'events',
  about: 'Every event of the log, as it was collected.',
  kind: 'append',
  key: ['log_partition', 'log_offset'],
  time: 'event_time',
  columns: eventColumns(),
  computed: [
    {
      name: 'visitor',
      expression: 'coalesce(user_id, anonymous_id)',
      description: 'The user, or else the anonymous visitor.',
    },
  ],
  order: ['event_type', 'coalesce(user_id, anonymous_id)', 'event_time', 'log_partition', 'log_offset'],
};

const sessions = versioned(
  'sessions',
  'Visits that are over: a row for each, when thirty minutes have passed without an event.',
  {
    key: ['visitor', 'session_start'],
    time: 'session_start',
    columns: [
      text('visitor', 'The user, or else the anonymous visitor.'),
      time('session_start', 'The first event.'),
      time('session_end', 'The last event.'),
      whole('duration_seconds', 'From the first event to the last.'),
      whole('events', 'How many events.'),
      whole('page_views', 'How many of them were page views.'),
      whole('products_seen', 'How many different products they name.'),
      whole('cart_adds', 'How often something was put into the cart.'),
      whole('orders', 'Orders that were not cancelled and whose payment did not fail.'),
      money('revenue', 'What these orders came to.'),
      column('converted', 'BOOLEAN', 'Whether there was an order.'),
      money('minutes_to_conversion', 'From the first event to the first order.', 'DECIMAL(10, 2)'),
      text('device', 'The class of device at the first event that names one.'),
      text('entry_product', 'The first product.'),
      text('exit_product', 'The last product.'),
    ],
  },
);

const revenue = versioned('revenue', 'What was ordered in each closed window of five minutes, by category.', {
  key: ['window_start', 'category'],
  time: 'window_start',
  columns: [
    time('window_start', 'When the window begins.'),
    time('window_end', 'When it ends.'),
    text('category', 'The category of the products.'),
    money('revenue', 'What the order lines came to.'),
    whole('orders', 'How many different orders.'),
    money('average_order_value', 'Revenue by order.', 'DECIMAL(38, 6)'),
  ],
});

const corrections = versioned(
  'revenue_corrections',
  'What changes a window of revenue that has closed: add the amounts to the table revenue to get what stands.',
  {
    key: ['window_start', 'event_id', 'kind'],
    time: 'window_start',
    columns: [
      time('window_start', 'The window that it belongs to.'),
      time('window_end', 'When that window ends.'),
      text('event_id', 'The order line.'),
      text('kind', '`late` for a line that came late, `taken back` for one that was cancelled or refunded later.'),
      time('corrected_at', 'When it was corrected, in event time.'),
      text('reason', 'The event that took it back.'),
      text('category', 'The category of the product.'),
      text('order_id', 'The order.'),
      money('amount', 'What is added; negative when taken back.', 'DECIMAL(26, 4)'),
    ],
  },
);

const decisions = versioned('decisions', 'Decisions about orders, each with what it was made of.', {
  key: ['received_at', 'order_id'],
  time: 'received_at',
  columns: [
    time('received_at', 'When the order arrived.'),
    text('order_id', 'The order.'),
    time('decided_at', 'When it was decided, by the log.'),
    whole('revision', 'Which decision about this order it is, from 1.'),
    text('outcome', '`approve`, `review` or `decline`.'),
    whole('score', 'From 0 to 100.'),
    text('reasons', 'JSON: what added to the score.'),
    text('missing', 'JSON: signals that were not there.'),
    text('model', 'Which rules and model judged.'),
    text('visitor', 'Who ordered.'),
    text('ip', 'The address.'),
    text('country', 'The country.'),
    text('device_id', 'The device.'),
    money('order_value', 'What the order came to.'),
    text('signals', 'JSON: every signal by name.'),
    text('lists', 'JSON: the lists that it was found in.'),
  ],
});

const alerts = versioned('alerts', 'Alerts, from when each fired to when it was resolved.', {
  key: ['starts_at', 'fingerprint'],
  time: 'starts_at',
  columns: [
    time('starts_at', 'When it began.'),
    text('fingerprint', 'The same for the same labels.'),
    column('alert_name', 'VARCHAR', 'What is alerted about.'),
    text('severity', '`critical`, `warning` or `info`.'),
    text('status', '`firing`, `suppressed` or `resolved`.'),
    time('ends_at', 'When it was resolved.'),
    text('suppressed_by', 'The silence or the alert that keeps it back.'),
    text('labels', 'JSON: the labels.'),
    text('annotations', 'JSON: what is told beside them.'),
  ].map((each) => (each.name === 'alert_name' ? { ...each, from: 'alertname' } : each)),
});

const features: WarehouseTable = {
  name: 'features',
  about: 'What was known of each user who was active in an hour, soon after its end: a row for each user and hour.',
  kind: 'append',
  key: ['user_id', 'active_hour'],
  time: 'active_hour',
  columns: featureColumns(),
  computed: [],
  order: ['user_id'],
};

export const WAREHOUSE_TABLES: Readonly<Record<TableName, WarehouseTable>> = {
  events,
  sessions,
  revenue,
  revenue_corrections: corrections,
  decisions,
  alerts,
  features,
};

type Shape = Pick<WarehouseTable, 'key' | 'time' | 'columns'>;

function versioned(name: TableName, about: string, { key, time: by, columns }: Shape): WarehouseTable {
  return { name, about, kind: 'versioned', key, time: by, columns: [...columns, VERSION], computed: [], order: key };
}

function camelCase(name: string): string {
  return name.replaceAll(/_(.)/g, (_dash, letter: string) => letter.toUpperCase());
}
