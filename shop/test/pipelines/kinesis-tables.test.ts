import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The statements of a place, without comments and with single spaces. */
function statements(place: string): readonly string[] {
  const text = readFileSync(new URL(`../../../pipelines/tables/${place}.sql`, import.meta.url), 'utf8');
  const plain = text.replaceAll(/--.*/g, '').replaceAll(/\s+/g, ' ');
  return plain.split(';').map((statement) => statement.trim());
}

/** Without where it is read from or written to, and without how time passes. */
function columns(statement: string): string {
  return statement.replace(/(, WATERMARK FOR .*)? \) WITH \(.*$/, '');
}

function watermark(statement: string | undefined): string {
  return /WATERMARK FOR (.*?) \) WITH/.exec(statement ?? '')?.[1] ?? '';
}

const EMBEDDED = statements('embedded');
const KINESIS = statements('kinesis');

describe('pipelines/tables/kinesis.sql', () => {
  it('has the tables of embedded.sql, with the same columns in the same order', () => {
    expect(KINESIS.map(columns)).toEqual(EMBEDDED.map(columns));
    expect(KINESIS.length).toBeGreaterThan(20);
  });

  it('reads the stream of enriched events, each of them once, and writes into the stream of insights', () => {
    for (const statement of KINESIS.filter((text) => text !== '')) {
      const isSource = /^CREATE TABLE (events|arrivals) /.test(statement);
      expect(statement).toContain(`'stream.arn' = '\${${isSource ? 'enriched' : 'insights'}}'`);
      expect(statement.includes("'source.once-by' = 'eventId'")).toBe(isSource);
    }
  });

  it('lets time pass as embedded.sql does, a client that is ahead of the clock and the order of arrivals apart', () => {
    expect(watermark(KINESIS[0])).toBe(
      watermark(EMBEDDED[0]).replace(/AS `timestamp`/, 'AS LEAST(`timestamp`, receivedAt)'),
    );
    expect(watermark(KINESIS[1])).toBe("receivedAt AS receivedAt - INTERVAL '${disorder:1.000}' SECOND");
    expect(watermark(EMBEDDED[1])).toBe("receivedAt AS receivedAt - INTERVAL '0.001' SECOND");
  });
});
