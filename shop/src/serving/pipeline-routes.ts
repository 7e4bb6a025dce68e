/** `/v1/pipelines`: which SQL runs, and the graph of its operators with what goes along the edges. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { NodeReport } from '../operations/group-report.ts';
import type { PipelineReport, PipelineReports, QueryReport } from '../operations/pipeline-reports.ts';
import { Problem } from '../sources/http/problem.ts';

const Time = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
const Rate = Type.Number({ description: 'Of the last seconds.' });
const Rows = Type.Number({ description: 'Since its thread started.' });

const Query = Type.Object({
  name: Type.String(),
  table: Type.String(),
  rows: Rows,
  rowsPerSecond: Rate,
  lateRows: Type.Number(),
  watermark: Time,
});
const PipelineItem = Type.Object({
  name: Type.String(),
  group: Type.String({ description: 'Pipelines of a group share a thread and a commit.' }),
  file: Type.String(),
  running: Type.Boolean(),
  queries: Type.Array(Query),
  operators: Type.Integer(),
  rowsInPerSecond: Rate,
  stateEntries: Type.Number(),
  lateRows: Type.Number(),
});
const PipelineList = Type.Object({ at: Type.String({ format: 'date-time' }), items: Type.Array(PipelineItem) });

const Node = Type.Object({
  id: Type.String(),
  index: Type.Integer({ description: 'Its place in the figures of the group that the live topic `pipelines` tells.' }),
  place: Type.Integer({ description: 'The place of what it gives out, in the same.' }),
  kind: Type.String(),
  table: Type.Union([Type.String(), Type.Null()]),
  queries: Type.Array(Type.String(), { description: 'That need it, of other pipelines too.' }),
  details: Type.Array(Type.String(), { description: 'In the words of EXPLAIN.' }),
  state: Type.Array(Type.String()),
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  source: Type.Object(
    { file: Type.String(), line: Type.Integer(), column: Type.Integer(), start: Type.Integer(), end: Type.Integer() },
    { description: 'The SQL that it came from; offsets count UTF-16 units.' },
  ),
  rowsIn: Rows,
  rowsInPerSecond: Rate,
  rowsOut: Rows,
  rowsOutPerSecond: Rate,
  stateEntries: Type.Number(),
  lateRows: Type.Number(),
  watermark: Time,
  gauges: Type.Record(Type.String(), Type.Number()),
});
const Edge = Type.Object({
  from: Type.String(),
  to: Type.String(),
  place: Type.Integer(),
  rows: Rows,
  rowsPerSecond: Rate,
});
/** All that a picture of the pipeline needs, in one answer of one moment. */
const GraphAnswer = Type.Object({
  at: Type.String({ format: 'date-time' }),
  pipeline: PipelineItem,
  scripts: Type.Array(Type.Object({ file: Type.String(), text: Type.String() })),
  nodes: Type.Array(Node, { description: 'Inputs before outputs.' }),
  edges: Type.Array(Edge),
});
const PipelineName = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });

const tags = ['operate'];
const config = { access: 'read' } as const;

export function pipelineRoutes(app: FastifyInstance, reports: PipelineReports): void {
  app.get(
    '/v1/pipelines',
    { schema: { summary: 'The pipelines that run', tags, response: { 200: PipelineList } }, config },
    () => ({ at: now(), items: reports.list().map(pipelineItem) }),
  );
  app.get<{ Params: Static<typeof PipelineName> }>(
    '/v1/pipelines/:name',
    {
      schema: {
        summary: "A pipeline's operators, as a graph with rates",
        tags,
        params: PipelineName,
        response: { 200: GraphAnswer },
      },
      config,
    },
    ({ params: { name } }) => graphAnswer(reports, name),
  );
}

function graphAnswer(reports: PipelineReports, name: string): Static<typeof GraphAnswer> {
  const graph = reports.graph(name);
  if (graph === undefined) {
    throw new Problem({
      status: 404,
      code: 'NOT_FOUND',
      detail: `There is no pipeline ${name}: GET /v1/pipelines lists them.`,
    });
  }
  const { pipeline, scripts, nodes, edges } = graph;
  return {
    at: now(),
    pipeline: pipelineItem(pipeline),
    scripts: [...scripts],
    nodes: nodes.map(nodeItem),
    edges: [...edges],
  };
}

function pipelineItem({ queries, ...pipeline }: PipelineReport): Static<typeof PipelineItem> {
  return { ...pipeline, queries: queries.map(queryItem) };
}

function queryItem({ watermarkMs, ...query }: QueryReport): Static<typeof Query> {
  return { ...query, watermark: timeOf(watermarkMs) };
}

/** `span` is the engine's word; to readers it is the source. */
function nodeItem({ span, watermarkMs, queries, details, state, columns, ...node }: NodeReport): Static<typeof Node> {
  return {
    ...node,
    queries: [...queries],
    details: [...details],
    state: [...state],
    columns: [...columns],
    source: span,
    watermark: timeOf(watermarkMs),
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function now(): string {
  return new Date().toISOString();
}
