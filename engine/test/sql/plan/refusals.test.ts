/** What is refused, with its code, place, reason and mend. */
import { describe, expect, it } from 'vitest';
import { refusalOf } from './plan-text.ts';

const WINDOWED = "TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE))";

const cases: readonly (readonly [sql: string, message: string])[] = [
  // Names
  ['SELECT id FROM event;', 'SQL_UNKNOWN_TABLE query.sql:1:16 unknown table event; did you mean events?'],
  ['SELECT pric FROM events;', 'SQL_UNKNOWN_COLUMN query.sql:1:8 unknown column pric; did you mean price?'],
  ['SELECT Price FROM events;', 'SQL_UNKNOWN_COLUMN query.sql:1:8 unknown column Price; did you mean price?'],
  ['SELECT e.pric FROM events e;', 'SQL_UNKNOWN_COLUMN query.sql:1:10 table e has no column pric; did you mean price?'],
  ['SELECT place.land FROM events;', 'SQL_UNKNOWN_COLUMN query.sql:1:14 unknown field land; there is country, region'],
  [
    'SELECT price.land FROM events;',
    'SQL_TYPE_MISMATCH query.sql:1:14 DECIMAL(10, 2) has no field land; only a ROW has fields',
  ],
  ['SELECT x.* FROM events;', 'SQL_UNKNOWN_TABLE query.sql:1:8 unknown table x'],
  [
    'SELECT a FROM (SELECT id AS a, kind AS a FROM events) AS t;',
    'SQL_AMBIGUOUS_COLUMN query.sql:1:8 column a is ambiguous; give one of them another name: AS',
  ],
  [
    'INSERT INTO total SELECT 1 FROM events;',
    'SQL_UNKNOWN_TABLE query.sql:1:13 unknown table total; did you mean totals?',
  ],
  // Functions and types
  ['SELECT UPER(id) FROM events;', 'SQL_UNKNOWN_FUNCTION query.sql:1:8 unknown function UPER; did you mean UPPER?'],
  [
    'SELECT SUBSTRING(id) FROM events;',
    'SQL_WRONG_ARGUMENTS query.sql:1:8 SUBSTRING takes 2 to 3 arguments, not 1; write SUBSTRING(text, INT[, INT])',
  ],
  [
    'SELECT price + TRUE FROM events;',
    'SQL_TYPE_MISMATCH query.sql:1:8 expected number + number, got DECIMAL(10, 2) and BOOLEAN; CAST brings a value to another type',
  ],
  [
    'SELECT id FROM events WHERE price;',
    'SQL_TYPE_MISMATCH query.sql:1:29 WHERE needs a condition, not DECIMAL(10, 2); compare it: value = …, or value IS NOT NULL',
  ],
  [
    'SELECT ts - ts FROM events;',
    'SQL_TYPE_MISMATCH query.sql:1:8 a time cannot be taken from a time with -; TIMESTAMPDIFF(SECOND, earlier, later) gives the difference',
  ],
  [
    'SELECT CAST(total AS TIMESTAMP(3)) FROM events;',
    'SQL_TYPE_MISMATCH query.sql:1:8 cannot cast BIGINT to TIMESTAMP(3); TO_TIMESTAMP_LTZ(value, 3) reads epoch milliseconds',
  ],
  [
    "SELECT CASE WHEN TRUE THEN 1 ELSE 'a' END FROM events;",
    'SQL_TYPE_MISMATCH query.sql:1:8 the results of CASE have no common type: INT, CHAR(1); CAST them to one type',
  ],
  [
    'SELECT RAND() FROM events;',
    'SQL_UNSUPPORTED query.sql:1:8 RAND would give another answer on a replay; derive the value from the row, for instance by MD5',
  ],
  [
    "SELECT DATE '2024-13-01' FROM events;",
    "SQL_INVALID_LITERAL query.sql:1:8 '2024-13-01' is not a DATE; write it as yyyy-MM-dd",
  ],
  [
    "SELECT ts + INTERVAL '90:00' MINUTE FROM events;",
    "SQL_INVALID_LITERAL query.sql:1:13 '90:00' is not an interval of MINUTE; such as INTERVAL '5' MINUTE, with milliseconds at the finest",
  ],
  // Grouping
  [
    `SELECT kind, COUNT(*) FROM ${WINDOWED} GROUP BY window_start, window_end;`,
    'SQL_NOT_GROUPED query.sql:1:8 column kind is neither grouped nor aggregated; add kind to GROUP BY, or aggregate it: MAX(kind)',
  ],
  [
    'SELECT id FROM events WHERE COUNT(*) > 1;',
    'SQL_INVALID_QUERY query.sql:1:29 the aggregate COUNT cannot stand in WHERE; HAVING filters groups',
  ],
  [
    'SELECT kind, COUNT(*) FROM events GROUP BY 1;',
    'SQL_INVALID_QUERY query.sql:1:44 GROUP BY takes columns and expressions, not positions or constants',
  ],
  [
    'SELECT id FROM events HAVING price > 1;',
    'SQL_INVALID_QUERY query.sql:1:30 HAVING needs GROUP BY or an aggregate; WHERE filters rows',
  ],
  [
    'SELECT SUM(kind) FROM events;',
    'SQL_TYPE_MISMATCH query.sql:1:8 expected SUM(number), got STRING; CAST brings a value to another type',
  ],
  // Windows
  [
    "SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE products, DESCRIPTOR(name), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;",
    'SQL_INVALID_WINDOW query.sql:1:62 name is STRING, not a time attribute; windows run on the column that WATERMARK FOR names, unchanged by functions, or on PROCTIME()',
  ],
  [
    "SELECT COUNT(*) FROM TABLE(HOP(TABLE events, DESCRIPTOR(ts), INTERVAL '4' SECOND, INTERVAL '10' SECOND)) GROUP BY window_start, window_end;",
    'SQL_INVALID_WINDOW query.sql:1:83 the size of HOP (10000 ms) must be a multiple of its slide (4000 ms); HOP takes the slide first, then the size',
  ],
  [
    "SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MONTH)) GROUP BY window_start, window_end;",
    "SQL_INVALID_WINDOW query.sql:1:65 the size of a window must be an interval of days to seconds, not INTERVAL MONTH NOT NULL; such as INTERVAL '5' MINUTES",
  ],
  [
    "SELECT FIRST_VALUE(id) FROM TABLE(SESSION(TABLE events PARTITION BY userId, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY userId, window_start, window_end;",
    'SQL_UNSUPPORTED query.sql:1:8 FIRST_VALUE cannot run in a SESSION window: Flink has no merge for it; use MIN or MAX, or rank the rows of the window by ROW_NUMBER()',
  ],
  [
    "SELECT TUMBLE_START(ts, INTERVAL '1' MINUTE) FROM events GROUP BY kind;",
    'SQL_INVALID_WINDOW query.sql:1:8 TUMBLE_START needs GROUP BY TUMBLE(…); GROUP BY TUMBLE(…), or use window_start and window_end of a windowed table',
  ],
  // What is not supported yet
  [
    'SELECT id FROM events ORDER BY price;',
    'SQL_UNSUPPORTED query.sql:1:32 ORDER BY of a whole stream goes by its time, in ascending order; add LIMIT n to see the first n rows as they change',
  ],
  [
    'SELECT e.id FROM events AS e JOIN products FOR SYSTEM_TIME AS OF e.ts AS p ON p.productId = e.id;',
    'SQL_INVALID_QUERY query.sql:1:35 a join by event time needs versions with a time, but the right side has no event time; declare WATERMARK FOR its time and select that column, or look up as of a PROCTIME() column',
  ],
  [
    'SELECT e.id FROM events AS e JOIN products FOR SYSTEM_TIME AS OF e.arrived AS p ON p.cost > e.price;',
    'SQL_INVALID_QUERY query.sql:1:81 a lookup of products needs an equality on one of its columns; such as ON s.key = products.productId',
  ],
  // INSERT
  [
    'INSERT INTO totals SELECT kind, price FROM events;',
    'SQL_TYPE_MISMATCH query.sql:1:20 totals takes 3 columns, the query gives 2; totals has (kind, amount, orders), the query (kind, price)',
  ],
  [
    'INSERT INTO totals SELECT kind, kind, total FROM events;',
    'SQL_TYPE_MISMATCH query.sql:1:20 column 2 (amount) of totals is DECIMAL(20, 2), but the query gives STRING; CAST(kind AS DECIMAL(20, 2))',
  ],
  [
    'INSERT INTO totals (kind, amount) SELECT kind, price FROM events;',
    'SQL_TYPE_MISMATCH query.sql:1:1 column orders of totals is NOT NULL and gets no value',
  ],
  [
    'INSERT INTO totals (kind, amont) SELECT kind, price FROM events;',
    'SQL_UNKNOWN_COLUMN query.sql:1:27 table totals takes no column amont; did you mean amount?',
  ],
  // Tables
  [
    "CREATE TABLE events (id INT) WITH ('connector' = 'x');",
    'SQL_INVALID_TABLE query.sql:1:14 table events already exists, since tables.sql:2',
  ],
  [
    "CREATE TABLE t (a STRING, WATERMARK FOR a AS a) WITH ('connector' = 'x');",
    'SQL_INVALID_TABLE query.sql:1:41 a watermark needs a TIMESTAMP(3) or TIMESTAMP_LTZ(3) column; a is STRING; a computed column can bring it to that type',
  ],
  [
    "CREATE TABLE t (a INT, a STRING) WITH ('connector' = 'x');",
    'SQL_INVALID_TABLE query.sql:1:24 column a is declared twice',
  ],
  [
    "CREATE TABLE t (a DECIMAL(40, 2)) WITH ('connector' = 'x');",
    'SQL_INVALID_TABLE query.sql:1:19 the precision of DECIMAL must be 1 to 38, not 40',
  ],
  ['DROP TABLE nothing;', 'SQL_UNKNOWN_TABLE query.sql:1:12 unknown table nothing; CREATE TABLE it first'],
];

describe('a refusal', () => {
  it.each(cases)('%s', (sql, message) => {
    expect(refusalOf(sql)).toBe(message);
  });
});
