/** Many runs under faults, each by a seed of its own: `npm run proof:aws-faults -- --rounds 20 --seed 1 --events 400`. */
import { parseArgs } from 'node:util';
import { countingRun } from './counting-run.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    events: { type: 'string', default: '400' },
  },
});

const first = Number(values.seed);
for (let round = 0; round < Number(values.rounds); round++) {
  const seed = first + round;
  const startedMs = Date.now();
  try {
    const report = await countingRun({ seed, events: Number(values.events) });
    console.log(`seed ${seed}, ${((Date.now() - startedMs) / 1000).toFixed(1)} s: ${JSON.stringify(report)}`);
  } catch (error) {
    console.log(`seed ${seed} failed`);
    throw error;
  }
}
