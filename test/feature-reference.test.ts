/** docs/features.md has the features that are declared. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFeatureTables } from '../docs/generate-feature-reference.ts';
import { root } from './tidy/source-tree.ts';

const page = readFileSync(join(root, 'docs/features.md'), 'utf8');

describe('the page of features', () => {
  it('is up to date: npm run docs:features makes it so', () => {
    expect(page).toBe(withFeatureTables(page));
  });

  it('has a table for each prefix', () => {
    expect(page.match(/^### /gm)).toHaveLength(4);
    expect(page).toMatch(/^\| `social:trending` \| none \| LIST \| 1h by 5 min \| 1 h \|/m);
  });
});
