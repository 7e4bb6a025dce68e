/**
 * A SQL case: a script, its input files and its golden result. It can be run in three ways that must all give the same
 * rows: straight through; stopped and restored at each of three checkpoints; with work thrown away after each of them.
 *
 * Where a golden file says `recorded from Apache Flink`, its rows are what Flink itself printed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printConnector } from '../../src/connectors/print-sink.ts';
import { openPipeline } from '../../src/runtime/open-pipeline.ts';
import type { Pipeline } from '../../src/runtime/pipeline.ts';
import { MemoryStateStore } from '../../src/state/environment-state-store.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Rows of one micro-batch: small, so that checkpoints fall into the middle of everything. */
const ROWS_PER_STEP = 17;
const CHECKPOINTS = [1, 3, 6];

export interface SqlCase {
  readonly name: string;
  readonly text: string;
  readonly golden: readonly string[];
}

export function sqlCases(): readonly SqlCase[] {
  const files = readdirSync(`${folder}cases`).filter((file) => file.endsWith('.sql'));
  return files.map((file) => {
    const name = file.replace('.sql', '');
    return { name, text: scriptText(name), golden: readLines(`${folder}golden/${name}.txt`) };
  });
}

export type WayToRun = 'through' | 'stopped' | 'crashed';

/** The printed rows of the case, sorted: Flink's order of rows is not defined. */
export async function runCase(sqlCase: SqlCase, way: WayToRun): Promise<readonly string[]> {
  const lines: string[] = [];
  const store = new MemoryStateStore();
  const open = () => openCase(sqlCase, store, lines);
  let pipeline = open();
  if (way === 'through') {
    while ((await pipeline.step()) !== 'end');
  } else {
    for (let step = 1; (await pipeline.step(ROWS_PER_STEP)) !== 'end'; step += 1) {
      if (!CHECKPOINTS.includes(step)) continue;
      if (way === 'crashed') await pipeline.push(ROWS_PER_STEP);
      await pipeline.close();
      pipeline = open();
    }
  }
  await pipeline.finish();
  await pipeline.close();
  return lines.toSorted();
}

function openCase(sqlCase: SqlCase, store: MemoryStateStore, lines: string[]): Pipeline {
  const write = (text: string) => lines.push(...text.trimEnd().split('\n'));
  const connectors = [printConnector({ out: write, error: write })];
  return openPipeline({ scripts: [{ file: `${sqlCase.name}.sql`, text: sqlCase.text }], store, connectors });
}

function scriptText(name: string): string {
  const text = readFileSync(`${folder}cases/${name}.sql`, 'utf8').replaceAll('${inputs}', `${folder}inputs`);
  return text.replace(/CREATE TABLE (\w+)([^;]*)'connector' = 'print'/g, (_, table: string, columns: string) => {
    return `CREATE TABLE ${table}${columns}'connector' = 'print', 'print-identifier' = '${table}'`;
  });
}

function readLines(path: string): readonly string[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).toSorted();
}
