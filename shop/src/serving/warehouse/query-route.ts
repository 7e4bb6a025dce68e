/**
 * `POST /v1/query`: SQL over the warehouse, read-only and bounded, answered as it comes. `GET /v1/query/tables` says what
 * can be asked, `GET /v1/query/examples` how others have asked.
 */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Manifest } from '../../sinks/warehouse/manifest.ts';
import { WAREHOUSE_TABLES, type WarehouseTable } from '../../sinks/warehouse/warehouse-tables.ts';
import { Problem } from '../../sources/http/problem.ts';
import { ProblemDocument } from '../bad-request.ts';
import type { QueryDesk, QueryRequest } from './query-desk.ts';
import { exampleNamed, parametersFor, type QueryExample, queryExamples } from './query-examples.ts';
import { QUERY_FORMATS, type QueryFormat, type QueryParameters } from './query-messages.ts';
import type { QueryMetrics } from './query-metrics.ts';
import { queryProblem } from './query-problem.ts';
import { QueryRefusal } from './query-refusal.ts';
import { PARTITION_COLUMNS } from './warehouse-views.ts';

const MOST_CHARACTERS = 100_000;
const MOST_ROWS = 10_000_000;
/** A JSON document is held whole by whoever reads it. */
const JSON_ROWS = 10_000;
const LONGEST_SECONDS = 300;
const USUAL_SECONDS = 30;

const MEDIA_TYPES: Readonly<Record<QueryFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  arrow: 'application/vnd.apache.arrow.stream',
};

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
const Body = Type.Object({
  sql: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: MOST_CHARACTERS,
      description: 'One statement that reads, in the dialect of DuckDB.',
    }),
  ),
  example: Type.Optional(Type.String({ maxLength: 100, description: 'The name of a saved example, in place of sql.' })),
  parameters: Type.Optional(Type.Record(Type.String(), Scalar, { description: 'What $name in the SQL stands for.' })),
  format: Type.Optional(Type.Enum([...QUERY_FORMATS], { description: 'By default what Accept asks for, else json.' })),
  maxRows: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MOST_ROWS,
      description: `Rows beyond are left out. Default ${JSON_ROWS} for json, which then says truncated; without a bound for other formats.`,
    }),
  ),
  timeoutSeconds: Type.Number({
    minimum: 0.001,
    maximum: LONGEST_SECONDS,
    default: USUAL_SECONDS,
    description: 'Until the last byte of the answer.',
  }),
});

const Column = Type.Object({ name: Type.String(), type: Type.String() });
const Result = Type.Object({
  columns: Type.Array(Column),
  rows: Type.Array(Type.Array(Type.Unknown()), {
    description: 'Values in the order of the columns. Decimals, and integers beyond 2^53, are text.',
  }),
  rowCount: Type.Integer(),
  truncated: Type.Boolean({ description: 'There were more rows than maxRows.' }),
});
const Parameter = Type.Object({
  name: Type.String(),
  about: Type.String(),
  default: Type.Union([Type.String(), Type.Null()], { description: 'In words where it depends on the data.' }),
  value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()], {
    description: 'What it is at this moment when it is not given.',
  }),
});
const Examples = Type.Object({
  examples: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      about: Type.String(),
      parameters: Type.Array(Parameter),
      sql: Type.String(),
    }),
  ),
});
const Tables = Type.Object({
  tables: Type.Array(
    Type.Object({
      name: Type.String(),
      about: Type.String(),
      files: Type.Integer({ description: 'Parquet files that count at this moment.' }),
      columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), about: Type.String() })),
    }),
  ),
});

const binary = Type.String({ description: 'See docs/warehouse.md.' });
const querySchema = {
  summary: 'SQL over the warehouse: read-only, bounded in time and memory',
  tags: ['warehouse'],
  body: Body,
  response: {
    200: {
      description: 'The result, in the format that was asked for.',
      content: {
        'application/json': { schema: Result },
        'application/x-ndjson': { schema: binary },
        'text/csv': { schema: binary },
        'application/vnd.apache.arrow.stream': { schema: binary },
      },
    },
    400: ProblemDocument,
    422: ProblemDocument,
    429: ProblemDocument,
  },
};

