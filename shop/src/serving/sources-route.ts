/** `GET /v1/sources`: how the sources are that read by themselves; and the order to read one anew. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { SourceList } from '../sources/cdc/source-list.ts';
import { Problem } from '../sources/http/problem.ts';

const nullable = <S extends ReturnType<typeof Type.String | typeof Type.Number>>(schema: S) =>
  Type.Union([schema, Type.Null()]);

const SourceSchema = Type.Object({
  name: Type.String(),
  type: Type.String(),
  state: Type.Enum(['starting', 'snapshot', 'streaming', 'waiting', 'stopped'], {
    description: 'waiting: tried again by itself. stopped: someone must do something first.',
  }),
  since: Type.String({ format: 'date-time' }),
  problem: Type.Union([
    Type.Object({
      code: Type.String(),
      message: Type.String(),
      hint: nullable(Type.String()),
      since: Type.String({ format: 'date-time' }),
      retryAt: nullable(Type.String({ format: 'date-time' })),
    }),
    Type.Null(),
  ]),
  snapshot: Type.Array(
    Type.Object({
      table: Type.String(),
      done: Type.Boolean(),
      rows: Type.Integer(),
      estimatedRows: Type.Integer({ description: 'As the planner of the database thinks.' }),
    }),
  ),
  lagBytes: nullable(Type.Number({ description: "How much of the database's log is not read yet." })),
  lagSeconds: Type.Number({ description: 'From the commit of the newest change until it was on disk here.' }),
  retainedBytes: nullable(
    Type.Number({ description: 'What the database keeps for this source: the size of the slot.' }),
  ),
  position: nullable(Type.String()),
  changes: Type.Integer({ description: 'Since the start of the server.' }),
  quarantined: Type.Integer(),
  changesPerSecond: Type.Integer(),
  reconnects: Type.Integer(),
  notes: Type.Array(Type.String()),
});

const listSchema = {
  summary: 'Sources that read by themselves, and how they are',
  tags: ['operate'],
  response: { 200: Type.Object({ sources: Type.Array(SourceSchema) }) },
};
const resnapshotSchema = {
  summary: 'Forget what was read of a source, and read everything anew',
  description: 'The replication slot is made anew. Rows that are known come again, as what they are now.',
  tags: ['operate'],
  params: Type.Object({ name: Type.String() }),
  response: { 202: Type.Object({ name: Type.String() }) },
};

export function sourcesRoutes(app: FastifyInstance, sources: SourceList): void {
  app.get('/v1/sources', { schema: listSchema, config: { access: 'read' } }, () => ({ sources: sources.statuses() }));
  app.post<{ Params: { name: string } }>(
    '/v1/sources/:name/resnapshot',
    { schema: resnapshotSchema, config: { access: 'admin', audited: true } },
    async (request, reply) => {
      const { name } = request.params;
      const source = sources.get(name);
      if (!source) throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no source named ${name}.` });
      await source.resnapshot();
      return reply.code(202).send({ name });
    },
  );
}
