/** What queries answer: formats, exact values, bounds, and mistakes with their places. */
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld } from './query-world.ts';
import { writeRows } from './written-warehouse.ts';

/** A machine may be busy when a whole shop starts. */
const PATIENCE_MS = 30_000;
let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld(async (folder) => {
    const purchase = { event_type: 'purchase', event_time: '2026-01-15T10:00:00.5Z', quantity: 2 };
    await writeRows(folder, 'events', [
      { ...purchase, user_id: 'ann', price: '0.1', query: '=1+1' },
      { ...purchase, user_id: 'ben', price: '1234567890.1234', event_time: '2026-01-16T11:00:00Z' },
    ]);
    const session = { visitor: 'ann', session_start: '2026-01-15T10:00:00Z', events: 3 };
    await writeRows(folder, 'sessions', [{ ...session, version: 4 }], 'first');
    await writeRows(folder, 'sessions', [{ ...session, events: 5, version: 9 }], 'second');
    // An hour that is settled, in one file.
    await writeRows(folder, 'sessions', [{ visitor: 'eve', session_start: '2026-01-16T12:00:00Z', events: 2 }], 'f-1');
  });
}, PATIENCE_MS);
afterAll(() => world.close());

describe('a result', () => {
  it('has exact values with their types as JSON', async () => {
    const sql = `SELECT price, event_time, date, hour, quantity, CAST(2 AS HUGEINT) ** 70 AS big, 9007199254740993 AS odd,
      [1, NULL] AS list, {a: price} AS struct, MAP {'k': 1} AS map, 'NaN'::DOUBLE AS nan, NULL AS nothing,
      'ab'::BLOB AS bytes, INTERVAL 3 DAYS AS span FROM events WHERE user_id = 'ann'`;
    const { body } = await world.ask(sql);
    expect(body.columns.slice(0, 3)).toEqual([
      { name: 'price', type: 'DECIMAL(14,4)' },
      { name: 'event_time', type: 'TIMESTAMP' },
      { name: 'date', type: 'DATE' },
    ]);
    const [price, time, date, hour, quantity, , odd, list, struct, map, nan, nothing, bytes, span] = body.rows[0];
    expect([price, time, date, hour, quantity]).toEqual(['0.1000', '2026-01-15T10:00:00.500Z', '2026-01-15', 10, 2]);
    expect([odd, list, struct]).toEqual(['9007199254740993', [1, null], { a: '0.1000' }]);
    expect([map, nan, nothing, bytes, span]).toEqual([[{ key: 'k', value: 1 }], 'NaN', null, 'YWI=', '3 days']);
    expect(body).toMatchObject({ rowCount: 1, truncated: false });
  });

  it('shows of rows with one key the newest only', async () => {
    const { body } = await world.ask('SELECT visitor, events, version FROM sessions ORDER BY visitor');
    expect(body.rows).toEqual([
      ['ann', 5, 9],
      ['eve', 2, 0],
    ]);
  });

  it('is empty, with its columns, where a table has no files yet', async () => {
    const { body } = await world.ask('SELECT order_id, score, date FROM decisions');
    expect([body.rows, body.columns.map(({ type }: { type: string }) => type)]).toEqual([
      [],
      ['VARCHAR', 'BIGINT', 'DATE'],
    ]);
  });

  it('says when there were more rows than asked for', async () => {
    const { body } = await world.ask('SELECT * FROM range(100000)', { maxRows: 3000 });
    expect([body.rows.length, body.rowCount, body.truncated]).toEqual([3000, 3000, true]);
    expect((await world.ask('SELECT * FROM range(3000)', { maxRows: 3000 })).body.truncated).toBe(false);
  });

  it('comes as one object a line', async () => {
    const response = await fetch(`${world.shop.url}/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
      body: JSON.stringify({ sql: 'SELECT user_id, price FROM events ORDER BY 1' }),
    });
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await response.text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { user_id: 'ann', price: '0.1000' },
      { user_id: 'ben', price: '1234567890.1234' },
    ]);
  });

  it('is a CSV file that no spreadsheet takes for formulas', async () => {
    const sql = `SELECT * FROM (VALUES ('=cmd()', -1.5, 'a"b'), ('@x', 2, 'c,d'), ('-7.25', 3, NULL)) AS t("+n", v, w)`;
    const { text } = await world.ask(sql, { format: 'csv' });
    expect(parse(text)).toEqual([
      ["'+n", 'v', 'w'],
      ["'=cmd()", '-1.5', 'a"b'],
      ["'@x", '2.0', 'c,d'],
      ['-7.25', '3.0', ''],
    ]);
  });

  it('is an Arrow stream of exact values, batch by batch', async () => {
    const sql = `SELECT range AS n, CAST(range / 4 AS DECIMAL(20, 2)) - 1 AS d, 'x' || range AS s,
      TIMESTAMP '2026-01-15' + to_microseconds(range) AS t, CASE WHEN range % 2 = 0 THEN true END AS b,
      DATE '2026-01-15' AS day, range / 3 AS f FROM range(5000)`;
    const response = await fetch(`${world.shop.url}/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/vnd.apache.arrow.stream' },
      body: JSON.stringify({ sql }),
    });
    const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
    expect([table.numRows, table.batches.length]).toEqual([5000, 3]);
    expect(table.getChild('n')?.get(4999)).toBe(4999n);
    expect([table.getChild('s')?.get(4999), table.getChild('b')?.get(1), table.getChild('b')?.get(2)]).toEqual([
      'x4999',
      null,
      true,
    ]);
    expect(table.batches[2]?.getChild('t')?.data[0]?.values.at(-1)).toBe(
      BigInt(Date.parse('2026-01-15')) * 1000n + 4999n,
    );
    // −0.75 as the 128 bits of −75.
    expect(Array.from(table.getChild('d')?.get(1))).toEqual([0xffffffb5, 0xffffffff, 0xffffffff, 0xffffffff]);
  });

  it('takes parameters as values, never as SQL', async () => {
    const parameters = { who: "ann' OR 'a' = 'a", least: 1 };
    const { body } = await world.ask('SELECT count(*), $who FROM events WHERE user_id = $who AND quantity >= $least', {
      parameters,
    });
    expect(body.rows).toEqual([[0, "ann' OR 'a' = 'a"]]);
  });
});

