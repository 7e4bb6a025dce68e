/**
 * Fails when a recorded result is no longer what Flink answers.
 *
 *     npm run flink:check -- tumble pipelines/revenue      (without names: all of them)
 */
import { existsSync } from 'node:fs';
import { foldChanges } from '../../engine/test/sql-cases/folded-rows.ts';
import { readGolden } from '../../engine/test/sql-cases/golden-file.ts';
import { differenceText } from '../difference-text.ts';
import { FlinkOracle } from '../oracle.ts';
import { type Recording, recordings } from '../recordings.ts';

const wanted = recordings(process.argv.slice(2));
await using oracle = new FlinkOracle();
let failures = 0;
for (const recording of wanted) {
  const complaint = await complaintAbout(recording);
  if (complaint === undefined) continue;
  failures += 1;
  console.error(`${recording.name}: ${complaint}`);
}
console.log(`${wanted.length - failures} of ${wanted.length} recorded results are what Flink answers`);
if (failures > 0) process.exitCode = 1;

async function complaintAbout({ name, script, goldenPath }: Recording): Promise<string | undefined> {
  if (!existsSync(goldenPath)) return `nothing is recorded; npm run flink:golden -- ${name}`;
  const golden = readGolden(goldenPath);
  const { rows, refusal } = await oracle.ask({ name, script });
  if (refusal !== null) return `Flink refuses it (${refusal.phase}): ${refusal.causes.join('\n  because: ')}`;
  const folded = foldChanges(rows);
  const updates = `updated: ${folded.updated.join(', ')}, recorded as: ${golden.updated.join(', ')}`;
  if (folded.updated.join() !== golden.updated.join()) return updates;
  return differenceText({ name: 'recorded', rows: golden.rows }, { name: 'Flink', rows: folded.rows });
}
