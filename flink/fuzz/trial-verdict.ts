/** Runs a trial through Flink and through Millrace and compares. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MillraceError } from '../../engine/src/errors/millrace-error.ts';
import type { DataType } from '../../engine/src/row/data-type.ts';
import { formatBareType } from '../../engine/src/row/type-format.ts';
import { planScripts } from '../../engine/src/runtime/open-pipeline.ts';
import { type FoldedRows, foldChanges } from '../../engine/test/sql-cases/folded-rows.ts';
import { runPrinting, WAYS_TO_RUN } from '../../engine/test/sql-cases/three-ways.ts';
import { differenceText } from '../difference-text.ts';
import { type FlinkAnswer, type FlinkOracle, refusalText } from '../oracle.ts';
import type { RandomTrial } from './random-trial.ts';

export type Outcome =
  | 'equal'
  | 'both refuse'
  /** Flink runs it. */
  | 'Millrace refuses'
  | 'Flink refuses'
  | 'different'
  /** Flink did not come to an end; says nothing. */
  | 'no answer';

export interface Verdict {
  readonly outcome: Outcome;
  /** Rows of Flink's result. */
  readonly rows: number;
  /** The script, for reading it and for running it again. */
  readonly script: string;
  readonly detail: string;
}

const FILE = 'fuzz.sql';
const ROWS_PER_STEP = 7;
const TIMEOUT_SECONDS = 30;

export async function trialVerdict(oracle: FlinkOracle, trial: RandomTrial): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-fuzz-'));
  try {
    for (const { name, lines } of trial.streams) writeFileSync(join(folder, `${name}.json`), `${lines.join('\n')}\n`);
    const script = trialScript(trial, folder);
    const flink = await oracle.ask({ name: 'fuzz', script, timeoutSeconds: TIMEOUT_SECONDS });
    return { ...(await compare(script, flink)), script: script.replaceAll(folder, '${folder}') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** With a sink of the types that Millrace finds, so that Flink refuses where it finds others. */
function trialScript({ streams, views, select }: RandomTrial, folder: string): string {
  const tables = streams.map(({ ddl }) => ddl.replaceAll('${folder}', folder));
  const query = [...tables, ...views, `${select.sql};`].join('\n\n');
  const sink = sinkFor(query, select.sinkKey);
  if (sink === undefined) return query;
  if (select.sinkKey === undefined)
    return [...tables, sink, ...views, `INSERT INTO answer\n${select.sql};`].join('\n\n');
  // A primary key takes no NULL.
  const view = `CREATE TEMPORARY VIEW keyed_rows AS\n${select.sql};`;
  const present = select.sinkKey.map((name) => `${name} IS NOT NULL`).join(' AND ');
  const insert = `INSERT INTO answer\nSELECT * FROM keyed_rows WHERE ${present};`;
  return [...tables, sink, ...views, view, insert].join('\n\n');
}

/** Undefined when Millrace refuses the query. */
function sinkFor(query: string, key: readonly string[] | undefined): string | undefined {
  try {
    const [planned] = planScripts([{ file: FILE, text: query }]).queries;
    const fields = planned?.root.schema ?? [];
    const columns = fields.map(({ name, type }, index) => `c${index}_${name.replaceAll(/\W/g, '_')} ${sinkType(type)}`);
    const keyed = key?.map((name) => `c${fields.findIndex((field) => field.name === name)}_${name}`);
    if (keyed !== undefined) columns.push(`PRIMARY KEY (${keyed.join(', ')}) NOT ENFORCED`);
    return `CREATE TABLE answer (${columns.join(', ')}) WITH ('connector' = 'print');`;
  } catch (error) {
    if (error instanceof MillraceError) return undefined;
    throw error;
  }
}

/** Texts keep their lengths to themselves, and every column takes NULL. */
function sinkType(type: DataType): string {
  if (type.kind === 'CHAR' || type.kind === 'VARCHAR') return 'STRING';
  if (type.kind === 'ARRAY') return `ARRAY<${sinkType(type.element)}>`;
  return formatBareType(type);
}

type Comparison = Omit<Verdict, 'script'>;

async function compare(script: string, flink: FlinkAnswer): Promise<Comparison> {
  if (flink.refusal?.phase === 'timeout') return { outcome: 'no answer', rows: 0, detail: refusalText(flink.refusal) };
  const expected = foldChanges(flink.rows);
  for (const way of WAYS_TO_RUN) {
    const actual = await runPrinting([{ file: FILE, text: script }], way, ROWS_PER_STEP).catch(refusalOf);
    const { outcome, detail } = compareWay(flink, expected, actual);
    if (outcome !== 'equal') return { outcome, rows: expected.rows.length, detail: `${way}: ${detail}` };
  }
  return { outcome: 'equal', rows: expected.rows.length, detail: '' };
}

/** An error that is none of Millrace's own says so by its stack: it is a fault, whatever Flink says. */
function refusalOf(error: unknown): Error {
  if (error instanceof MillraceError) return error;
  return new Error(error instanceof Error ? error.stack : String(error));
}

function compareWay(flink: FlinkAnswer, expected: FoldedRows, actual: FoldedRows | Error): Omit<Comparison, 'rows'> {
  const flinkSays = flink.refusal === null ? `Flink gives ${expected.rows.length} rows` : refusalText(flink.refusal);
  if (actual instanceof Error) {
    const millraceSays = actual instanceof MillraceError ? `${actual.code} ${actual.message}` : actual.message;
    const detail = `${millraceSays}\n${flinkSays}`;
    if (!(actual instanceof MillraceError)) return { outcome: 'different', detail };
    return { outcome: flink.refusal === null ? 'Millrace refuses' : 'both refuse', detail };
  }
  if (flink.refusal !== null) {
    return { outcome: 'Flink refuses', detail: `Millrace gives ${actual.rows.length} rows\n${flinkSays}` };
  }
  const difference = differenceText({ name: 'Flink', rows: expected.rows }, { name: 'Millrace', rows: actual.rows });
  return difference === undefined ? { outcome: 'equal', detail: '' } : { outcome: 'different', detail: difference };
}
