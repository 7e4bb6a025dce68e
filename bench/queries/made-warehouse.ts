/**
 * A warehouse as a shop fills it in thirty days, made by DuckDB itself: visits with a daily rhythm and returning users,
 * products and categories of very different popularity, carts, orders. Files lie and are sorted as the warehouse's own
 * are: one folder an hour, events by type, visitor and time.
 */
import { mkdirSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type TableName, WAREHOUSE_TABLES } from '@millrace/shop/sinks/warehouse/warehouse-tables.ts';

export interface MadeWarehouse {
  readonly folder: string;
  readonly firstDay: string;
  readonly days: number;
  readonly eventsPerDay: number;
  readonly onDay?: (done: number) => void;
}

const USERS_PER_DAILY_EVENT = 0.6;
const EVENTS_PER_VISIT = 10;
/** As the warehouse writes them. */
const ROW_GROUP_ROWS = 61_440;

export async function makeWarehouse({ folder, firstDay, days, eventsPerDay, onDay }: MadeWarehouse): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:', { memory_limit: '4GB' })).connect();
  for (let day = 0; day < days; day++) {
    await makeDay(connection, { folder, firstDay, day, eventsPerDay });
    onDay?.(day + 1);
  }
}

interface Day {
  readonly folder: string;
  readonly firstDay: string;
  readonly day: number;
  readonly eventsPerDay: number;
}

async function makeDay(connection: DuckDBConnection, { folder, firstDay, day, eventsPerDay }: Day): Promise<void> {
  const visits = Math.round(eventsPerDay / EVENTS_PER_VISIT);
  const users = Math.round(eventsPerDay * USERS_PER_DAILY_EVENT);
  await connection.run(`CREATE OR REPLACE TABLE visits AS ${visitsSql({ firstDay, day, visits, users })}`);
  await connection.run(`CREATE OR REPLACE TABLE happened AS ${eventsSql(day)}`);
  await writeTable(connection, folder, 'events', 'SELECT * FROM happened');
  await writeTable(connection, folder, 'sessions', SESSIONS_SQL);
  await writeTable(connection, folder, 'revenue', REVENUE_SQL);
}

/** Chance between 0 and 1 that is the same in every run: `die` tells the throws for one number apart. */
const chance = (number: string, die: number) => `(hash((${number}) * 16 + ${die}) / 18446744073709551616.0)`;
/** Numbers of one day lie apart from those of all others. */
const NUMBERS_A_DAY = 2 ** 34;

interface Visits {
  readonly firstDay: string;
  readonly day: number;
  readonly visits: number;
  readonly users: number;
}

/** Half of the visits are made by a fifth of the users; most come between 8 and 23 o'clock; a tenth puts things into a cart. */
function visitsSql({ firstDay, day, visits, users }: Visits): string {
  const dice = (die: number) => chance(`range + ${day * NUMBERS_A_DAY}`, die);
  return `
    WITH drawn AS (
      SELECT range AS n, ${dice(0)} AS who, ${dice(1)} AS moment, ${dice(2)} AS wants, ${dice(3)} AS long
      FROM range(${visits}))
    SELECT n, floor(${users} * pow(who, 2.3))::BIGINT AS person, wants,
      TIMESTAMP '${firstDay}' + to_days(${day})
        + to_milliseconds((86400000 * (0.35 * moment + 0.65 * (0.5 + asin(2 * moment - 1) / 3.5)))::BIGINT) AS begun,
      least(60, 1 + (-ln(1 - long) * 9.2)::BIGINT + CASE WHEN wants < 0.1 THEN 3 ELSE 0 END) AS length
    FROM drawn`;
}

