/** A random trial: streams, and a query over them, made from choices. */
import type { Choices } from './choices.ts';
import { distinctRows, groupAggregate, keepLast, setOperation, topN } from './group-queries.ts';
import { intervalJoin, regularJoin, subquery, temporalJoin, windowJoin } from './join-queries.ts';
import { QueryMaker, type Select } from './query-maker.ts';
import { type RandomStream, randomStream } from './random-stream.ts';
import { type Relation, rowtimeOf } from './relation.ts';
import { matchRecognize, overAggregate, unnest } from './row-queries.ts';
import { selfIntervalJoin, selfTemporalJoin, selfWindowJoin } from './self-join-queries.ts';
import { keepFirst, unionAll } from './stream-queries.ts';
import { windowAggregate, windowRows, windowTopN } from './window-queries.ts';

export interface RandomTrial {
  readonly streams: readonly RandomStream[];
  readonly views: readonly string[];
  readonly select: Select;
  /** The construct that the trial is about. */
  readonly construct: string;
}

interface Construct {
  readonly name: string;
  /** Rows that come too late give definite answers: there is one input, and the operator drops them by its watermark. */
  readonly takesLate: boolean;
  /** Over one stream, two, or one and a stream of versions. */
  readonly inputs: 'one' | 'two' | 'versions';
  readonly make: (maker: QueryMaker, relation: Relation, other: Relation) => Select;
}

const one = (name: string, make: Construct['make']): Construct => ({ name, takesLate: true, inputs: 'one', make });
const two = (name: string, make: Construct['make']): Construct => ({ name, takesLate: false, inputs: 'two', make });

const CONSTRUCTS: readonly Construct[] = [
  one('calc', (maker, relation) => maker.calc(relation)),
  one('window aggregate', windowAggregate),
  one('window rows', windowRows),
  one('window top-n', windowTopN),
  one('cascade', cascade),
  one('keep first', keepFirst),
  one('union all', unionAll),
  one('group', groupAggregate),
  one('distinct', distinctRows),
  one('over', overAggregate),
  one('unnest', unnest),
  one('match', matchRecognize),
  one('top-n', topN),
  { ...one('keep last', keepLast), takesLate: false },
  two('regular join', regularJoin),
  two('interval join', intervalJoin),
  two('window join', windowJoin),
  two('set operation', setOperation),
  two('subquery', subquery),
  { ...one('self interval join', selfIntervalJoin), takesLate: false },
  { ...one('self window join', selfWindowJoin), takesLate: false },
  { ...one('self temporal join', selfTemporalJoin), takesLate: false },
  { name: 'temporal join', takesLate: false, inputs: 'versions', make: temporalJoin },
];

const MOST_ROWS = 60;

export function constructNames(): readonly string[] {
  return CONSTRUCTS.map(({ name }) => name);
}

/** `only`: constructs to choose from; all when there are none. */
export function randomTrial(choices: Choices, only: readonly string[]): RandomTrial {
  const construct = choices.pick(CONSTRUCTS.filter(({ name }) => only.length === 0 || only.includes(name)));
  const late = construct.takesLate ? choices.chance(25) : 'never';
  const mostRows = construct.inputs === 'one' ? MOST_ROWS : MOST_ROWS / 2;
  const stream = randomStream(choices, { name: 'st', mostRows, late, versions: false });
  const versions = construct.inputs === 'versions';
  const other = randomStream(choices, {
    name: 'su',
    mostRows: construct.inputs === 'one' ? 0 : mostRows,
    late: 'never',
    versions,
  });
  const maker = new QueryMaker(choices);
  // A pattern reads columns by name.
  const base =
    construct.name !== 'match' && choices.chance(20) ? maker.view(maker.calc(stream.relation)) : stream.relation;
  const made = construct.make(maker, base, other.relation);
  const select = finished(maker, made, construct);
  const streams = construct.inputs === 'one' ? [stream] : [stream, other];
  const keyed = select.key !== undefined && choices.chance(50) ? { ...select, sinkKey: select.key } : select;
  return { streams, views: usedViews(maker.views, select.sql), select: keyed, construct: construct.name };
}

/** The select itself, or a projection or a group of its rows. MATCH_RECOGNIZE cannot stand in a view of Flink's. */
function finished(maker: QueryMaker, made: Select, { name }: Construct): Select {
  // Of INTERSECT ALL and EXCEPT ALL, Flink loses count when their columns are not read.
  if (name === 'match' || name === 'set operation' || made.sinkKey !== undefined) return made;
  if (maker.choices.chance(20)) return maker.calc(maker.view(made));
  return maker.choices.chance(15) ? groupAggregate(maker, maker.view(made)) : made;
}

/** The views that the query reads, and those that they read. */
function usedViews(views: readonly string[], sql: string): readonly string[] {
  const used: string[] = [];
  for (const view of views.toReversed()) {
    const name = /VIEW (\w+)/.exec(view)?.[1] ?? '';
    if (new RegExp(`\\b${name}\\b`).test([sql, ...used].join('\n'))) used.unshift(view);
  }
  return used;
}

/** A window over the results of a window. */
function cascade(maker: QueryMaker, relation: Relation): Select {
  const first = windowAggregate(maker, relation);
  const inner = maker.view(first);
  if (rowtimeOf(inner) === undefined) return first;
  const columns = inner.columns.filter((column) => column.window === undefined);
  const names = columns.map(({ name, rowtime }) => (rowtime === true ? `${name} AS rt` : name));
  const renamed = columns.map((column) => (column.rowtime === true ? { ...column, name: 'rt' } : column));
  const plain = maker.view({ sql: `SELECT ${names.join(', ')} FROM ${inner.name}`, columns: renamed, append: true });
  return windowAggregate(maker, plain);
}
