/**
 * The Nexmark queries as the benchmark runs them: the SQL cases of the same names, over a large stream and into a sink
 * that keeps nothing. q6 is none of them: Flink itself cannot run it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cases = fileURLToPath(new URL('../../engine/test/sql-cases/cases/', import.meta.url));

/** `decoded`: rows lie decoded in memory. `filesystem`: the file is read and decoded. */
export type InputKind = 'filesystem' | 'decoded';

export interface BenchInput {
  readonly kind: InputKind;
  /** The stream's file. */
  readonly events: string;
  /** The file of the table that q13 looks up. */
  readonly side: string;
}

/** The names of all queries there are, in their order: q0, q1 … */
export function queryNames(): readonly string[] {
  const numbers = readdirSync(cases)
    .flatMap((file) => /^nexmark-q(\d+)\.sql$/.exec(file)?.[1] ?? [])
    .map(Number);
  return numbers.toSorted((a, b) => a - b).map((number) => `q${number}`);
}

/** The query as it stands in its file: `${inputs}` is a folder, and its results are printed. */
export function queryText(name: string): string {
  return readFileSync(`${cases}nexmark-${name}.sql`, 'utf8');
}

/** The stream of q12, whose rows arrive by the clock of the case; the benchmark's come as fast as they can. */
const TIMED = /'connector' = 'timed', ('path' = [^,]*, 'format' = 'json'),[^)]*/g;

export function queryScript(name: string, { kind, events, side }: BenchInput): string {
  return queryText(name)
    .replaceAll('${inputs}/nexmark.json', events)
    .replaceAll('${inputs}/nexmark-side.csv', side)
    .replaceAll("'connector' = 'filesystem'", `'connector' = '${kind}'`)
    .replaceAll(TIMED, `'connector' = '${kind}', $1`)
    .replaceAll("'connector' = 'print'", "'connector' = 'blackhole'");
}