function eventsSql(day: number): string {
  const dice = (die: number) => chance(`n * 64 + step + ${day * NUMBERS_A_DAY}`, die);
  return `
    WITH steps AS (
      SELECT visits.*, unnest(generate_series(1, length)) AS step FROM visits),
    acted AS (
      SELECT *, ${dice(4)} AS act, ${dice(5)} AS which, hash(n * 64 + step + ${day}) AS bits,
        CASE WHEN wants < 0.024 AND step = length THEN 'purchase'
             WHEN wants < 0.045 AND step = length - 1 THEN 'checkout'
             WHEN wants < 0.1 AND step = length - 2 THEN 'add_to_cart'
             WHEN act < 0.68 OR step = 1 THEN 'page_view'
             WHEN act < 0.93 THEN 'product_click'
             WHEN act < 0.97 THEN 'search' ELSE 'add_to_cart' END AS kind
      FROM steps),
    priced AS (
      SELECT *, floor(50000 * pow(which, 3))::INT AS product FROM acted)
    SELECT md5(concat(n, ':', step, ':', ${day})) AS event_id,
      CASE WHEN person % 10 < 7 THEN 'user' || person END AS user_id,
      CASE WHEN person % 10 >= 7 THEN 'anonymous' || person END AS anonymous_id,
      'session' || n || '-${day}' AS session_id, kind AS event_type,
      least(begun + to_milliseconds(step * 21000 + (bits % 9000)::BIGINT), TIMESTAMP '1970-01-01' + to_days(epoch_ms(begun)::BIGINT // 86400000 + 1) - INTERVAL 1 MILLISECOND) AS event_time,
      CASE WHEN kind <> 'search' THEN 'product' || product END AS product_id,
      CASE WHEN kind <> 'search' THEN 'category' || (product % 24) END AS category,
      CASE WHEN kind <> 'search' THEN (4 + (product * 7919 % 20000) / 100.0)::DECIMAL(14, 4) END AS price,
      CASE WHEN kind IN ('purchase', 'add_to_cart') THEN 1 + (bits % 3)::INT END AS quantity,
      CASE person % 5 WHEN 0 THEN 'desktop' WHEN 1 THEN 'tablet' ELSE 'mobile' END AS device_type,
      CASE person % 7 WHEN 0 THEN 'US' WHEN 1 THEN 'DE' WHEN 2 THEN 'FR' WHEN 3 THEN 'IT' WHEN 4 THEN 'PL' ELSE 'GB' END AS country,
      'region' || (person % 40) AS region,
      CASE WHEN kind = 'purchase' THEN 'order' || n || '-${day}' END AS order_id,
      CASE WHEN kind = 'search' THEN 'query ' || (bits % 3000) END AS query,
      concat_ws('.', 80 + person % 100, person // 100 % 256, person // 25600 % 256, person % 256) AS ip,
      CASE WHEN kind = 'purchase' THEN 'USD' END AS currency,
      bits % 16 AS log_partition, row_number() OVER () AS log_offset
    FROM priced`;
}

const SESSIONS_SQL = `
  SELECT coalesce(user_id, anonymous_id) AS visitor, min(event_time) AS session_start, max(event_time) AS session_end,
    date_diff('second', min(event_time), max(event_time)) AS duration_seconds, count(*) AS events,
    count(*) FILTER (event_type = 'page_view') AS page_views, count(DISTINCT product_id) AS products_seen,
    count(*) FILTER (event_type = 'add_to_cart') AS cart_adds, count(DISTINCT order_id) AS orders,
    coalesce(sum(price * quantity) FILTER (event_type = 'purchase'), 0) AS revenue,
    count(order_id) > 0 AS converted,
    date_diff('second', min(event_time), min(event_time) FILTER (event_type = 'purchase')) / 60.0 AS minutes_to_conversion,
    any_value(device_type) AS device, arg_min(product_id, event_time) AS entry_product,
    arg_max(product_id, event_time) AS exit_product, 0 AS version
  FROM happened GROUP BY ALL_KEYS`.replace('ALL_KEYS', 'coalesce(user_id, anonymous_id), session_id');

const REVENUE_SQL = `
  SELECT time_bucket(INTERVAL 5 MINUTES, event_time) AS window_start, window_start + INTERVAL 5 MINUTES AS window_end,
    category, sum(price * quantity) AS revenue, count(DISTINCT order_id) AS orders,
    sum(price * quantity) / count(DISTINCT order_id) AS average_order_value, 0 AS version
  FROM happened WHERE event_type = 'purchase' GROUP BY window_start, category`;

/** What a row does not have is NULL. */
async function writeTable(connection: DuckDBConnection, folder: string, name: TableName, sql: string): Promise<void> {
  const { columns, order, time } = WAREHOUSE_TABLES[name];
  const made = new Set((await connection.runAndReadAll(`${sql} LIMIT 0`)).columnNames());
  const values = columns.map(
    (column) => `CAST(${made.has(column.name) ? column.name : 'NULL'} AS ${column.type}) AS ${column.name}`,
  );
  const target = `${folder}/${name}`;
  mkdirSync(target, { recursive: true });
  const sorted = `SELECT ${values.join(', ')}, ${time}::DATE AS date, strftime(${time}, '%H') AS hour FROM (${sql}) AS made ORDER BY date, hour, ${order.join(', ')}`;
  await connection.run(
    `COPY (${sorted}) TO '${target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS}, PARTITION_BY (date, hour), OVERWRITE_OR_IGNORE, FILENAME_PATTERN '${name === 'events' ? 'c' : 'f-'}{uuid}')`,
  );
}
