/**
 * `npm run proof:aws -- --minutes 60 --seed 1`: the same events in one process and on emulated AWS, and every row of their
 * results compared. Exits with 1 when one differs. `--pipelines` runs some of them only, `--rate` is how many events a second
 * of the shop's time has, `--kills 0` leaves Flink alone, `--patience 20` gives it as many minutes to start, for a machine
 * that has other work.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedScripts } from '@millrace/shop/pipelines/pipeline-groups.ts';
import { compareRows, compareViews, reportOf } from './compare-views.ts';
import { featureValues } from './feature-values.ts';
import { type Arrival, generatedHour } from './generated-hour.ts';
import { oneProcessSide } from './one-process-side.ts';
import { type StreamsSide, streamsSide } from './streams-side.ts';
import { timedSteps } from './timed-steps.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '5' },
    kills: { type: 'string', default: '1' },
    patience: { type: 'string', default: '5' },
    pipelines: { type: 'string', default: allPipelines().join() },
    keep: { type: 'boolean', default: false },
  },
});

/** Early values of open windows are told to pages of one process only; of Flink's, the final row counts. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['revenue_open', 'revenue_total_open']);

const folder = await mkdtemp(join(tmpdir(), 'millrace-aws-proof-'));
const progress = (what: string) => console.log(`${(performance.now() / 1000).toFixed(0)} s: ${what}`);
const pipelines = values.pipelines.split(',');
const hour = generatedHour({
  seed: Number(values.seed),
  minutes: Number(values.minutes),
  eventsPerSecond: Number(values.rate),
});
const { arrivals, copies, bad, late } = hour;
const handedOver = identified(arrivals);
progress(`${arrivals.length} records, ${copies} of them copies, ${late} hours late; ${bad} bad events were kept out`);
const expected = await oneProcessSide(folder, timedSteps(hour));
progress('one process has run');
const tables = [...tablesOf(pipelines)].filter((table) => !NOT_COMPARED.has(table));
const actual = await streamsSide(timedSteps(hour), {
  folder,
  pipelines,
  keys: (view) => expected.views.get(view)?.primaryKey ?? [],
  kills: Number(values.kills),
  patienceMs: Number(values.patience) * 60_000,
  isWhole: (views) => compareViews(tables, expected.views, views).every(({ differences }) => differences.length === 0),
  onProgress: progress,
});
progress(`AWS has run: ${actual.records} insights, Flink started ${actual.starts} times`);
const comparisons = [
  ...compareViews([...tables, ...decisionTables(pipelines)], expected.views, actual.views),
  compareRows('user features', valuesOf(expected, false), valuesOf(actual, false)),
];
const handed = compareRows('handed over', valuesOf(expected, true), valuesOf(actual, true));
console.log(reportOf(comparisons));
// These wait for a message between buckets: equal in sums, and in visits only mostly. They are told, and do not decide.
console.log(
  `feature values of users who came without a name first: ${handed.rows - handed.differences.length} of ${handed.rows} equal`,
);
const rows = comparisons.reduce((sum, comparison) => sum + comparison.rows, 0);
const differences = comparisons.reduce((sum, comparison) => sum + comparison.differences.length, 0);
if (differences > 0) console.log(actual.report);
console.log(`${rows} rows of ${comparisons.length} tables compared, ${differences} differ (seed ${values.seed})`);
if (!values.keep) await rm(folder, { recursive: true, force: true });
process.exit(differences === 0 && rows > 0 ? 0 : 1);

/** Feature values of users who came without a name first, or of all others. */
function valuesOf({ users }: Pick<StreamsSide, 'users'>, came: boolean): ReadonlyMap<string, unknown> {
  const chosen = Object.entries(users).filter(([user]) => handedOver.has(user) === came);
  return featureValues(Object.fromEntries(chosen), hour.endMs);
}

function allPipelines(): readonly string[] {
  return embeddedScripts()
    .map(({ file }) => file.replace(/^.*[/\\]|\.sql$/g, ''))
    .filter((name) => name !== 'embedded');
}

/** The tables that the pipelines write. */
function tablesOf(names: readonly string[]): ReadonlySet<string> {
  const texts = embeddedScripts().filter(({ file }) => names.includes(file.replace(/^.*[/\\]|\.sql$/g, '')));
  return new Set(
    texts.flatMap(({ text }) => Array.from(text.matchAll(/^INSERT INTO (\w+)/gm), ([, table]) => table ?? '')),
  );
}

/** What the function on `insights` makes of scores. */
function decisionTables(names: readonly string[]): readonly string[] {
  return names.includes('fraud') ? ['decisions', 'fraud_cases', 'fraud_queue'] : [];
}

/** Visitors who turned out to be a user, and those users. */
function identified(all: readonly Arrival[]): ReadonlySet<string> {
  const events = all.map(({ record }): { userId?: string; anonymousId?: string } => JSON.parse(record));
  return new Set(events.flatMap(({ userId, anonymousId }) => (userId && anonymousId ? [userId, anonymousId] : [])));
}
