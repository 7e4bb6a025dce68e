/**
 * Random streams: a table over a file of rows with disorder, NULLs, ties and duplicates.
 *
 * Numbers are small, so that nothing overflows, and DOUBLEs are multiples of a quarter, so that sums do not depend on
 * the order of their terms.
 */
import type { Choices } from './choices.ts';
import type { Relation } from './relation.ts';

export interface RandomStream {
  readonly name: string;
  /** CREATE TABLE, with `${file}` for the path of its file. */
  readonly ddl: string;
  /** Lines of JSON. */
  readonly lines: readonly string[];
  readonly relation: Relation;
}

const START = Date.parse('2024-01-15T08:00:00Z');
const STEPS_MS = [1_000, 0, 250, 7_000, 31_000, 70_000, 200_000];
const DELAYS_SECONDS = [10, 0, 2, 60];
const NULL_PERCENT = 15;
const KEYS = ['a', 'b', 'c', 'd'];

const TEXTS = [
  'a',
  'b',
  '',
  'Anvil & Co',
  ' padded  ',
  'ÄÖü ß',
  'x-1-y-2',
  '2024-02-29',
  '2024-01-15 10:20:30',
  '12',
  '-7.5',
  'true',
  '{"a": 1, "b": {"c": "x"}, "d": [1, 2]}',
  'https://shop.example/p/1?q=1&r=two#top',
  'a,b;c=d',
  '😀 smile',
  "it's",
  'NULL',
];

export interface StreamOptions {
  readonly name: string;
  readonly mostRows: number;
  /** Some rows come later than the watermark allows; or none does, not even with just its time. */
  readonly late: boolean | 'never';
  /** Each row is a version of what its primary key `k` stands for. */
  readonly versions: boolean;
}

export function randomStream(choices: Choices, { name, mostRows, late, versions }: StreamOptions): RandomStream {
  const delaySeconds = choices.pick(DELAYS_SECONDS);
  return {
    name,
    ddl: streamDdl(name, late === 'never' ? delaySeconds + 1 : delaySeconds, versions),
    lines: streamLines(choices, {
      mostRows,
      disorderSeconds: late === true ? Math.max(delaySeconds, 40) : delaySeconds,
      versions,
    }),
    relation: {
      name,
      append: true,
      columns: [
        { name: 'id', type: 'INT', unique: true },
        { name: 'k', type: 'STRING', few: true },
        { name: 'g', type: 'INT', few: true },
        { name: 'n', type: 'INT' },
        { name: 'm', type: 'BIGINT' },
        { name: 'p', type: 'DECIMAL' },
        { name: 'x', type: 'DOUBLE' },
        { name: 's', type: 'STRING' },
        { name: 'f', type: 'BOOLEAN', few: true },
        { name: 'd', type: 'DATE' },
        { name: 't', type: 'TIMESTAMP' },
        { name: 'l', type: 'TIMESTAMP_LTZ' },
        { name: 'tags', type: 'ARRAY' },
        { name: 'o.c', type: 'STRING' },
        { name: 'o.q', type: 'INT' },
        { name: 'ts', type: 'TIMESTAMP', rowtime: true },
      ],
    },
  };
}

function streamDdl(name: string, delaySeconds: number, versions: boolean): string {
  return `CREATE TABLE ${name} (
  id INT, k STRING, g INT, n INT, m BIGINT, p DECIMAL(10, 2), x DOUBLE, s STRING, f BOOLEAN, d DATE,
  t TIMESTAMP(3), l TIMESTAMP_LTZ(3), tags ARRAY<STRING>, o ROW<c STRING, q INT>, ts TIMESTAMP(3),
  WATERMARK FOR ts AS ts - INTERVAL '${delaySeconds}' SECOND${versions ? ',\n  PRIMARY KEY (k) NOT ENFORCED' : ''}
) WITH (
  'connector' = 'filesystem', 'path' = '\${folder}/${name}.json', 'format' = 'json',
  'scan.watermark.emit.strategy' = 'on-event'
);`;
}

interface LineOptions {
  readonly mostRows: number;
  readonly disorderSeconds: number;
  readonly versions: boolean;
}

/** Each row's time lies up to `disorderSeconds` before the latest so far. */
function streamLines(choices: Choices, { mostRows, disorderSeconds, versions }: LineOptions): readonly string[] {
  let latest = START;
  const lines: string[] = [];
  while (lines.length < mostRows && (lines.length < 3 || choices.chance(95))) {
    const [previous] = lines.slice(-1);
    if (previous !== undefined && choices.chance(4)) {
      lines.push(previous);
      continue;
    }
    latest += choices.pick(STEPS_MS);
    const behind = choices.chance(30) ? choices.below(disorderSeconds * 4 + 1) * 250 : 0;
    lines.push(randomRow(choices, { id: lines.length, time: latest - behind, versions }));
  }
  return lines;
}

interface RowOptions {
  readonly id: number;
  readonly time: number;
  readonly versions: boolean;
}

function randomRow(choices: Choices, { id, time, versions }: RowOptions): string {
  const orNull = <T>(make: () => T): T | null => (choices.chance(NULL_PERCENT) ? null : make());
  return JSON.stringify({
    id,
    k: versions ? choices.pick(KEYS) : orNull(() => choices.pick(KEYS)),
    g: orNull(() => choices.below(4)),
    n: orNull(() => choices.between(0, 60) - choices.below(8)),
    m: orNull(() => choices.below(choices.pick([10, 100_000]))),
    p: orNull(() => choices.between(0, 20_000) / 100 - choices.below(50)),
    x: orNull(() => choices.below(400) / 4 - choices.below(40)),
    s: orNull(() => choices.pick(TEXTS)),
    f: orNull(() => choices.chance(50)),
    d: orNull(() => dateText(START + choices.below(500) * 86_400_000)),
    t: orNull(() => timeText(START + choices.below(100_000) * 9_750)),
    l: orNull(() => `${timeText(START + choices.below(100_000) * 500)}Z`),
    tags: orNull(() => choices.several(0, 3, () => orNull(() => choices.pick(['red', 'new', '', 'x,y'])))),
    o: orNull(() => ({ c: orNull(() => choices.pick(TEXTS)), q: orNull(() => choices.below(9)) })),
    ts: timeText(time),
  });
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** As Flink's JSON format reads a time by default. */
function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
}
