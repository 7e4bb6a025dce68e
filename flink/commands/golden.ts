/**
 * Records what Flink answers.
 *
 *     npm run flink:golden -- tumble pipelines/revenue refused/over      (without names: everything)
 */
import { writeFileSync } from 'node:fs';
import { FlinkOracle } from '../oracle.ts';
import { recordings } from '../recordings.ts';

const wanted = recordings(process.argv.slice(2));
await using oracle = new FlinkOracle();
for (const recording of wanted) {
  try {
    writeFileSync(recording.goldenPath, await recording.goldenText(oracle));
    console.log(`${recording.name}: recorded`);
  } catch (error) {
    console.error(`${recording.name}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
