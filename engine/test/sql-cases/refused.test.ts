/** What Flink refuses is refused here, with code, place, reason and hint. */
import { describe, expect, it } from 'vitest';
import { millraceRefusal, readRefused, refusedScripts } from './refused-script.ts';

describe.each(refusedScripts())('refused: $topic', ({ statements, goldenPath }) => {
  it.each(statements.map((statement, index) => ({ ...statement, index })))('$place', async (statement) => {
    const refusal = await millraceRefusal(statement);
    expect(refusal, 'Millrace runs it').toBeDefined();
    expect(refusal).toBe(readRefused(goldenPath)[statement.index]?.millrace);
  });

  it('is recorded for as many statements as there are', () => {
    expect(readRefused(goldenPath)).toHaveLength(statements.length);
  });
});
