/** Many runs under faults, each by a seed of its own: `npm run proof:aws-faults -- --rounds 20 --seed 1 --events 200`. */
import { parseArgs } from 'node:util';
import { countingRun } from './counting-run.ts';
import { insightsRun } from './insights-run.ts';
import { shopRun } from './shop-run.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    events: { type: 'string', default: '200' },
  },
});

const RUNS = { counting: countingRun, shop: shopRun, insights: insightsRun };

const first = Number(values.seed);
for (let round = 0; round < Number(values.rounds); round++)
  for (const [name, run] of Object.entries(RUNS)) {
    if (values.only !== undefined && values.only !== name) continue;
    const seed = first + round;
    const startedMs = Date.now();
    try {
      const report = await run({ seed, events: Number(values.events) });
      console.log(
        `${name}, seed ${seed}, ${((Date.now() - startedMs) / 1000).toFixed(1)} s: ${JSON.stringify(report)}`,
      );
    } catch (error) {
      console.log(`${name}, seed ${seed} failed`);
      throw error;
    }
  }
console.log(`all of ${values.rounds} rounds passed, seeds from ${first}`);
