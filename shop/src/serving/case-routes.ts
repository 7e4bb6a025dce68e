/** `/v1/cases`: orders that were sent to review, who looks into them, and what came of it. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import {
  ASKED_ACTIONS,
  CASE_STATUSES,
  CASE_TRANSITIONS,
  type CaseStatus,
  type FraudCase,
  VERDICTS,
} from '../functions/score/fraud-case.ts';
import { caseRow } from '../functions/score/score-views.ts';
import { Problem } from '../sources/http/problem.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import type { ControlDesk } from './control-desk.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { readPage } from './view-page.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Time = Type.String({ format: 'date-time' });

const CaseAnswer = Type.Object({
  caseId: Type.String(),
  orderId: Type.String(),
  visitor: Text,
  openedAt: Time,
  updatedAt: Time,
  status: Type.Enum([...CASE_STATUSES]),
  assignee: Text,
  verdict: Type.Union([Type.Enum([...VERDICTS]), Type.Null()]),
  outcome: Type.String(),
  score: Type.Integer(),
  notes: Type.Array(Type.Object({ at: Time, author: Text, text: Type.String() })),
});
const CasePage = Type.Object({ items: Type.Array(CaseAnswer), nextCursor: Text });

const UpdateBody = Type.Object({
  action: Type.Enum([...ASKED_ACTIONS], {
    description: 'assign needs an assignee, note a note, close a verdict; any may carry a note.',
  }),
  author: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Who does it.' })),
  assignee: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  note: Type.Optional(Type.String({ minLength: 1, maxLength: 4_000 })),
  verdict: Type.Optional(Type.Enum([...VERDICTS])),
});
type UpdateBody = Static<typeof UpdateBody>;

const ListQuery = Type.Object({
  status: Type.Optional(Type.Enum([...CASE_STATUSES])),
  assignee: Type.Optional(Type.String()),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
type ListQuery = Static<typeof ListQuery>;

const CaseParameters = Type.Object({ caseId: Type.String({ minLength: 1, maxLength: 210 }) });
type CaseParameters = Static<typeof CaseParameters>;

export interface CaseRoutesParts {
  readonly views: ViewCatalog;
  readonly functions: FunctionHost;
  readonly desk: ControlDesk;
}

const tags = ['fraud'];

export function caseRoutes(app: FastifyInstance, parts: CaseRoutesParts): void {
  app.get<{ Querystring: ListQuery }>(
    '/v1/cases',
    {
      schema: {
        summary: 'Cases, newest first',
        tags,
        querystring: ListQuery,
        response: { 200: CasePage, 400: ProblemDocument },
      },
    },
    ({ query }) => casePage(parts.views, query),
  );
  app.get<{ Params: CaseParameters }>(
    '/v1/cases/:caseId',
    { schema: { summary: 'A case', tags, params: CaseParameters, response: { 200: CaseAnswer } } },
    async ({ params }) => shown(await found(parts.functions, params.caseId)),
  );
  app.post<{ Params: CaseParameters; Body: UpdateBody }>(
    '/v1/cases/:caseId',
    {
      schema: {
        summary: 'Assign a case, note something, close it with a verdict, or open it again',
        tags,
        params: CaseParameters,
        body: UpdateBody,
        response: { 200: CaseAnswer, 400: ProblemDocument },
      },
      config: { access: 'fraud' },
    },
    ({ params, body }) => updateCase(parts, params.caseId, body),
  );
}

async function updateCase({ functions, desk }: CaseRoutesParts, caseId: string, body: UpdateBody) {
  const { action, assignee, note, verdict } = body;
  if (action === 'assign' && assignee === undefined) throw needs('assignee');
  if (action === 'note' && note === undefined) throw needs('note');
  if (action === 'close' && verdict === undefined) throw needs('verdict');
  const { status } = await found(functions, caseId);
  if (CASE_TRANSITIONS[status][action] === null) throw refused(caseId, status, action);
  const applied = await desk.send([{ eventType: 'case_update', properties: { caseId, ...body } }]);
  const after = await found(functions, caseId);
  // Someone else was quicker, and what was asked for is no longer possible.
  if (applied === false) throw refused(caseId, after.status, action);
  return shown(after);
}

async function found(functions: FunctionHost, caseId: string): Promise<FraudCase> {
  const known = await functions.ask('fraudCase', { caseId });
  if (known) return known;
  throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no case ${caseId}.` });
}

function refused(caseId: string, status: CaseStatus, action: string): Problem {
  const allowed = ASKED_ACTIONS.filter((each) => CASE_TRANSITIONS[status][each] !== null);
  return new Problem({
    status: 409,
    code: 'CASE_STATUS',
    detail: `The case ${caseId} is ${status}: it takes ${allowed.join(', ')}, and not ${action}.`,
    more: { caseStatus: status, allowed },
  });
}

function needs(member: string): Problem {
  return badRequest([{ where: `body.${member}`, what: 'it is missing', mend: `Add ${member} to this action.` }]);
}

function shown(found: FraudCase): Static<typeof CaseAnswer> {
  return caseAnswer(caseRow(found).row ?? {});
}

function casePage(views: ViewCatalog, { status, assignee, cursor, limit }: ListQuery): Static<typeof CasePage> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, 2);
  const view = views.get('fraud_cases');
  if (!view) return { items: [], nextCursor: null };
  const page = readPage(view, {
    ...(after && { after }),
    reverse: true,
    limit,
    accepts: ({ row }) => row.status === (status ?? row.status) && row.assignee === (assignee ?? row.assignee),
  });
  return {
    items: page.entries.map(({ row }) => caseAnswer(row)),
    nextCursor: page.next ? encodeCursor(page.next) : null,
  };
}

/** The view's rows are written by the functions alone, in the shape of the schema. */
function caseAnswer(row: Readonly<Record<string, unknown>>): Static<typeof CaseAnswer> {
  return { ...row, notes: JSON.parse(String(row.notes)) } as Static<typeof CaseAnswer>;
}
