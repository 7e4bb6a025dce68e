/** Golden plans: what EXPLAIN prints for each kind of query. Run vitest with -u to record a wanted change. */
import { describe, expect, it } from 'vitest';
import { explainPlan } from '../../../src/sql/plan/explain-plan.ts';
import { planOf } from './plan-text.ts';

const window = (call: string): string => `TABLE(${call})`;
const tumble = window("TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '5' MINUTES)");
const session = window("SESSION(TABLE events PARTITION BY userId, DESCRIPTOR(ts), INTERVAL '30' MINUTES)");

const cases: Readonly<Record<string, string>> = {
  'projection-and-filter':
    "SELECT id, UPPER(kind) AS kind, amount FROM events WHERE kind <> 'heartbeat' AND price > 5;",
  'tumble-by-key': `SELECT window_start, window_end, kind, SUM(amount) AS amount, COUNT(*) AS orders
    FROM ${tumble} GROUP BY window_start, window_end, kind;`,
  hop: `SELECT window_start, COUNT(DISTINCT userId) AS users
    FROM ${window("HOP(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' HOUR)")}
    GROUP BY window_start, window_end;`,
  cumulate: `SELECT window_end, SUM(price) FILTER (WHERE kind = 'purchase') AS taken
    FROM ${window("CUMULATE(TABLE events, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '1' DAY)")}
    GROUP BY window_start, window_end;`,
  'session-by-its-key': `SELECT userId, window_start, window_end, COUNT(*) AS events
    FROM ${session} GROUP BY userId, window_start, window_end;`,
  'session-by-a-further-key': `SELECT userId, kind, COUNT(*) AS events
    FROM ${session} GROUP BY userId, kind, window_start, window_end;`,
  'arrival-time-window': `SELECT window_end, COUNT(*) AS events
    FROM ${window("TUMBLE(TABLE events, DESCRIPTOR(arrived), INTERVAL '1' SECOND)")} GROUP BY window_start, window_end;`,
  'group-window': `SELECT TUMBLE_START(ts, INTERVAL '1' HOUR) AS started, kind, MAX(price) AS dearest
    FROM events GROUP BY TUMBLE(ts, INTERVAL '1' HOUR), kind HAVING COUNT(*) > 10;`,
  'computed-key-through-a-view': `CREATE VIEW lines AS
      SELECT ts, COALESCE(kind, 'other') AS kind, price * quantity AS paid FROM events WHERE price > 0;
    SELECT window_start, kind, SUM(paid) AS paid
    FROM ${window("TUMBLE(TABLE lines, DESCRIPTOR(ts), INTERVAL '1' MINUTE)")} GROUP BY window_start, window_end, kind;`,
  'key-computed-from-the-row': `SELECT window_start, UPPER(kind), SUM(price) FROM ${tumble}
    WHERE price > 1 GROUP BY window_start, window_end, UPPER(kind);`,
  'key-computed-from-the-window': `SELECT HOUR(window_start), COUNT(*) FROM ${tumble}
    GROUP BY window_start, window_end, HOUR(window_start);`,
  'distinct-in-a-window': `SELECT DISTINCT window_start, window_end, kind FROM ${tumble};`,
  'expression-used-twice': `SELECT LOWER(x), UPPER(x) FROM (
      SELECT REGEXP_REPLACE(kind, 'a', 'b') AS x FROM events
    ) WHERE x <> 'q';`,
  'window-cascade': `CREATE VIEW minutes AS
      SELECT window_time AS minute_time, kind, SUM(price) AS paid
      FROM ${window("TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE)")}
      GROUP BY window_start, window_end, window_time, kind;
    SELECT window_start, SUM(paid) AS paid
    FROM ${window("TUMBLE(TABLE minutes, DESCRIPTOR(minute_time), INTERVAL '1' HOUR)")}
    GROUP BY window_start, window_end;`,
  'aggregate-of-a-windowed-aggregate': `SELECT window_start, window_end, MAX(paid) AS best FROM (
      SELECT window_start, window_end, kind, SUM(price) AS paid FROM ${tumble} GROUP BY window_start, window_end, kind
    ) AS t GROUP BY window_start, window_end;`,
  'window-top-n': `SELECT window_start, kind, paid, nth FROM (
      SELECT window_start, window_end, kind, SUM(price) AS paid,
        ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY SUM(price) DESC) AS nth
      FROM ${tumble} GROUP BY window_start, window_end, kind
    ) WHERE nth <= 10;`,
  'window-deduplication': `SELECT window_start, id FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, userId ORDER BY ts) AS nth FROM ${tumble}
    ) WHERE nth = 1;`,
  'keep-first-deduplication': `SELECT id, kind FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts ASC) AS nth FROM events
    ) WHERE nth = 1 AND kind <> 'x';`,
  'lookup-join': `SELECT e.id, p.name FROM events AS e
    LEFT JOIN products FOR SYSTEM_TIME AS OF e.arrived AS p ON p.productId = e.id AND p.cost < e.price;`,
  'match-recognize': `SELECT userId, started, spent, seen FROM events MATCH_RECOGNIZE (
      PARTITION BY userId ORDER BY ts, id DESC
      MEASURES FIRST(V.ts) AS started, SUM(C.price) AS spent, B.kind AS unread, MATCH_ROWTIME() AS seen, LAST(V.id, 1) AS id
      AFTER MATCH SKIP PAST LAST ROW
      PATTERN (V+ C{2,3}? B) WITHIN INTERVAL '30' MINUTE
      DEFINE V AS V.kind = 'view', C AS C.kind = 'cart' AND C.price > FIRST(C.price, 1) AND COUNT(*) < 9, B AS kind = 'buy'
    );`,
  'union-all': `SELECT id, price FROM events WHERE kind = 'a' UNION ALL SELECT userId, score FROM events;`,
  values: "SELECT a, b FROM (VALUES (1, 'x'), (2, 'yz')) AS t (a, b);",
  'common-table': `WITH dear AS (SELECT id, price FROM events WHERE price > 100)
    SELECT id FROM dear WHERE price < 200;`,
  'statement-set': `EXECUTE STATEMENT SET BEGIN
      INSERT INTO totals SELECT kind, price, total FROM events;
      INSERT INTO totals SELECT kind, CAST(score AS DECIMAL(20, 2)), 1 FROM events;
    END;`,
};

describe('EXPLAIN', () => {
  it.each(Object.entries(cases))('prints the plan of %s', async (name, sql) => {
    const text = explainPlan(planOf(sql));
    await expect(`${sql}\n\n${text}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
