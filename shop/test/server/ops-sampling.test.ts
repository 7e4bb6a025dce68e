import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpsSample } from '../../src/functions/alert/ops-sample.ts';
import { startOpsSampling, VerdictShares } from '../../src/server/ops-sampling.ts';

const NONE = { accepted: 0, duplicate: 0, late: 0, quarantined: 0 };

describe('shares of verdicts', () => {
  it('are those of the last five minutes, as counting each second would find them', () => {
    const second = fc.record({
      accepted: fc.nat(20),
      duplicate: fc.nat(5),
      late: fc.nat(5),
      quarantined: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(second, { minLength: 1, maxLength: 700 }), (seconds) => {
        const shares = new VerdictShares();
        const totals = { ...NONE };
        shares.since(0, totals);
        let measured: Pick<OpsSample, 'events' | 'lateShare' | 'quarantineShare'> | undefined;
        for (const [index, each] of seconds.entries()) {
          for (const verdict of ['accepted', 'duplicate', 'late', 'quarantined'] as const)
            totals[verdict] += each[verdict];
          measured = shares.since((index + 1) * 1_000, totals);
        }
        const recent = seconds.slice(-300);
        const count = (verdict: keyof typeof NONE) => recent.reduce((sum, each) => sum + each[verdict], 0);
        const events = count('accepted') + count('duplicate') + count('late') + count('quarantined');
        expect(measured?.events).toBe(events);
        expect(measured?.lateShare).toBeCloseTo(count('late') / Math.max(1, events), 12);
        expect(measured?.quarantineShare).toBeCloseTo(count('quarantined') / Math.max(1, events), 12);
      }),
      { numRuns: 40 },
    );
  });
});

describe('samples', () => {
  it('say how the pipelines are, and how much of the disk is free', async () => {
    const samples: OpsSample[] = [];
    const stop = startOpsSampling({
      dataFolder: '.',
      pipeline: {
        progress: () => ({ running: true, sequence: 1, arrivalMs: 1 }),
        lag: () => ({ events: 3, ms: 40 }),
        watermarkMs: () => Number.MIN_SAFE_INTEGER,
      },
      metrics: { totals: NONE },
      functions: { sample: (sample) => void samples.push(sample) },
    });
    while (samples.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    stop();
    const last = samples.at(-1);
    expect(last).toMatchObject({ running: true, lagMs: 40, watermarkMs: null, events: 0, lateShare: 0 });
    expect(last?.diskFreeShare).toBeGreaterThan(0);
    expect(last?.diskFreeShare).toBeLessThanOrEqual(1);
    expect((last?.atMs ?? 0) - (samples[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(900);
  });
});
