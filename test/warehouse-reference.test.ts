/** docs/warehouse.md has the tables and columns that are declared. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withWarehouseTables } from '../docs/generate-warehouse-reference.ts';
import { root } from './tidy/source-tree.ts';

const page = readFileSync(join(root, 'docs/warehouse.md'), 'utf8');

describe('the page of the warehouse', () => {
  it('is up to date: npm run docs:warehouse makes it so', () => {
    expect(page).toBe(withWarehouseTables(page));
  });

  it('has each table, with columns of events made of the event schema', () => {
    expect(page.match(/^### (events|sessions|revenue|revenue_corrections|decisions|alerts|features)$/gm)).toHaveLength(
      7,
    );
    expect(page).toMatch(/^\| `price` \| DECIMAL\(14, 4\) \| Price of one piece/m);
  });
});
