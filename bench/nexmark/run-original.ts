/**
 * Runs the Nexmark project's own query files on Millrace and on Flink, over the stream of the SQL cases, and says
 * whether they agree. The files are not part of this project: fetch github.com/nexmark/nexmark and name the folder.
 *
 *     node bench/nexmark/run-original.ts --queries nexmark/nexmark-flink/src/main/resources/queries [--only q4,q5]
 *         [--events 20000]      over a new stream of so many events in 20 seconds, slightly out of order
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { foldChanges } from '../../engine/test/sql-cases/folded-rows.ts';
import { runPrinting } from '../../engine/test/sql-cases/three-ways.ts';
import { differenceText } from '../../flink/difference-text.ts';
import { FlinkOracle } from '../../flink/oracle.ts';
import { NEXMARK_DEFAULTS } from './generator/nexmark-settings.ts';
import { writeEvents } from './generator/write-events.ts';
import { isQueryFolder, type OriginalQuery, originalQueries } from './original-queries.ts';

/** Patterns with many partial matches take Flink long. */
const TIMEOUT_SECONDS = 600;

/** What one side says: its rows, or why there are none. */
interface Outcome {
  readonly rows: readonly string[];
  readonly refusal: string | undefined;
}

const { values: settings } = parseArgs({
  options: { queries: { type: 'string' }, only: { type: 'string' }, events: { type: 'string' } },
});
const folder = settings.queries;
if (folder === undefined || !isQueryFolder(folder)) {
  throw new Error('name the folder that holds ddl_views.sql and q0.sql: --queries <folder>');
}
const only = settings.only?.split(',');
await using oracle = new FlinkOracle();
for (const query of originalQueries(folder, settings.events && newStream(Number(settings.events)))) {
  if (only === undefined || only.includes(query.name)) console.log(`${query.name.padEnd(4)}${await verdict(query)}`);
}

function newStream(eventCount: number): string {
  const path = join(mkdtempSync(join(tmpdir(), 'millrace-nexmark-')), 'events.json');
  writeEvents(path, { ...NEXMARK_DEFAULTS, eventCount, eventsPerSecond: eventCount / 20, disorderGroup: 100 });
  return path;
}

async function verdict(query: OriginalQuery): Promise<string> {
  const [flink, millrace] = [await onFlink(query), await onMillrace(query)];
  if (flink.refusal !== undefined && millrace.refusal !== undefined) {
    return `refused by both: ${firstLine(millrace.refusal)}; Flink: ${firstLine(flink.refusal)}`;
  }
  if (millrace.refusal !== undefined) return `refused by Millrace alone: ${firstLine(millrace.refusal)}`;
  if (flink.refusal !== undefined) return `${millrace.rows.length} rows; refused by Flink: ${firstLine(flink.refusal)}`;
  const difference = differenceText({ name: 'Flink', rows: flink.rows }, { name: 'Millrace', rows: millrace.rows });
  return difference === undefined
    ? `the same ${flink.rows.length} rows`
    : `${flink.rows.length} rows of Flink, ${millrace.rows.length} of Millrace: ${difference}`;
}

async function onFlink({ name, script }: OriginalQuery): Promise<Outcome> {
  const { rows, refusal } = await oracle.ask({ name, script, timeoutSeconds: TIMEOUT_SECONDS });
  return { rows: foldChanges(rows).rows, refusal: refusal?.causes.at(-1) ?? refusal?.message };
}

async function onMillrace({ name, script }: OriginalQuery): Promise<Outcome> {
  try {
    const { rows } = await runPrinting([{ file: `${name}.sql`, text: script }], 'through');
    return { rows, refusal: undefined };
  } catch (error) {
    return { rows: [], refusal: String(error) };
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