interface QueryBody {
  Body: Static<typeof Body>;
}

const analyst = { access: 'analyst' } as const;
const query = { ...analyst, isQuery: true } as const;

export interface QueryRouteOptions {
  readonly desk: QueryDesk;
  readonly manifest: Manifest;
  readonly metrics: QueryMetrics;
}

export function queryRoutes(app: FastifyInstance, { desk, manifest, metrics }: QueryRouteOptions): void {
  app.addHook('preClose', () => desk.close());
  app.post<QueryBody>('/v1/query', { schema: querySchema, config: query }, async (request, reply) => {
    const order = orderOf(request, manifest);
    const began = performance.now();
    try {
      const { bytes } = await desk.run(order, goneSignal(reply));
      metrics.note('answered', performance.now() - began);
      reply.header('content-type', MEDIA_TYPES[order.format]).header('cache-control', 'no-store');
      return reply.send(Readable.from(bytes, { objectMode: false }));
    } catch (thrown) {
      if (!(thrown instanceof QueryRefusal)) throw thrown;
      metrics.note(thrown.failure.code, performance.now() - began);
      // Whoever left is owed no answer, and it is no failure of the server's.
      if (reply.raw.destroyed) return reply.hijack();
      throw queryProblem(thrown.failure, order.sql);
    }
  });
  const tablesSchema = { summary: 'The tables that queries can read', tags: ['warehouse'], response: { 200: Tables } };
  app.get('/v1/query/tables', { schema: tablesSchema, config: analyst }, () => {
    return { tables: Object.values(WAREHOUSE_TABLES).map((table) => shownTable(table, manifest)) };
  });
  const examplesSchema = { summary: 'Saved example queries', tags: ['warehouse'], response: { 200: Examples } };
  app.get('/v1/query/examples', { schema: examplesSchema, config: analyst }, () => ({
    examples: queryExamples().map((example) => shownExample(example, manifest)),
  }));
}

/** @throws Problem 400. */
function orderOf({ body, headers }: FastifyRequest<QueryBody>, manifest: Manifest): QueryRequest {
  const { sql, example, parameters = {}, timeoutSeconds } = body;
  if ((sql === undefined) === (example === undefined)) throw SQL_OR_EXAMPLE;
  const format = body.format ?? formatOf(headers.accept);
  const maxRows = body.maxRows ?? (format === 'json' ? JSON_ROWS : null);
  const timeoutMs = timeoutSeconds * 1000;
  if (sql !== undefined) return { sql, parameters, format, maxRows, timeoutMs };
  const saved = exampleNamed(example ?? '');
  return { sql: saved.sql, parameters: valuesOf(saved, parameters, manifest), format, maxRows, timeoutMs };
}

/** Of an empty warehouse today is the newest day. @throws MillraceError QUERY_EXAMPLE. */
function valuesOf(example: QueryExample, given: QueryParameters, manifest: Manifest): QueryParameters {
  return parametersFor(example, given, () => manifest.newestHourMs('events') ?? Date.now());
}

function formatOf(accept = ''): QueryFormat {
  const wanted = QUERY_FORMATS.find((format) => accept.includes(MEDIA_TYPES[format].split(';', 1)[0] ?? format));
  return wanted ?? 'json';
}

const SQL_OR_EXAMPLE = new Problem({
  status: 400,
  code: 'BAD_REQUEST',
  detail: 'A query is given either as sql or as the name of an example; GET /v1/query/examples lists them.',
});

/** Aborts when whoever asked has left before the answer. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return gone.signal;
}

function shownExample(example: QueryExample, manifest: Manifest) {
  const values = valuesOf(example, {}, manifest);
  return {
    ...example,
    parameters: example.parameters.map((parameter) => ({ ...parameter, value: values[parameter.name] ?? null })),
  };
}

function shownTable({ name, about, columns, computed }: WarehouseTable, manifest: Manifest) {
  const texts = computed.map((column) => ({ ...column, type: 'VARCHAR' }));
  return {
    name,
    about,
    files: manifest.fileCount(name),
    columns: [...columns, ...texts, ...PARTITION_COLUMNS].map((column) => {
      return { name: column.name, type: column.type, about: column.description };
    }),
  };
}
