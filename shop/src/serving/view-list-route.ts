/**
 * A list over one view, page by page, in the order of its key: what most questions to the results are. A route says which
 * columns it shows and how they read; the rest is the same for all.
 */
import type { ViewEntry, ViewKey, ViewValue } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import { type Access, DEFAULT_ACCESS } from '../access/roles.ts';
import { ProblemDocument } from './bad-request.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { moneyText } from './money-text.ts';
import { timeParameter } from './time-parameter.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { readPage } from './view-page.ts';

/** How a column reads: money with at least two decimals, other exact numbers as text, the rest as JSON has it. */
export type ColumnKind = 'time' | 'text' | 'integer' | 'money' | 'decimal';

export interface ViewList<Filters extends Type.TProperties> {
  readonly path: string;
  readonly summary: string;
  readonly view: string;
  /** How many columns the view's key has. */
  readonly keyLength: number;
  /** Whether the key begins with a time: then `from` and `to` bound it. */
  readonly byTime: boolean;
  readonly newestFirst?: boolean;
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** Who may read it: nobody but staff unless it says so. */
  readonly access?: Access;
  /** Query parameters beside from, to, cursor and limit. */
  readonly filters: Filters;
  accepts?(entry: ViewEntry, query: Readonly<Record<string, unknown>>): boolean;
}

interface ListQuery {
  readonly from?: string;
  readonly to?: string;
  readonly cursor?: string;
  readonly limit: number;
}

const COLUMN_TYPES = {
  time: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  text: Type.Union([Type.String(), Type.Null()]),
  integer: Type.Union([Type.Integer(), Type.Null()]),
  money: Type.String({ description: 'Exact decimal, at least two decimals.' }),
  decimal: Type.Union([Type.String({ description: 'Exact decimal.' }), Type.Null()]),
};

const TIME_BOUNDS = {
  from: Type.Optional(Type.String({ description: 'At or after this time (ISO 8601).' })),
  to: Type.Optional(Type.String({ description: 'Before this time (ISO 8601).' })),
};

export function viewListRoute<Filters extends Type.TProperties>(
  app: FastifyInstance,
  views: ViewCatalog,
  list: ViewList<Filters>,
): void {
  const { path, summary, byTime, columns, filters } = list;
  const querystring = Type.Object({
    ...(byTime ? TIME_BOUNDS : {}),
    ...filters,
    cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  });
  const item = Object.fromEntries(Object.entries(columns).map(([name, kind]) => [name, COLUMN_TYPES[kind]]));
  const page = Type.Object({ items: Type.Array(Type.Object(item)), nextCursor: COLUMN_TYPES.text });
  const schema = { summary, tags: ['analytics'], querystring, response: { 200: page, 400: ProblemDocument } };
  const config = { access: list.access ?? DEFAULT_ACCESS };
  app.get<{ Querystring: ListQuery }>(path, { schema, config }, ({ query }) => listPage(views, list, query));
}

function listPage<Filters extends Type.TProperties>(views: ViewCatalog, list: ViewList<Filters>, query: ListQuery) {
  const bounds = timeBounds(query);
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, list.keyLength);
  const view = views.get(list.view);
  if (!view) return { items: [], nextCursor: null };
  const page = readPage(view, {
    ...bounds,
    ...(after && { after }),
    reverse: list.newestFirst ?? false,
    limit: query.limit,
    accepts: (entry) => list.accepts?.(entry, { ...query }) ?? true,
  });
  const items = page.entries.map(({ row }) =>
    Object.fromEntries(Object.entries(list.columns).map(([name, kind]) => [name, shown(row[name], kind)])),
  );
  return { items, nextCursor: page.next ? encodeCursor(page.next) : null };
}

function timeBounds(query: ListQuery): { readonly from?: ViewKey; readonly to?: ViewKey } {
  const from = timeParameter('from', query.from);
  const to = timeParameter('to', query.to);
  return { ...(from !== undefined && { from: [from] }), ...(to !== undefined && { to: [to] }) };
}

function shown(value: ViewValue | undefined, kind: ColumnKind): string | number | null {
  if (kind === 'money') return moneyText(value);
  if (value === null || value === undefined) return null;
  return kind === 'integer' ? Number(value) : String(value);
}
