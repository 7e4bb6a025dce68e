/**
 * The queries and views for Athena, over the lake as the functions write it, answer what the warehouse of one process
 * answers over the same shop. Trino's answers are recorded, since asking it takes minutes: `npm run athena:golden`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld } from '../../../shop/test/serving/warehouse/query-world.ts';
import { writeRows } from '../../../shop/test/serving/warehouse/written-warehouse.ts';
import { exampleQueries } from '../../app/example-queries.ts';
import { lakeViews } from '../../app/lake-tables.ts';
import { athenaQuestions, digestOf, readAnswer, sharedColumns, viewQuery } from './athena-questions.ts';
import { LAKE_TABLES, madeRows } from './made-lake.ts';

let world: QueryWorld;
beforeAll(async () => {
  const rows = madeRows();
  world = await openQueryWorld(async (folder) => {
    for (const table of LAKE_TABLES) await writeRows(folder, table, rows[table]);
  });
});
afterAll(() => world.close());

/** Numbers and times as one text each, however they were written. */
function plain(value: unknown): string | null {
  if (value === null) return null;
  const text = String(value);
  const [, day, time = ''] = /^(\d{4}-\d\d-\d\d)[T ]([\d:.]+)Z?$/.exec(text) ?? [];
  if (day !== undefined) return `${day} ${time.replace(/\.0+$/, '')}`;
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}

function plainRows(rows: readonly (readonly unknown[])[]): readonly (readonly (string | null)[])[] {
  return rows.map((row) => row.map(plain));
}

function answerOf(name: string) {
  const { rows } = readAnswer(name);
  expect(rows.length, name).toBeGreaterThan(0);
  return plainRows(rows);
}

it('holds to what Trino was asked: record again with npm run athena:golden', () => {
  const asked = Object.entries(athenaQuestions()).map(([name, statement]) => [name, digestOf(statement)]);
  expect(asked.map(([name = '']) => [name, readAnswer(name).asked])).toEqual(asked);
});

describe('the example', () => {
  it.each(exampleQueries().map(({ name }) => name))('%s answers the same', async (name) => {
    const { body } = await world.ask('', { sql: undefined, example: name });
    expect(plainRows(body.rows)).toEqual(answerOf(name));
  });
});

describe('the view', () => {
  it.each(lakeViews().map((view) => [view.name, view] as const))('%s has the same rows', async (name, view) => {
    const { body } = await world.ask(viewQuery(name, view.columns));
    expect(plainRows(body.rows)).toEqual(answerOf(`view-${name}`));
  });

  it.each(lakeViews().map((view) => [view.name, view] as const))('%s says the types of its columns', (name, view) => {
    const types = sharedColumns(view.columns).map(({ type }) => type);
    expect(readAnswer(`view-${name}`).types).toEqual(types);
  });
});
