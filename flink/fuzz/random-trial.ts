/** A random trial: streams, and a query over them, made from choices. */
import type { Choices } from './choices.ts';
import { intervalJoin, windowJoin } from './join-queries.ts';
import { QueryMaker, type Select } from './query-maker.ts';
import { type RandomStream, randomStream } from './random-stream.ts';
import { type Relation, rowtimeOf } from './relation.ts';
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
  readonly make: (maker: QueryMaker, relation: Relation) => Select;
}

const CONSTRUCTS: readonly Construct[] = [
  { name: 'calc', takesLate: true, make: (maker, relation) => maker.calc(relation) },
  { name: 'window aggregate', takesLate: true, make: windowAggregate },
  { name: 'window rows', takesLate: true, make: windowRows },
  { name: 'window top-n', takesLate: true, make: windowTopN },
  { name: 'cascade', takesLate: true, make: cascade },
  { name: 'keep first', takesLate: true, make: keepFirst },
  { name: 'interval join', takesLate: false, make: intervalJoin },
  { name: 'window join', takesLate: false, make: windowJoin },
  { name: 'union all', takesLate: false, make: unionAll },
];

const MOST_ROWS = 60;

export function constructNames(): readonly string[] {
  return CONSTRUCTS.map(({ name }) => name);
}

/** `only`: constructs to choose from; all when there are none. */
export function randomTrial(choices: Choices, only: readonly string[]): RandomTrial {
  const construct = choices.pick(CONSTRUCTS.filter(({ name }) => only.length === 0 || only.includes(name)));
  const late = construct.takesLate ? choices.chance(25) : 'never';
  const stream = randomStream(choices, { name: 'st', mostRows: MOST_ROWS, late });
  const maker = new QueryMaker(choices);
  const base = choices.chance(25) ? maker.view(maker.calc(stream.relation)) : stream.relation;
  const made = construct.make(maker, base);
  const select = choices.chance(25) ? maker.calc(maker.view(made)) : made;
  return { streams: [stream], views: maker.views, select, construct: construct.name };
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
