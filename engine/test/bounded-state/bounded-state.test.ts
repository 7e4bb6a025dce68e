/** The short form of `npm run proof:state`. */
import { describe, expect, it } from 'vitest';
import { entriesOf, growth, type Queries, type StateSample, stateLine } from './state-line.ts';

/** Rows of one hour fill every window; what comes later only replaces them. */
const WARM_UP_HOURS = 1;

async function samplesOf(queries: Queries): Promise<readonly StateSample[]> {
  const samples: StateSample[] = [];
  await stateLine({ hours: 8, rowsPerSecond: 2, seed: 7 }, queries, (sample) => samples.push(sample));
  return samples.slice(WARM_UP_HOURS);
}

describe('the state of a simulated day at full disorder', () => {
  it('does not grow after the first window lengths, in joins, OVER and sessions', async () => {
    const samples = await samplesOf('bounded');
    const operators = Object.keys(samples[0]?.entries ?? {});
    expect(operators.map((id) => id.replace(/.*\d-/, ''))).toEqual(
      expect.arrayContaining(['interval-join', 'window-join', 'temporal-join', 'over-aggregate', 'window-aggregate']),
    );
    expect(growth(samples, entriesOf)).toBeLessThan(1.15);
    expect(growth(samples, ({ bytes }) => bytes)).toBeLessThan(1.15);
  }, 60_000);

  it('grows where nothing bounds a join', async () => {
    expect(growth(await samplesOf('unbounded'), entriesOf)).toBeGreaterThan(1.5);
  }, 60_000);
});
