/** `/v1/lists`: who is always let through, and who never. A CSV file replaces a list; JSON adds and takes out. */
import { setImmediate as turn } from 'node:timers/promises';
import type { ViewValue } from '@millrace/engine/views/view-store.ts';
import { parse } from 'csv-parse/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { LIST_KINDS, LISTS, type ListKind, listValue, MOST_ENTRIES } from '../functions/score/fraud-lists.ts';
import { actingName } from './acting-key.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import type { ControlDesk, ControlFields } from './control-desk.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { plainCsvValue } from './plain-csv-value.ts';
import { inTurns } from './ranges/in-turns.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { readPage } from './view-page.ts';
import { csvCell } from './warehouse/csv-cell.ts';

const ListParameters = Type.Object({ list: Type.Enum([...LISTS]), kind: Type.Enum([...LIST_KINDS]) });
type ListParameters = Static<typeof ListParameters>;

const LONGEST_NOTE = 500;
const Value = Type.String({ minLength: 1, maxLength: 200 });
const ChangeBody = Type.Object({
  add: Type.Array(Type.Object({ value: Value, note: Type.Optional(Type.String({ maxLength: LONGEST_NOTE })) }), {
    default: [],
    maxItems: 10_000,
  }),
  remove: Type.Array(Value, { default: [], maxItems: 10_000 }),
});

const ListQuery = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200, description: 'Only entries whose value or note holds this.' })),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: MOST_ENTRIES, default: 1000 }),
  format: Type.Optional(Type.Enum(['csv', 'json'], { description: 'In place of Accept, for links.' })),
});

const ChangeAnswer = Type.Object({
  added: Type.Integer({ description: 'Added, or changed.' }),
  removed: Type.Integer(),
  refused: Type.Integer({ description: 'Not added: the list has no room for them.' }),
  applied: Type.Boolean({ description: 'False: it is in the log, and takes its turn.' }),
});

const Nullable = Type.Union([Type.String(), Type.Null()]);
const ListPage = Type.Object({
  items: Type.Array(Type.Object({ value: Type.String(), addedAt: Type.String(), note: Nullable, addedBy: Nullable })),
  nextCursor: Nullable,
});
type ListPage = Static<typeof ListPage>;

const ReplaceQuery = Type.Object({
  keep: Type.Boolean({ default: false, description: 'Entries that are not in the file stay on the list.' }),
});

const SizesAnswer = Type.Object({
  items: Type.Array(
    Type.Object({ list: Type.Enum([...LISTS]), kind: Type.Enum([...LIST_KINDS]), entries: Type.Integer() }),
  ),
  most: Type.Integer({ description: 'What a list of one kind may hold.' }),
});

const tags = ['fraud'];
const config = { access: 'fraud' } as const;

export interface FraudListParts {
  readonly views: ViewCatalog;
  readonly functions: FunctionHost;
  readonly desk: ControlDesk;
}

export function fraudListRoutes(app: FastifyInstance, { views, functions, desk }: FraudListParts): void {
  app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const path = '/v1/lists/:list/:kind';
  app.get(
    '/v1/lists',
    { schema: { summary: 'How many entries each list has', tags, response: { 200: SizesAnswer } }, config },
    async (): Promise<Static<typeof SizesAnswer>> => {
      const items = await functions.ask('fraudListSizes', null);
      return { items: [...items], most: MOST_ENTRIES };
    },
  );
  const send = (request: FastifyRequest<{ Params: ListParameters }>, change: Change) =>
    sendChanges({ views, functions, desk }, { ...request.params, author: actingName(request) }, change);
  const changed = { 200: ChangeAnswer, 400: ProblemDocument };
  app.put<{ Params: ListParameters; Body: unknown; Querystring: Static<typeof ReplaceQuery> }>(
    path,
    {
      schema: {
        summary: 'Replace a list by a CSV file: value, and a note if there is one',
        tags,
        consumes: ['text/csv'],
        params: ListParameters,
        querystring: ReplaceQuery,
        response: changed,
      },
      config,
    },
    async (request) => {
      const { params, body, query } = request;
      return send(request, await replacement(views, params, body, query.keep));
    },
  );
  app.post<{ Params: ListParameters; Body: Static<typeof ChangeBody> }>(
    path,
    {
      schema: {
        summary: 'Add to a list, or take out',
        tags,
        params: ListParameters,
        body: ChangeBody,
        response: changed,
      },
      config,
    },
    (request) => send(request, request.body),
  );
  app.get<{ Params: ListParameters; Querystring: Static<typeof ListQuery> }>(
    path,
    {
      schema: {
        summary: 'What stands on a list; as a CSV file with Accept: text/csv',
        tags,
        params: ListParameters,
        querystring: ListQuery,
        response: { 200: { content: { 'application/json': { schema: ListPage } } } },
      },
      config,
    },
    async ({ params, query, headers }, reply) => {
      const isCsv = query.format === undefined ? headers.accept?.includes('text/csv') : query.format === 'csv';
      if (!isCsv) return listPage(views, params, query);
      return sendCsv(reply, await entriesUpTo(views, params, query), `${params.list}-${params.kind}`);
    },
  );
}

type ListQuery = Static<typeof ListQuery>;

