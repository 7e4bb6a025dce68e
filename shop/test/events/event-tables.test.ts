import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { arrivalsTableDdl, type ConnectorOptions, eventsTableDdl } from '../../src/events/event-tables.ts';

const embedded = new URL('../../../pipelines/tables/embedded.sql', import.meta.url);

const ADDED_BY_THE_GENERATOR = new Set([
  'json.timestamp-format.standard',
  'scan.watermark.emit.strategy',
  'scan.watermark.idle-timeout',
]);

/** Two statements that differ only in white space, comments and needless quotes are the same. */
function normalized(statement: string): string {
  return statement.replace(/--.*$/gm, '').replace(/[`\s]+/g, '');
}

/** The connector's own options in a statement; the format's are the generator's. */
function connectorOptions(statement: string): ConnectorOptions {
  const settings = [...statement.matchAll(/'([^']*)'\s*=\s*'([^']*)'/g)].map(([, key = '', value = '']) => [
    key,
    value,
  ]);
  return Object.fromEntries(settings.filter(([key]) => !ADDED_BY_THE_GENERATOR.has(key ?? '')));
}

test.each([
  ['events', eventsTableDdl],
  ['arrivals', arrivalsTableDdl],
])('the table %s of the pipelines is the one that the event schema gives', async (name, ddl) => {
  const script = await readFile(embedded, 'utf8');
  const statement = new RegExp(`CREATE TABLE \`?${name}\`? \\([^;]*;`).exec(script)?.[0] ?? '';
  expect(normalized(statement)).toBe(normalized(ddl(connectorOptions(statement))));
});

test('options are quoted', () => {
  expect(eventsTableDdl({ connector: "it's" })).toContain("'connector' = 'it''s'");
});
