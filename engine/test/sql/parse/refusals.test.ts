/**
 * Every refusal with its exact message. `refusals.sql` has one faulty statement a line, `refusals.golden` the messages,
 * in the same order.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SqlError } from '../../../src/errors/sql-error.ts';
import { parseExpression, parseScript } from '../../../src/sql/parse/parse-script.ts';

const cases = readFileSync(new URL('./refusals.sql', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

function refusal(parse: () => unknown): SqlError {
  try {
    parse();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('each faulty statement is refused with place, finding and mend', async () => {
  const messages = cases.map((sql) => `${sql}\n    ${refusal(() => parseScript(sql, 'case.sql')).message}`);
  await expect(`${messages.join('\n')}\n`).toMatchFileSnapshot('./refusals.golden');
});

test('an error on a later line names that line', () => {
  const error = refusal(() => parseScript('SELECT a\nFROM t -- all\nWHERE\n  timestamp > 1', 'revenue.sql'));
  expect(error.message).toBe('revenue.sql:4:3 timestamp is a reserved word; write `timestamp`');
  expect(error.span).toMatchObject({ line: 4, column: 3 });
});

test.each([
  ['parentheses', `${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
  ['open parentheses', '('.repeat(10_000)],
  ['signs', '- '.repeat(10_000)],
  ['NOT', 'NOT '.repeat(10_000)],
  ['CASE', 'CASE WHEN '.repeat(10_000)],
  ['calls', 'f('.repeat(10_000)],
  ['types', `CAST(a AS ${'ARRAY<'.repeat(10_000)}`],
  ['subqueries', '(SELECT '.repeat(10_000)],
  ['tables', `(SELECT 1 FROM ${'('.repeat(10_000)}`],
  ['operators in a row', `1${' + 1'.repeat(10_000)}`],
  ['indices', `a${'[1]'.repeat(10_000)}`],
  ['deep rows one after another', `${'('.repeat(100)}1${` + 1${' + 1'.repeat(20)})`.repeat(100)}`],
])('too many %s are an error, not a stack overflow', (_, text) => {
  expect(refusal(() => parseExpression(text, 'deep.sql')).code).toBe('SQL_SYNTAX');
});
