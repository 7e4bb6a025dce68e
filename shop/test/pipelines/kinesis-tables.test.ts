import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The statements of a place, without comments and with single spaces. */
function statements(place: string): readonly string[] {
  const text = readFileSync(new URL(`../../../pipelines/tables/${place}.sql`, import.meta.url), 'utf8');
  const plain = text.replaceAll(/--.*/g, '').replaceAll(/\s+/g, ' ');
  return plain.split(';').map((statement) => statement.trim());
}

function named(place: string, start: string): string {
  const found = statements(place).find((statement) => statement.startsWith(start));
  if (found === undefined) throw new Error(`${place}.sql has no ${start}`);
  return found;
}

/** The names, types and order of a table's columns: what stands between its first bracket and its watermark or options. */
function columns(statement: string): string {
  return statement.replace(/^[^(]*\( ?/, '').replace(/,? (WATERMARK FOR|\) WITH).*$/, '');
}

const RESULT_TABLES = statements('embedded').filter((statement) => /'connector' = 'view'/.test(statement));
const EVENTS = columns(named('embedded', 'CREATE TABLE events'));
/** The first word of each, less what is inside brackets. */
const NAMES = EVENTS.replaceAll(/\([^)]*\)|<[^>]*>/g, '')
  .split(', ')
  .map((column) => column.split(' ')[0]);

describe('pipelines/tables/kinesis.sql', () => {
  it('has the result tables of embedded.sql, each written into the stream of insights', () => {
    const written = statements('kinesis').filter((statement) => statement.includes("'${insights}'"));
    const bare = (statement: string) => statement.replace(/ WITH \(.*$/, '');
    expect(RESULT_TABLES.length).toBeGreaterThan(20);
    expect(written.map(bare)).toEqual(RESULT_TABLES.map(bare));
  });

  it.each([
    ['events', 'enriched_by_time', 'timed_events'],
    ['arrivals', 'enriched_by_arrival', 'arrived_events'],
  ])('reads the columns of %s from the stream, without heartbeats and what comes twice', (view, table, real) => {
    const visitor = ', visitor AS COALESCE(userId, anonymousId)';
    expect(columns(named('kinesis', `CREATE TABLE ${table} `)) + visitor).toBe(EVENTS);
    expect(named('kinesis', `CREATE TEMPORARY VIEW ${real} `)).toContain("WHERE eventType <> 'heartbeat'");
    const select = named('kinesis', `CREATE TEMPORARY VIEW ${view} `);
    expect(select).toContain(`FROM first_of_event(input => TABLE ${real} PARTITION BY eventId, `);
    const selected = select
      .replace(/^.* SELECT | FROM .*$/g, '')
      .replace('COALESCE(userId, anonymousId) AS visitor', 'visitor');
    expect(selected.split(', ')).toEqual(NAMES);
  });

  it('lets time pass as embedded.sql does, a client that is ahead of the clock apart', () => {
    expect(named('kinesis', 'CREATE TABLE enriched_by_time')).toContain(
      "WATERMARK FOR `timestamp` AS LEAST(`timestamp`, receivedAt) - INTERVAL '10' SECOND",
    );
    expect(named('kinesis', 'CREATE TABLE enriched_by_arrival')).toContain('WATERMARK FOR receivedAt AS receivedAt - ');
  });
});
