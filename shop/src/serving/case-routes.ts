/** `/v1/cases`: orders that were sent to review, who looks into them, and what came of it. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import {
  ASKED_ACTIONS,
  CASE_STATUSES,
  CASE_TRANSITIONS,
  type FraudCase,
  VERDICTS,
} from '../functions/score/fraud-case.ts';
import { caseRow } from '../functions/score/score-views.ts';
import { Problem } from '../sources/http/problem.ts';
import { actingName } from './acting-key.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import type { ControlDesk } from './control-desk.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { readPage } from './view-page.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Time = Type.String({ format: 'date-time' });

export const CaseAnswer = Type.Object({
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
  version: Type.Integer({ description: 'One more with every change.' }),
});
export type CaseAnswer = Static<typeof CaseAnswer>;
const CasePage = Type.Object({ items: Type.Array(CaseAnswer), nextCursor: Text });

const UpdateBody = Type.Object({
  action: Type.Enum([...ASKED_ACTIONS], {
    description: 'assign needs an assignee, note a note, close a verdict; any may carry a note.',
  }),
  author: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Who does it, where no key says it.' }),
  ),
  assignee: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  note: Type.Optional(Type.String({ minLength: 1, maxLength: 4_000 })),
  verdict: Type.Optional(Type.Enum([...VERDICTS])),
  version: Type.Optional(
    Type.Integer({ minimum: 0, description: 'The version that was seen: 409 CASE_CHANGED when it is another by now.' }),
  ),
});
type UpdateBody = Static<typeof UpdateBody>;

const ListQuery = Type.Object({
  status: Type.Optional(Type.Enum([...CASE_STATUSES])),
  assignee: Type.Optional(Type.String()),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
type ListQuery = Static<typeof ListQuery>;

export const CaseParameters = Type.Object({ caseId: Type.String({ minLength: 1, maxLength: 210 }) });
export type CaseParameters = Static<typeof CaseParameters>;

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
    async ({ params }) => shownCase(await foundCase(parts.functions, params.caseId)),
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
    (request) => {
      const { params, body } = request;
      const author = actingName(request, body.author);
      return updateCase(parts, params.caseId, { ...body, ...(author !== null && { author }) });
    },
  );
}

async function updateCase({ functions, desk }: CaseRoutesParts, caseId: string, body: UpdateBody) {
  const { action, assignee, note, verdict, version } = body;
  if (action === 'assign' && assignee === undefined) throw needs('assignee');
  if (action === 'note' && note === undefined) throw needs('note');
  if (action === 'close' && verdict === undefined) throw needs('verdict');
  const before = await foundCase(functions, caseId);
  if (isRefused(before, body)) throw refused(before, body);
  const applied = await desk.send([{ eventType: 'case_update', properties: { caseId, ...body } }]);
  const after = await foundCase(functions, caseId);
  // Someone else was quicker: what was asked for is no longer possible, or no longer meant for what there is now.
  if (applied === false) throw refused(after, { action, version });
  return shownCase(after);
}

/** @throws Problem 404. */
export async function foundCase(functions: FunctionHost, caseId: string): Promise<FraudCase> {
  const known = await functions.ask('fraudCase', { caseId });
  if (known) return known;
  throw noSuchCase(caseId);
}

export function noSuchCase(caseId: string): Problem {
  return new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no case ${caseId}.` });
}

interface Asked {
  readonly action: UpdateBody['action'];
  readonly version?: number | undefined;
}

function isRefused(found: FraudCase, { action, version }: Asked): boolean {
  return CASE_TRANSITIONS[found.status][action] === null || (version !== undefined && version !== found.version);
}

function refused(found: FraudCase, { action, version }: Asked): Problem {
  const { caseId, status } = found;
  const allowed = ASKED_ACTIONS.filter((each) => CASE_TRANSITIONS[status][each] !== null);
  if (version !== undefined && version !== found.version) {
    const last = found.steps.at(-1);
    const who = last?.by ?? 'Somebody else';
    const detail = `${who} has changed the case ${caseId} since it was seen (${last?.action ?? 'a new decision'}): it is ${status} now. Nothing was done. Look at it again.`;
    return new Problem({ status: 409, code: 'CASE_CHANGED', detail, more: { caseStatus: status, allowed } });
  }
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

export function shownCase(found: FraudCase): CaseAnswer {
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
function caseAnswer(row: Readonly<Record<string, unknown>>): CaseAnswer {
  return { ...row, notes: JSON.parse(String(row.notes)), version: row.version ?? 0 } as CaseAnswer;
}
