/**
 * `POST /v1/features/historical`: a training set. Each row names its entities and its own time, and gets the features as
 * they would have been answered at that time. The answer has the shape of the online one, with the given columns first.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { parseInstant } from '../events/instant.ts';
import type { HistoryRow } from '../functions/features/feature-history.ts';
import type { TrainingSet } from '../history/training-set.ts';
import type { TrainingSets } from '../history/training-sets.ts';
import { badRequest, type Fault, ProblemDocument } from './bad-request.ts';
import { declaredFeatures, entitiesOf, shownNames } from './feature-names.ts';

const MOST_ROWS = 10_000;
const MOST_FEATURES = 100;
const MOST_COLUMNS = 50;
/** Faults beyond these say nothing new. */
const MOST_FAULTS = 10;
const NO_TIME = new Date(0).toISOString();
const STATUSES = ['PRESENT', 'NULL_VALUE', 'NOT_FOUND', 'OUTSIDE_MAX_AGE', 'PARTIAL', 'OUTSIDE_LOG'] as const;

const Id = Type.Optional(Type.String({ maxLength: 200 }));
const Row = Type.Object(
  {
    userId: Id,
    productId: Id,
    event_timestamp: Type.String({ description: 'As of when: ISO 8601 with seconds and an offset or Z.' }),
  },
  { additionalProperties: true, description: 'Other columns, such as labels, come back as they are.' },
);
const SetRequest = Type.Object({
  features: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: MOST_FEATURES }),
  rows: Type.Array(Row, { minItems: 1, maxItems: MOST_ROWS }),
  full_feature_names: Type.Boolean({ default: false }),
});

const SetAnswer = Type.Object({
  metadata: Type.Object({
    feature_names: Type.Array(Type.String()),
    log_from: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'Events that arrived before are no longer kept; null when none was ever dropped.',
    }),
    events_read: Type.Integer(),
  }),
  results: Type.Array(
    Type.Object({
      values: Type.Array(Type.Unknown()),
      statuses: Type.Array(Type.Enum([...STATUSES])),
      event_timestamps: Type.Array(Type.String({ format: 'date-time' })),
    }),
    { description: 'One for each name: the columns of the rows, then the features.' },
  ),
});

type Request = Static<typeof SetRequest>;

export function trainingSetRoute(app: FastifyInstance, sets: TrainingSets): void {
  const schema = {
    summary: 'Features as of the time of each row, from the log',
    tags: ['functions'],
    body: SetRequest,
    response: { 200: SetAnswer, 400: ProblemDocument },
  };
  app.addHook('preClose', () => sets.close());
  app.post<{ Body: Request }>(
    '/v1/features/historical',
    { schema, config: { access: 'analyst' } },
    async ({ body }, reply) => {
      const declared = declaredFeatures(body.features);
      const needed = entitiesOf(declared);
      const rows = historyRows(body.rows, needed);
      const set = await sets.make({ features: body.features, rows }, goneSignal(reply));
      return setAnswer(body, shownNames(declared, body.full_feature_names), set);
    },
  );
}

/** Aborts when whoever asked has left before the answer. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return gone.signal;
}

/** @throws Problem 400 with the first faults: entities that are missing, times that are none or are yet to come. */
function historyRows(rows: Request['rows'], needed: readonly ('userId' | 'productId')[]): readonly HistoryRow[] {
  const nowMs = Date.now();
  const faults: Fault[] = [];
  const made = rows.map((row, place): HistoryRow => {
    const where = `body.rows[${place}]`;
    const atMs = parseInstant(row.event_timestamp);
    if (!(atMs <= nowMs)) faults.push(timeFault(where, row.event_timestamp, Number.isNaN(atMs)));
    for (const entity of needed) {
      if (row[entity] === undefined)
        faults.push({ where: `${where}.${entity}`, what: 'it is missing', mend: 'Name it.' });
    }
    const { userId, productId } = row;
    return { atMs, ...(userId !== undefined && { userId }), ...(productId !== undefined && { productId }) };
  });
  if (columnsOf(rows).length > MOST_COLUMNS) faults.push(TOO_MANY_COLUMNS);
  if (faults.length > 0) throw badRequest(faults.slice(0, MOST_FAULTS));
  return made;
}

function columnsOf(rows: Request['rows']): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

const TOO_MANY_COLUMNS: Fault = {
  where: 'body.rows',
  what: `the rows have more than ${MOST_COLUMNS} columns together`,
  mend: 'Leave columns out that you can join again later.',
};

function timeFault(where: string, text: string, isNone: boolean): Fault {
  const what = isNone ? `“${text}” is not a time` : `${text} is yet to come`;
  const mend = isNone
    ? 'Write it in ISO 8601 with its zone, such as 2024-01-15T10:30:00Z.'
    : 'Ask for times that are past.';
  return { where: `${where}.event_timestamp`, what, mend };
}

function setAnswer({ rows }: Request, names: readonly string[], { answers, keptFromMs, events }: TrainingSet) {
  const columns = columnsOf(rows);
  const given = columns.map((column) => {
    const values = rows.map((row) => Object.entries(row).find(([name]) => name === column)?.[1] ?? null);
    return {
      values,
      statuses: values.map((value) => (value === null ? ('NULL_VALUE' as const) : ('PRESENT' as const))),
      event_timestamps: values.map(() => NO_TIME),
    };
  });
  const made = names.map((_, place) => ({
    values: answers.map((row) => row[place]?.value ?? null),
    statuses: answers.map((row) => row[place]?.status ?? 'NOT_FOUND'),
    event_timestamps: answers.map((row) => new Date(row[place]?.eventMs ?? 0).toISOString()),
  }));
  return {
    metadata: {
      feature_names: [...columns, ...names],
      log_from: keptFromMs === null ? null : new Date(keptFromMs).toISOString(),
      events_read: events,
    },
    results: [...given, ...made],
  };
}
