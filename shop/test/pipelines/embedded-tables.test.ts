import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { arrivalsTableDdl, eventsTableDdl } from '../../src/events/event-tables.ts';

const script = readFileSync(new URL('../../../pipelines/tables/embedded.sql', import.meta.url), 'utf8');
const OPTIONS = { connector: 'log', format: 'json' };

/** The statement that creates the table, without what only pleases the eye. */
function statement(text: string, table: string): string {
  const plain = text
    .replaceAll(/--.*/g, '')
    .replaceAll('`', '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([(),;]) ?/g, '$1');
  const found = plain.split(';').find((part) => part.trim().startsWith(`CREATE TABLE ${table}(`));
  if (found === undefined) throw new Error(`no table ${table}`);
  return found.trim();
}

describe('pipelines/tables/embedded.sql', () => {
  it.each([
    ['events', eventsTableDdl(OPTIONS)],
    ['arrivals', arrivalsTableDdl(OPTIONS)],
  ])('defines %s as the event schema says', (table, generated) => {
    expect(statement(script, table)).toBe(statement(generated, table));
  });
});
