/** `GET /v1/streams`: which streams there are, what their columns mean, how much goes through, and where they are served. */
import type { LogReader } from '@millrace/engine/log/log.ts';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { CONTROL_TYPES, EVENT_TYPES } from '../events/event-types.ts';
import type { TypeCounts } from '../events/type-counts.ts';
import { Problem } from '../sources/http/problem.ts';
import { EVENT_TYPE_NOTES } from '../streams/event-type-notes.ts';
import { recentEvents } from '../streams/recent-events.ts';
import { EVENTS, eventStream, type StreamFacts, viewStream } from '../streams/stream-catalog.ts';
import { StreamRates } from '../streams/stream-rates.ts';
import type { StreamTable } from '../streams/stream-tables.ts';
import { LATE_SUFFIX } from './late-route.ts';
import type { ViewCatalog } from './view-catalog.ts';

export interface StreamsRouteOptions {
  readonly views: ViewCatalog;
  readonly tables: () => Promise<ReadonlyMap<string, StreamTable>>;
  readonly log: Pick<LogReader, 'read' | 'bounds'>;
  readonly types: Pick<TypeCounts, 'counts'>;
  /** How long the log keeps events. */
  readonly retentionMs: number;
}

const Rate = Type.Union([Type.Number(), Type.Null()], {
  description: 'Over the last seconds; null when nobody had looked before.',
});
const StreamItem = Type.Object({
  name: Type.String(),
  about: Type.String(),
  key: Type.Array(Type.String(), { description: 'What tells rows apart.' }),
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), description: Type.String() })),
  writtenBy: Type.String({ description: 'The file that writes it, `functions`, or `collector`.' }),
  retentionDays: Type.Union([Type.Number(), Type.Null()], {
    description: 'How long rows are kept; null when they stay until they are taken back.',
  }),
  routes: Type.Array(Type.String(), { description: 'Routes that answer from it.' }),
  topics: Type.Array(Type.String(), { description: 'Topics of the live stream that carry it.' }),
  warehouseTable: Type.Union([Type.String(), Type.Null()]),
  changes: Type.Integer({
    description: 'Changes that there ever were; of events, those since the start of the server.',
  }),
  changesPerSecond: Rate,
});
const StreamList = Type.Object({
  at: Type.String({ format: 'date-time' }),
  items: Type.Array(StreamItem),
  eventTypes: Type.Array(
    Type.Object({
      name: Type.String(),
      about: Type.String(),
      control: Type.Boolean({ description: 'Whether it decides over others, and so needs an admin key.' }),
      events: Type.Integer({ description: 'Since the start of the server.' }),
      eventsPerSecond: Rate,
    }),
  ),
});
const StreamWithRows = Type.Object({
  ...StreamItem.properties,
  examples: Type.Array(Type.Object({}, { additionalProperties: true }), { description: 'The newest rows.' }),
});
const ExamplesQuery = Type.Object({
  n: Type.Integer({ minimum: 0, maximum: 50, default: 5, description: 'Rows to show, newest first.' }),
  type: Type.Optional(Type.Enum([...EVENT_TYPES], { description: 'Of the stream `events`: only this type.' })),
});

export function streamsRoutes(app: FastifyInstance, options: StreamsRouteOptions): void {
  const tags = ['operate'];
  const list = new StreamLister(options);
  app.get(
    '/v1/streams',
    {
      schema: { summary: 'Streams, their schemas and rates', tags, response: { 200: StreamList } },
      config: { access: 'read' },
    },
    () => list.all(),
  );
  app.get<{ Params: { name: string }; Querystring: Static<typeof ExamplesQuery> }>(
    '/v1/streams/:name',
    {
      schema: {
        summary: 'One stream, with its newest rows',
        tags,
        params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
        querystring: ExamplesQuery,
        response: { 200: StreamWithRows },
      },
      // Rows name people.
      config: { access: 'analyst' },
    },
    ({ params, query }) => list.one(params.name, query),
  );
}

class StreamLister {
  readonly #options: StreamsRouteOptions;
  readonly #rates = new StreamRates();

  constructor(options: StreamsRouteOptions) {
    this.#options = options;
  }

  async all(): Promise<Static<typeof StreamList>> {
    const { retentionMs } = this.#options;
    const tables = await this.#options.tables();
    const { views, ofTypes, item, rateOf } = this.#look();
    return {
      at: new Date().toISOString(),
      items: [
        item(eventStream(retentionMs)),
        ...views.map((view) => item(viewStream(view, tables.get(view.definition.name)))),
      ],
      eventTypes: EVENT_TYPES.map((name) => ({
        name,
        about: EVENT_TYPE_NOTES[name],
        control: CONTROL_TYPES.has(name),
        events: ofTypes.get(name) ?? 0,
        eventsPerSecond: rateOf(typeKey(name)),
      })),
    };
  }

  /** @throws Problem 404. */
  async one(name: string, { n, type }: Static<typeof ExamplesQuery>): Promise<Static<typeof StreamWithRows>> {
    const { log, retentionMs } = this.#options;
    const { views, item } = this.#look();
    const view = views.find(({ definition }) => definition.name === name);
    if (view === undefined && name !== EVENTS) {
      throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no stream named ${name}.` });
    }
    const facts = view ? viewStream(view, (await this.#options.tables()).get(name)) : eventStream(retentionMs);
    const rows = view ? newestRows(view, n) : recentEvents(log, n, type);
    return { ...item(facts), examples: rows.map((row) => ({ ...row })) };
  }

  /** The counts of this moment, and how a stream is told with them. */
  #look() {
    const views = this.#views();
    const ofTypes = this.#options.types.counts();
    const counts = streamCounts(views, ofTypes);
    const rateOf = this.#rates.look(counts, performance.now());
    const item = (facts: StreamFacts) => streamItem(facts, counts.get(facts.name) ?? 0, rateOf(facts.name));
    return { views, ofTypes, item, rateOf };
  }

  /** In the order of the alphabet; late rows have a place of their own. */
  #views(): readonly ViewReader[] {
    const { views } = this.#options;
    const names = [...views.keys()].filter((name) => !name.endsWith(LATE_SUFFIX)).sort();
    return names.flatMap((name) => views.get(name) ?? []);
  }
}

const DAY_MS = 24 * 3_600_000;

function streamItem(
  { retentionMs, key, columns, routes, topics, ...facts }: StreamFacts,
  changes: number,
  changesPerSecond: number | null,
): Static<typeof StreamItem> {
  return {
    ...facts,
    key: [...key],
    columns: [...columns],
    routes: [...routes],
    topics: [...topics],
    retentionDays: retentionMs === null ? null : retentionMs / DAY_MS,
    changes,
    changesPerSecond,
  };
}

function streamCounts(views: readonly ViewReader[], ofTypes: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const events = [...ofTypes.values()].reduce((sum, count) => sum + count, 0);
  return new Map([
    [EVENTS, events],
    ...views.map((view): [string, number] => [view.definition.name, view.lastChange()]),
    ...Array.from(ofTypes, ([type, count]): [string, number] => [typeKey(type), count]),
  ]);
}

/** No view has a blank in its name. */
function typeKey(type: string): string {
  return `type ${type}`;
}

function newestRows(view: ViewReader, n: number) {
  const last = view.lastChange();
  const changes = n === 0 ? [] : view.changes(Math.max(0, last - n), n);
  return changes
    .filter(({ deleted }) => !deleted)
    .map(({ row }) => row)
    .reverse();
}
