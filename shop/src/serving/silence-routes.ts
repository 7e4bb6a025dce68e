/** `/v1/silences`: for some time, alerts that match are not told. In the shape of Alertmanager's API. */
import { randomUUID } from 'node:crypto';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import type { Collector } from '../events/collector.ts';
import { type Matcher, matchesAll, parseMatcher, patternFault } from '../functions/alert/matcher.ts';
import { Problem } from '../sources/http/problem.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import { recordControl } from './control-event.ts';
import { type Commits, untilCommitted } from './until-committed.ts';
import type { ViewCatalog } from './view-catalog.ts';

const Time = Type.String({ format: 'date-time' });
const MatcherObject = Type.Object({
  name: Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$', maxLength: 100 }),
  value: Type.String({ maxLength: 1_000 }),
  isRegex: Type.Boolean({ default: false, description: 'The value is a pattern (RE2) for the whole label.' }),
  isEqual: Type.Boolean({ default: true, description: 'False: every label but these.' }),
});
const NewSilence = Type.Object({
  id: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Of a silence that is to be changed.' })),
  matchers: Type.Array(MatcherObject, { minItems: 1, maxItems: 20, description: 'All must match.' }),
  startsAt: Type.Optional(Type.String({ description: 'ISO 8601; now when absent.' })),
  endsAt: Type.String({ description: 'ISO 8601.' }),
  createdBy: Type.String({ minLength: 1, maxLength: 200 }),
  comment: Type.String({ maxLength: 2_000 }),
});
type NewSilence = Type.Static<typeof NewSilence>;

const SilenceItem = Type.Object({
  id: Type.String(),
  status: Type.Enum(['pending', 'active', 'expired']),
  matchers: Type.Array(MatcherObject),
  startsAt: Time,
  endsAt: Time,
  updatedAt: Time,
  createdBy: Type.String(),
  comment: Type.String(),
});
const SilenceList = Type.Object({ items: Type.Array(SilenceItem) });
const SilenceId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
const SilencesQuery = Type.Object({
  status: Type.Optional(Type.Enum(['pending', 'active', 'expired'], { description: 'Only such silences.' })),
});

const MOST_SILENCES = 1_000;
const tags = ['alerts'];
const staff = { access: 'staff', audited: true } as const;

export interface SilenceRoutesOptions {
  readonly views: ViewCatalog;
  readonly collector: Collector;
  readonly functions: Commits;
}

export function silenceRoutes(app: FastifyInstance, options: SilenceRoutesOptions): void {
  const { views } = options;
  app.get<{ Querystring: Type.Static<typeof SilencesQuery> }>(
    '/v1/silences',
    {
      schema: { summary: 'Silences', tags, querystring: SilencesQuery, response: { 200: SilenceList } },
      config: staff,
    },
    ({ query: { status } }) => {
      const items = silencesIn(views).filter((silence) => status === undefined || silence.status === status);
      return { items };
    },
  );
  app.post<{ Body: NewSilence }>(
    '/v1/silences',
    {
      schema: {
        summary: 'Set or change a silence',
        tags,
        body: NewSilence,
        response: { 200: SilenceId, 400: ProblemDocument },
      },
      config: staff,
    },
    async ({ body }) => {
      const silence = checkedSilence(body, Date.now());
      await recordSilence(options, silence);
      return { id: silence.id };
    },
  );
  app.delete<{ Params: Type.Static<typeof SilenceId> }>(
    '/v1/silences/:id',
    { schema: { summary: 'End a silence now', tags, params: SilenceId, response: { 200: SilenceId } }, config: staff },
    async ({ params: { id } }) => {
      const silence = silencesIn(views).find((each) => each.id === id);
      if (!silence) throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no silence ${id}.` });
      const now = new Date().toISOString();
      const startsAt = silence.startsAt < now ? silence.startsAt : now;
      if (silence.status !== 'expired') await recordSilence(options, { ...silence, startsAt, endsAt: now });
      return { id };
    },
  );
}

export type SilenceWords = Pick<
  Type.Static<typeof SilenceItem>,
  'id' | 'matchers' | 'startsAt' | 'endsAt' | 'createdBy' | 'comment'
>;

/** Resolves when the silence is in force and in the list, as it is from now on. */
export async function recordSilence(
  { views, collector, functions }: SilenceRoutesOptions,
  silence: SilenceWords,
): Promise<void> {
  const { id, matchers, startsAt, endsAt, createdBy, comment } = silence;
  const properties = { silenceId: id, matchers, startsAt, endsAt, createdBy, comment };
  const updated = () => silencesIn(views).find((each) => each.id === id)?.updatedAt;
  const before = updated();
  await recordControl(collector, { eventType: 'alert_silence', properties });
  await untilCommitted(functions, () => updated() !== before);
}

/** @throws Problem 400 for times that make no sense, patterns that are none, and what would silence everything. */
function checkedSilence(body: NewSilence, nowMs: number): SilenceWords {
  const startsMs = body.startsAt === undefined ? nowMs : Date.parse(body.startsAt);
  const endsMs = Date.parse(body.endsAt);
  if (Number.isNaN(startsMs)) throw badField('body.startsAt', 'it is no time', 'Write it in ISO 8601.');
  if (Number.isNaN(endsMs)) throw badField('body.endsAt', 'it is no time', 'Write it in ISO 8601.');
  if (endsMs <= startsMs) throw badField('body.endsAt', 'it is not after startsAt', 'Give a later time.');
  if (endsMs <= nowMs) throw badField('body.endsAt', 'it has passed', 'Give a time to come.');
  checkMatchers(body.matchers);
  const { id = randomUUID(), matchers, createdBy, comment } = body;
  return { id, matchers, startsAt: isoTime(startsMs), endsAt: isoTime(endsMs), createdBy, comment };
}

function checkMatchers(matchers: readonly Matcher[]): void {
  for (const [index, matcher] of matchers.entries()) {
    const fault = patternFault(matcher);
    if (fault !== undefined) throw badField(`body.matchers[${index}].value`, fault, 'Write a pattern of RE2.');
  }
  // As Alertmanager has it: what also matches an alert without labels matches every alert by oversight.
  if (!matchesAll(matchers, {})) return;
  throw badField('body.matchers', 'they would match an alert without any label', 'Name a label and its value.');
}

export function silencesIn(views: ViewCatalog): readonly Type.Static<typeof SilenceItem>[] {
  const entries = views.get('alert_silences')?.range({ limit: MOST_SILENCES }) ?? [];
  return entries.map(({ row }) => silenceItem(row, isoTime(Date.now())));
}

function silenceItem(row: ViewRow, now: string): Type.Static<typeof SilenceItem> {
  const [startsAt, endsAt] = [String(row.startsAt), String(row.endsAt)];
  const texts: readonly string[] = JSON.parse(String(row.matchers));
  return {
    id: String(row.silenceId),
    status: endsAt <= now ? 'expired' : startsAt > now ? 'pending' : 'active',
    matchers: texts.flatMap((text) => parseMatcher(text) ?? []),
    startsAt,
    endsAt,
    updatedAt: String(row.updatedAt),
    createdBy: String(row.createdBy),
    comment: String(row.comment),
  };
}

function badField(where: string, what: string, mend: string): Problem {
  return badRequest([{ where, what, mend }]);
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