function listPage(views: ViewCatalog, { list, kind }: ListParameters, query: ListQuery): ListPage {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, 3);
  const view = views.get('fraud_lists');
  if (!view) return { items: [], nextCursor: null };
  const search = query.search?.toLowerCase();
  const page = readPage(view, {
    ...boundsOf(list, kind),
    ...(after && { after }),
    limit: query.limit,
    accepts: ({ row: { value, note } }) =>
      search === undefined || [value, note].some((text) => textOf(text)?.toLowerCase().includes(search) === true),
  });
  const items = page.entries.map(({ row: { value, addedAt, note, addedBy } }) => ({
    value: String(value),
    addedAt: String(addedAt),
    note: textOf(note),
    addedBy: textOf(addedBy),
  }));
  return { items, nextCursor: page.next ? encodeCursor(page.next) : null };
}

/** As many as were asked for, where a page ends before: a file has no cursor, and a list is replaced as a whole. */
async function entriesUpTo(views: ViewCatalog, params: ListParameters, query: ListQuery): Promise<ListPage['items']> {
  const items: ListPage['items'] = [];
  let cursor: string | null | undefined = query.cursor;
  do {
    const rest = { ...query, limit: query.limit - items.length };
    const page = listPage(views, params, cursor ? { ...rest, cursor } : rest);
    items.push(...page.items);
    cursor = page.nextCursor;
    await turn();
  } while (cursor !== null && items.length < query.limit);
  return items;
}

function textOf(value: ViewValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** The next text after `kind` is `kind` and the least character. */
function boundsOf(list: string, kind: string) {
  return { from: [list, kind], to: [list, `${kind}\0`] };
}

function sendCsv(reply: FastifyReply, items: ListPage['items'], name: string): FastifyReply {
  const lines = items.map(({ value, note }) => [value, note ?? ''].map(csvCell).join(','));
  // Straight to the socket's text: no schema makes JSON of it.
  return reply
    .serializer(String)
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(['value,note', ...lines, ''].join('\n'));
}

interface Change {
  readonly add: readonly { readonly value: string; readonly note?: string | undefined }[];
  readonly remove: readonly string[];
}

interface Acting {
  readonly author: string | null;
}

/** What makes the list what the file says. */
async function replacement(views: ViewCatalog, params: ListParameters, body: unknown, keep: boolean): Promise<Change> {
  const wanted = new Map(csvEntries(body, params.kind).map((entry) => [entry.value, entry]));
  const items = await entriesUpTo(views, params, { limit: MOST_ENTRIES });
  const known = new Map(items.map(({ value, note }) => [value, note]));
  const add = [...wanted.values()].filter(({ value, note }) => known.get(value) !== (note ?? null));
  return { add, remove: keep ? [] : [...known.keys()].filter((value) => !wanted.has(value)) };
}

/** What goes makes room for what comes. */
async function sendChanges(parts: FraudListParts, asked: ListParameters & Acting, { add, remove }: Change) {
  const { list, kind, author } = asked;
  const about = { list, kind, author };
  const added = add.map(({ value, note }) => ({ value: known(kind, value), note: note ?? null }));
  const events: ControlFields[] = [
    ...remove.map((value) => entryEvent({ ...about, action: 'remove', value: known(kind, value) })),
    ...added.map((entry) => entryEvent({ ...about, action: 'add', ...entry })),
  ];
  const applied = await parts.desk.send(events);
  const values = added.map(({ value }) => value);
  const refused = applied === null ? 0 : await countMissing(parts, asked, values);
  return { added: add.length - refused, removed: remove.length, refused, applied: applied !== null };
}

/** How many of the values a full list has passed over; one with room for more has passed over none. */
async function countMissing(parts: FraudListParts, { list, kind }: ListParameters, values: readonly string[]) {
  const sizes = await parts.functions.ask('fraudListSizes', null);
  const size = sizes.find((each) => each.list === list && each.kind === kind)?.entries ?? 0;
  const view = size < MOST_ENTRIES ? undefined : parts.views.get('fraud_lists');
  let missing = 0;
  if (view) await inTurns(values, (value) => (missing += view.get([list, kind, value]) === undefined ? 1 : 0));
  return missing;
}

function entryEvent(properties: Readonly<Record<string, unknown>>): ControlFields {
  return { eventType: 'list_entry', properties };
}

function known(kind: ListKind, value: string): string {
  const text = listValue(kind, value);
  if (text !== '') return text;
  throw badRequest([{ where: 'body', what: 'a value is empty', mend: 'Give each entry a value.' }]);
}

/** @throws Problem 400 with the line that is wrong. */
function csvEntries(body: unknown, kind: ListKind) {
  const rows = csvRows(typeof body === 'string' ? body : '');
  const first = rows[0]?.[0]?.trim().toLowerCase() === 'value' ? 1 : 0;
  const entries = rows.slice(first).map((row, index) => {
    const [value = '', note = ''] = row.map(plainCsvValue);
    const [text, words] = [listValue(kind, value), note.trim()];
    const where = `body, row ${index + first + 1}`;
    if (text === '' || text.length > 200)
      throw badRequest([{ where, what: 'it has no value of 1 to 200 characters', mend: CSV_SHAPE }]);
    if (words.length > LONGEST_NOTE)
      throw badRequest([{ where, what: `its note is longer than ${LONGEST_NOTE} characters`, mend: 'Shorten it.' }]);
    return { value: text, ...(words === '' ? {} : { note: words }) };
  });
  if (entries.length <= MOST_ENTRIES) return entries;
  throw badRequest([{ where: 'body', what: `it has more than ${MOST_ENTRIES} rows`, mend: 'Send fewer.' }]);
}

const CSV_SHAPE = 'Write one entry a row: the value, and a note behind a comma if there is one.';

function csvRows(text: string): string[][] {
  try {
    return parse(text, { relax_column_count: true, skip_empty_lines: true, bom: true });
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw badRequest([{ where: 'body', what: `it is no CSV: ${what}`, mend: CSV_SHAPE }]);
  }
}
