/** Scripts with the outline of their trees. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseScript } from '../../../src/sql/parse/parse-script.ts';
import { outline } from './without-spans.ts';

test.each(['tables', 'queries', 'match-recognize'])('%s.sql parses to its golden tree', async (name) => {
  const text = readFileSync(new URL(`./golden/${name}.sql`, import.meta.url), 'utf8');
  const tree = outline(parseScript(text, `${name}.sql`), 0, 'statement');
  await expect(tree).toMatchFileSnapshot(`./golden/${name}.ast`);
});

test('spans cover exactly the text of a node', () => {
  const text = 'SELECT a + 1 AS b FROM t;\nINSERT INTO x SELECT 2';
  const [first, second] = parseScript(text, 's.sql');
  expect(text.slice(first?.span.start, first?.span.end)).toBe('SELECT a + 1 AS b FROM t');
  expect(second?.span).toMatchObject({ file: 's.sql', line: 2, column: 1, end: text.length });
});
