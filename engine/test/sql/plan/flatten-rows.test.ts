/** Nested projection push-down: a scan gives fields of ROW columns where no query reads the ROW as a whole. */
import { describe, expect, it } from 'vitest';
import { nodesOf, nodesOfKind, planOf } from './plan-text.ts';

function scanned(sql: string): readonly string[] {
  return nodesOfKind(planOf(sql), 'scan').flatMap(({ schema }) => schema.map(({ name }) => name));
}

describe('a ROW column', () => {
  it('is scanned as the fields that are read', () => {
    expect(scanned('SELECT place.country FROM events;')).toEqual(['ts', 'place.country']);
    expect(scanned("SELECT id FROM events WHERE place.region = 'x';")).toEqual(['id', 'ts', 'place.region']);
  });

  it('is taken apart below an aggregate', () => {
    const sql = "SELECT kind, COUNT(place.country) FILTER (WHERE place.region = 'x') FROM events GROUP BY kind;";
    expect(scanned(sql)).toEqual(['kind', 'ts', 'place.country', 'place.region']);
    expect(scanned('SELECT place, COUNT(place.country) FROM events GROUP BY place;')).toEqual(['place', 'ts']);
  });

  it('is scanned as the union of the fields that several queries read', () => {
    const sql = 'SELECT place.country FROM events; SELECT UPPER(place.region), id FROM events;';
    expect(new Set(scanned(sql))).toEqual(new Set(['id', 'ts', 'place.country', 'place.region']));
  });

  it('stays whole when something reads all of it', () => {
    expect(scanned('SELECT place, place.country FROM events;')).toEqual(['place', 'ts']);
    expect(scanned('SELECT place FROM events; SELECT place.country FROM events;')).toEqual(['place', 'ts']);
    expect(scanned('SELECT place.country FROM events WHERE place IS NULL;')).toEqual(['place', 'ts']);
  });

  it('is taken apart for computed columns and for what they read', () => {
    const table = `CREATE TABLE nested (a ROW<ts TIMESTAMP(3), x INT>, ts AS a.ts,
      WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'json');`;
    expect(scanned(`${table} SELECT ts, a.x FROM nested;`)).toEqual(['a.ts', 'a.x']);
  });

  it('stays whole when it or its field is NOT NULL, and where records are not JSON', () => {
    const table = (type: string, options: string) => `CREATE TABLE nested (a ${type}) WITH (${options});`;
    const json = "'connector' = 'filesystem', 'path' = 'x', 'format' = 'json'";
    const query = 'SELECT a.x FROM nested;';
    expect(scanned(table('ROW<x INT NOT NULL>', json) + query)).toEqual(['a']);
    expect(scanned(table('ROW<x INT> NOT NULL', json) + query)).toEqual(['a']);
    expect(scanned(table('ROW<x INT>', "'connector' = 'datagen'") + query)).toEqual(['a']);
    expect(scanned(table('ROW<x INT>', json) + query)).toEqual(['a.x']);
  });
});

describe('a plan over fields', () => {
  it('reads only columns that its inputs have, under their names and types', () => {
    const sql = "SELECT place.country, id FROM events WHERE place.region <> '' AND quantity > 1;";
    for (const node of nodesOf(planOf(sql))) {
      if (node.kind !== 'calc') continue;
      for (const each of node.projections) {
        if (each.kind !== 'column') continue;
        expect(node.input.schema[each.index]?.type.kind).toBe(each.type.kind);
        expect(node.input.schema[each.index]?.name).toBe(each.name);
      }
    }
  });
});
