/** What Flink refuses is refused here, with code, place, reason and hint. */
import { describe, expect, it } from 'vitest';
import { millraceError, readRefused, refusedScripts } from './refused-script.ts';

describe.each(refusedScripts())('refused: $topic', ({ statements, goldenPath }) => {
  it.each(statements.map((statement, index) => ({ ...statement, index })))('$place', async (statement) => {
    const refusal = await millraceError(statement);
    expect(refusal && `${refusal.code} ${refusal.message}`).toBe(readRefused(goldenPath)[statement.index]?.millrace);
    // What the grammar does not have may be anything; every other refusal says what to write instead.
    if (refusal?.code !== 'SQL_SYNTAX') expect(refusal?.hint ?? '', 'it has no hint').not.toBe('');
  });

  it('is recorded for as many statements as there are', () => {
    expect(readRefused(goldenPath)).toHaveLength(statements.length);
  });
});
