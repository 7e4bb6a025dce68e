/** docs/sql.md says what the engine has: its generated parts are up to date, and its recorded cases say whose rows they hold. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withGeneratedParts } from '../docs/generate-sql-reference.ts';
import { root } from './tidy/source-tree.ts';

const page = readFileSync(join(root, 'docs/sql.md'), 'utf8');

describe('the SQL reference', () => {
  it('is up to date: npm run docs:sql makes it so', () => {
    expect(page).toBe(withGeneratedParts(page));
  });

  it('has every function with the way it is written', () => {
    expect(page).not.toMatch(/^\| `(undefined|\(.*)`/m);
  });
});

describe('golden files of SQL cases', () => {
  it('say where their rows come from', () => {
    const folder = join(root, 'engine/test/sql-cases/golden');
    const unsaid = readdirSync(folder).filter(
      (file) =>
        !/^# (recorded from Apache Flink|computed independently: \S)/.test(readFileSync(join(folder, file), 'utf8')),
    );
    expect(unsaid).toEqual([]);
  });
});
