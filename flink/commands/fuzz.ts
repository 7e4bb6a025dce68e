/**
 * Random queries over random streams, through Flink and through Millrace.
 *
 *     npm run flink:fuzz -- --seed 7 --count 200         the trials of seeds 7 … 206
 *     npm run flink:fuzz -- --only 'window aggregate'    of one construct; several options of this kind
 *
 * A failure is made small and printed with its script and rows; `--seed N --count 1` makes it again.
 */
import { parseArgs } from 'node:util';
import { Choices } from '../fuzz/choices.ts';
import { constructNames, type RandomTrial, randomTrial } from '../fuzz/random-trial.ts';
import { shrink } from '../fuzz/shrink.ts';
import { type Outcome, trialVerdict, type Verdict } from '../fuzz/trial-verdict.ts';
import { FlinkOracle } from '../oracle.ts';

const PROGRESS_EVERY = 25;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100' },
    only: { type: 'string', multiple: true, default: [] },
    'shrink-attempts': { type: 'string', default: '150' },
    'stop-after': { type: 'string', default: '5' },
  },
});
const unknown = values.only.filter((name) => !constructNames().includes(name));
if (unknown.length > 0) throw new Error(`no construct ${unknown.join(', ')}; there are ${constructNames().join(', ')}`);

await using oracle = new FlinkOracle();
const tally = new Map<string, number>();
const failures = new Map<string, number>();
const [firstSeed, count] = [Number(values.seed), Number(values.count)];
for (let index = 0; index < count; index += 1) {
  await tryOne(firstSeed + index);
  if ((index + 1) % PROGRESS_EVERY === 0) console.log(`${index + 1} of ${count}: ${tallyText()}`);
  if (failures.size >= Number(values['stop-after'])) break;
}
console.log(tallyText());
if (failures.size > 0) process.exitCode = 1;

async function tryOne(seed: number): Promise<void> {
  const choices = Choices.drawn(seed);
  const verdict = await trialVerdict(oracle, randomTrial(choices, values.only));
  const counted = verdict.outcome === 'equal' && verdict.rows === 0 ? 'equal, without rows' : verdict.outcome;
  tally.set(counted, (tally.get(counted) ?? 0) + 1);
  if (!isFailure(verdict.outcome)) return;
  const kind = kindOf(verdict);
  failures.set(kind, (failures.get(kind) ?? 0) + 1);
  if (failures.get(kind) === 1) await report(seed, choices.taken, verdict);
}

function isFailure(outcome: Outcome): boolean {
  return outcome === 'different' || outcome === 'Millrace refuses' || outcome === 'Flink refuses';
}

/** Failures of one kind are reported once. What differs cannot be told apart, so each is a kind of its own. */
function kindOf({ outcome, detail, script }: Verdict): string {
  if (outcome === 'different') return script;
  const [line = ''] = detail
    .split('\n')
    .filter((text) => /Flink refuses|because|SQL_/.test(text))
    .slice(-1);
  return `${outcome}: ${line.replaceAll(/\d+|'.*?'/g, '_')}`;
}

async function report(seed: number, sequence: readonly number[], first: Verdict): Promise<void> {
  let [trial, verdict]: [RandomTrial | undefined, Verdict] = [undefined, first];
  const kind = first.outcome === 'different' ? undefined : kindOf(first);
  const stillFails = async (candidate: readonly number[]) => {
    const smaller = randomTrial(Choices.given(candidate), values.only);
    const found = await trialVerdict(oracle, smaller);
    const same = found.outcome === first.outcome && (kind === undefined || kindOf(found) === kind);
    if (same) [trial, verdict] = [smaller, found];
    return same;
  };
  await shrink(sequence, stillFails, Number(values['shrink-attempts']));
  trial ??= randomTrial(Choices.given(sequence), values.only);
  console.error(`\n== seed ${seed}, ${trial.construct}: ${verdict.outcome}\n${verdict.script}`);
  for (const { name, lines } of trial.streams) console.error(`-- ${name}.json\n${lines.join('\n')}`);
  console.error(`${verdict.detail}\n`);
}

function tallyText(): string {
  return Array.from(tally, ([outcome, times]) => `${times} ${outcome}`).join(', ');
}