describe('a query that fails', () => {
  it('is told the place of a syntax error', async () => {
    const { status, body } = await world.ask('SELECT “ü”,\n  count(* FROM events');
    expect([status, body.code, body.line]).toEqual([400, 'QUERY_SYNTAX', 2]);
  });

  it.each([
    ['SELECT\n  usr_id FROM events', 2, 3, 'user_id'],
    ['SELECT * FROM evnts', 1, 15, 'events'],
    ['SELECT flor(1.5)', 1, 8, 'floor'],
  ])('%s: is told the nearest names', async (sql, line, column, name) => {
    const { status, body } = await world.ask(sql);
    expect([status, body.code, body.line, body.column]).toEqual([400, 'QUERY_UNKNOWN_NAME', line, column]);
    expect(body.errors[0].mend).toContain(name);
  });

  it('is told which value does not fit, and which parameter is missing', async () => {
    expect((await world.ask("SELECT CAST('x' AS INTEGER)")).body).toMatchObject({ code: 'QUERY_FAILED', status: 400 });
    expect((await world.ask('SELECT $missing')).body.detail).toContain('missing');
  });

  it('is stopped when its time is over, also in an endless recursion', async () => {
    const sql = 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r';
    const began = performance.now();
    const { status, body } = await world.ask(sql, { timeoutSeconds: 0.5 });
    expect([status, body.code]).toEqual([422, 'QUERY_TIMEOUT']);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('is cut off, not ended, when its time is over in the middle of the answer', async () => {
    const response = await fetch(`${world.shop.url}/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sql: 'SELECT * FROM range(100000000000)', format: 'csv', timeoutSeconds: 3 }),
    });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});
