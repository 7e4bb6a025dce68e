/** What makes a pipeline refuse the state that it finds. */
import { describe, expect, it } from 'vitest';
import { openPipeline, planDigest, planScripts } from '../../src/runtime/open-pipeline.ts';
import { MemoryStateStore } from '../../src/state/environment-state-store.ts';

const TABLES = `
CREATE TABLE numbers (n INT) WITH ('connector' = 'datagen', 'number-of-rows' = '10', 'seed' = '1');
CREATE TABLE big (n INT) WITH ('connector' = 'blackhole');
`;

function script(text: string) {
  return [{ file: 'script.sql', text }];
}

const one = script(`${TABLES}INSERT INTO big SELECT n FROM numbers WHERE n > 1;`);
const sameElsewhere = script(`${TABLES}\n-- a comment\nINSERT INTO big\n  SELECT n FROM numbers WHERE n > 1;`);
const another = script(`${TABLES}INSERT INTO big SELECT n FROM numbers WHERE n > 2;`);

describe('the digest of a plan', () => {
  it('does not depend on comments and layout', () => {
    expect(planDigest(planScripts(sameElsewhere))).toBe(planDigest(planScripts(one)));
  });

  it('depends on what is computed', () => {
    expect(planDigest(planScripts(another))).not.toBe(planDigest(planScripts(one)));
  });
});

describe('a pipeline', () => {
  it('goes on from the state of the same plan', async () => {
    const store = new MemoryStateStore();
    await openPipeline({ scripts: one, store }).step();
    expect(() => openPipeline({ scripts: sameElsewhere, store })).not.toThrow();
  });

  it('refuses the state of another plan, and says how to go on', async () => {
    const store = new MemoryStateStore();
    await openPipeline({ scripts: one, store }).step();
    expect(() => openPipeline({ scripts: another, store })).toThrow(
      expect.objectContaining({ code: 'PIPELINE_CHANGED', hint: expect.stringContaining('millrace replay') }),
    );
  });
});
