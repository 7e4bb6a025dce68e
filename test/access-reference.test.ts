/** docs/operations.md says of each route who may call it, as the server does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apiDocument, withRoleTable } from '../docs/generate-access-reference.ts';
import { root } from './tidy/source-tree.ts';

it('the table of roles is up to date: npm run docs:access makes it so', async () => {
  const page = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  expect(page).toBe(withRoleTable(page, await apiDocument()));
  expect(page).toMatch(/^\| {3}\| {3}\| {3}\| ✓ \| {3}\| .*`GET \/v1\/audit`/m);
});
