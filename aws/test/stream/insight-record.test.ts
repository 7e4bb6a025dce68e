import { readFileSync } from 'node:fs';
import { SHOP_FUNCTIONS } from '@millrace/shop/functions/event-functions.ts';
import { describe, expect, it } from 'vitest';
import { DECISION_VIEWS, eventInsight, insightOf, partitionKeyOfRow } from '../../src/stream/insight-record.ts';

const tables = tablesOf('embedded');

function tablesOf(place: string): string {
  return readFileSync(new URL(`../../../pipelines/tables/${place}.sql`, import.meta.url), 'utf8');
}

function read(text: string) {
  return insightOf(Buffer.from(text));
}

describe('a record of insights', () => {
  it('gives the row as a view would hold it: decimals exact, times in UTC to the millisecond', () => {
    const row =
      '{"windowStart":"2026-11-26T10:00:00","correctedAt":"2026-11-26T10:00:00.5Z","revenue":12345678901234567890.1230';
    expect(read(`{"view":"revenue","row":${row},"orders":12,"category":null}}`)).toEqual({
      kind: 'row',
      view: 'revenue',
      row: {
        windowStart: '2026-11-26T10:00:00.000Z',
        correctedAt: '2026-11-26T10:00:00.500Z',
        revenue: '12345678901234567890.1230',
        orders: 12,
        category: null,
      },
      deleted: false,
    });
  });

  it('leaves a text that only looks like a time as it is', () => {
    const insight = read('{"view":"top_searches","row":{"query":"2026-11-26T10:00:00","place":1}}');
    expect(insight).toMatchObject({ row: { query: '2026-11-26T10:00:00' } });
  });

  it('gives the event that was put in', () => {
    const record = '{"eventId":"e1","price":1.5,"at":"7.0"}';
    expect(read(eventInsight(record, 17))).toEqual({ kind: 'event', event: JSON.parse(record), bucket: 17 });
  });

  it('says that a row has left its view', () => {
    expect(read('{"view":"stock","row":{"productId":"p"},"deleted":true}')).toMatchObject({ deleted: true });
  });

  it.each(['[1]', '{"view":"stock"}', '{"row":{}}', '{"event":{}}', 'x', '7'])('refuses %s', (text) => {
    expect(() => read(text)).toThrow();
  });

  it('knows the columns with times by their names', () => {
    const columns = [...tables.matchAll(/^ {2}`?(\w+)`? +(TIMESTAMP|[A-Z]+)/gm)].map(([, name = '', type = '']) => ({
      name,
      type,
    }));
    const results = columns.filter(({ name }) => name !== 'timestamp' && name !== 'WATERMARK');
    expect(results.length).toBeGreaterThan(100);
    for (const { name, type } of results)
      expect([name, /(At|Start|End)$/.test(name)]).toEqual([name, type === 'TIMESTAMP']);
  });

  it('puts what the functions are given of the pipelines into one order', () => {
    expect([...DECISION_VIEWS].sort()).toEqual([...SHOP_FUNCTIONS.inputViews].sort());
    const decisive = /^CREATE TABLE (\w+) \([^;]*'sink\.partition-key' = 'decisions'/gm;
    const written = Array.from(tablesOf('kinesis').matchAll(decisive), ([, table]) => table);
    expect(written.sort()).toEqual([...DECISION_VIEWS].sort());
    expect(partitionKeyOfRow('fraud_scores')).toBe('decisions');
    expect(partitionKeyOfRow('sessions')).toBe('sessions');
  });
});
