/** A visitor who is forgotten, and comes again: what is remembered anew is theirs until their new place is taken. */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { StoredTables } from '@millrace/engine/fold/stored-tables.ts';
import { MemoryEnvironment } from '@millrace/engine/storage/memory-environment.ts';
import { describe, expect, it } from 'vitest';
import { RECOMMEND_DEFAULTS } from '../../src/functions/recommend/recommend-settings.ts';
import { VisitorMemory } from '../../src/functions/recommend/visitor-memory.ts';

const PLACES = 4;
const DAY_MS = 24 * 3_600_000;

function comes(memory: VisitorMemory, name: string, atMs: number): void {
  const found = memory.find(name, atMs);
  found.visitor.atMs = atMs;
  memory.put(name, found);
}

/** Forgets the first of the visitors, who comes again as the last; then one more takes the place of the first. */
function forgetFirst(tables: FoldTables, commit: () => void): readonly (number | undefined)[] {
  const memory = new VisitorMemory(tables, { ...RECOMMEND_DEFAULTS, visitors: PLACES });
  for (const name of ['zora', 'b', 'c']) {
    comes(memory, name, 1);
    commit();
  }
  memory.forget('zora', 'forgotten-1');
  commit();
  comes(memory, 'zora', 2);
  commit();
  comes(memory, 'd', 3 + 2 * DAY_MS);
  return ['zora', 'b', 'c', 'd', 'forgotten-1'].map((name) => memory.get(name)?.atMs);
}

describe('a forgotten visitor', () => {
  it('who comes again is not forgotten with the old place, wherever the state lies', () => {
    const expected = [2, 1, 1, 3 + 2 * DAY_MS, undefined];
    expect(forgetFirst(new JsonTables(), () => undefined)).toEqual(expected);
    const environment = new MemoryEnvironment();
    const tables = new StoredTables(environment, { cachedKeys: 2, pace: { roundBytes: 1, roundKeys: 1 } });
    const commit = () => {
      environment.transaction(() => tables.write());
      tables.committed();
    };
    expect(forgetFirst(tables, commit)).toEqual(expected);
  });
});
