/**
 * Records what Flink answers to SQL cases and pipelines.
 *
 *     npm run flink:golden -- tumble pipelines/revenue      (without names: all of them)
 */
import { writeFileSync } from 'node:fs';
import { foldChanges } from '../../engine/test/sql-cases/folded-rows.ts';
import { goldenText } from '../../engine/test/sql-cases/golden-file.ts';
import { flinkVersion } from '../build.ts';
import { FlinkOracle } from '../oracle.ts';
import { recordings } from '../recordings.ts';

const wanted = recordings(process.argv.slice(2));
await using oracle = new FlinkOracle();
for (const { name, script, goldenPath } of wanted) {
  const { rows, refusal } = await oracle.ask({ name, script });
  if (refusal === null) {
    const folded = foldChanges(rows);
    writeFileSync(goldenPath, goldenText(folded, flinkVersion()));
    console.log(`${name}: ${folded.rows.length} rows`);
  } else {
    console.error(`${name}: Flink refuses it (${refusal.phase}): ${refusal.causes.join('\n  because: ')}`);
    process.exitCode = 1;
  }
}
