import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { COMMERCE_EVENTS } from '../../../src/sources/segment/commerce-events.ts';

const guide = new URL('../../../../docs/clients.md', import.meta.url);

test('the guide lists what each tracked event becomes, as it is', async () => {
  const text = await readFile(guide, 'utf8');
  const rows = [...text.matchAll(/^\| `([A-Z][^`]+)`\s*\| `([a-z_]+)`\s*\|$/gm)].map(([, name, type]) => [name, type]);
  expect(rows).toEqual(Object.entries(COMMERCE_EVENTS).map(([name, { eventType }]) => [name, eventType]));
});
