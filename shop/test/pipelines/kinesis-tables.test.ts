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
  return statement.replace(/(, WATERMARK FOR .*)? \) (WITH|LIKE) .*$/, '');
}

function watermark(statement: string | undefined): string {
  return /WATERMARK FOR (.*?) \) WITH/.exec(statement ?? '')?.[1] ?? '';
}

const EMBEDDED = statements('embedded');
const [EVENTS = '', ARRIVALS = '', INSIGHTS = '', ...RESULTS] = statements('kinesis').filter((text) => text !== '');

describe('pipelines/tables/kinesis.sql', () => {
  it('has the tables of embedded.sql, with the same columns in the same order', () => {
    const arrivals = columns(EVENTS).replace('TABLE events', 'TABLE arrivals');
    const all = [columns(EVENTS), arrivals, ...RESULTS.map(columns)];
    expect(all).toEqual(EMBEDDED.filter((text) => text !== '').map(columns));
    expect(RESULTS.length).toBeGreaterThan(20);
  });

  it('reads the stream of enriched events, each of them once', () => {
    expect(EVENTS).toContain("'stream.arn' = '${enriched}'");
    expect(EVENTS).toContain("'source.once-by' = 'eventId'");
    expect(ARRIVALS).toMatch(/^CREATE TABLE arrivals \( WATERMARK FOR [^()]* \) WITH \([^()]*\) LIKE events \(/);
  });

  it('writes all results into the stream of insights', () => {
    expect(INSIGHTS).toMatch(/^CREATE TABLE insights WITH \(.*'stream.arn' = '\$\{insights\}'/);
    for (const result of RESULTS)
      expect(result).toMatch(/PRIMARY KEY \([^()]*\) NOT ENFORCED \)( WITH \([^()]*\))? LIKE insights$/);
  });

  it('lets time pass as embedded.sql does, a client that is ahead of the clock and the order of arrivals apart', () => {
    expect(watermark(EVENTS)).toBe(
      watermark(EMBEDDED[0]).replace(/AS `timestamp`/, 'AS LEAST(`timestamp`, receivedAt)'),
    );
    expect(watermark(ARRIVALS)).toBe("receivedAt AS receivedAt - INTERVAL '${disorder:1.000}' SECOND");
    expect(watermark(EMBEDDED[1])).toBe("receivedAt AS receivedAt - INTERVAL '0.001' SECOND");
  });
});
