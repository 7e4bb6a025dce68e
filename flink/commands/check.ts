/**
 * Fails when a record is no longer what Flink answers.
 *
 *     npm run flink:check -- tumble pipelines/revenue refused/over      (without names: everything)
 */
import { existsSync, readFileSync } from 'node:fs';
import { differenceText } from '../difference-text.ts';
import { FlinkOracle } from '../oracle.ts';
import { type Recording, recordings } from '../recordings.ts';

/** A machine that is busy elsewhere may be late for the clock. What is wrong stays wrong. */
const ATTEMPTS_BY_THE_CLOCK = 3;

const wanted = recordings(process.argv.slice(2));
// Those that wait for the clock wait beside the others, in a Flink of their own.
const halves = [wanted.filter(({ waits }) => waits), wanted.filter(({ waits }) => !waits)];
const failures = (await Promise.all(halves.map(failuresOf))).reduce((sum, count) => sum + count, 0);
console.log(`${wanted.length - failures} of ${wanted.length} records are what Flink answers`);
if (failures > 0) process.exitCode = 1;

async function failuresOf(some: readonly Recording[]): Promise<number> {
  if (some.length === 0) return 0;
  await using oracle = new FlinkOracle();
  let failures = 0;
  for (const recording of some) {
    const complaint = await lastComplaint(oracle, recording);
    if (complaint === undefined) continue;
    failures += 1;
    console.error(`${recording.name}: ${complaint}`);
  }
  return failures;
}

async function lastComplaint(oracle: FlinkOracle, recording: Recording): Promise<string | undefined> {
  let complaint = await complaintAbout(oracle, recording);
  for (let asked = 1; complaint !== undefined && recording.waits && asked < ATTEMPTS_BY_THE_CLOCK; asked += 1) {
    console.error(`${recording.name}, asked again: ${complaint}`);
    complaint = await complaintAbout(oracle, recording);
  }
  return complaint;
}

async function complaintAbout(
  oracle: FlinkOracle,
  { name, goldenPath, goldenText }: Recording,
): Promise<string | undefined> {
  if (!existsSync(goldenPath)) return `nothing is recorded; npm run flink:golden -- ${name}`;
  try {
    const [recorded, now] = [readFileSync(goldenPath, 'utf8'), await goldenText(oracle)];
    return differenceText({ name: 'recorded', rows: recorded.split('\n') }, { name: 'now', rows: now.split('\n') });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
