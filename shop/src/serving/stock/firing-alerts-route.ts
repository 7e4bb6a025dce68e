/** `GET /v1/inventory/alerts/firing`: products that are low now, who has each in hand, and which are silenced. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { AlertItem, alertItems } from '../alert-routes.ts';
import { ProblemDocument } from '../bad-request.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { ViewCatalog } from '../view-catalog.ts';
import { readPage } from '../view-page.ts';
import type { ProductTable } from './product-table.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Pieces = Type.Union([Type.Integer(), Type.Null()]);
const { fingerprint, startsAt, suppressedBy, acknowledged, silence } = AlertItem.properties;

const FiringQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
});
const FiringItem = Type.Object({
  fingerprint,
  startsAt,
  productId: Type.String(),
  name: Text,
  category: Text,
  onHand: Type.Union([Type.Integer(), Type.Null()], { description: 'Pieces that are there now.' }),
  threshold: Pieces,
  daysOfCover: Text,
  reorder: Pieces,
  suppressedBy,
  acknowledged,
  silence,
});
const FiringAnswer = Type.Object({ items: Type.Array(FiringItem), nextCursor: Text });
type FiringQuery = Static<typeof FiringQuery>;

export function firingAlertsRoute(app: FastifyInstance, views: ViewCatalog, products: ProductTable): void {
  const schema = {
    summary: 'Stock alerts that are firing, newest first, with who has them in hand',
    tags: ['analytics'],
    querystring: FiringQuery,
    response: { 200: FiringAnswer, 400: ProblemDocument },
  };
  app.get<{ Querystring: FiringQuery }>(
    '/v1/inventory/alerts/firing',
    { schema, config: { access: 'read' } },
    ({ query }) => firingAlerts(views, products, query),
  );
}

async function firingAlerts(
  views: ViewCatalog,
  products: ProductTable,
  { cursor, limit }: FiringQuery,
): Promise<Static<typeof FiringAnswer>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, 2);
  const view = views.get('alerts');
  if (!view) return { items: [], nextCursor: null };
  const { entries, next } = readPage(view, {
    ...(after && { after }),
    reverse: true,
    limit,
    accepts: ({ row }) => row.status === 'firing' && row.alertname === 'StockLow',
  });
  const alerts = alertItems(views, entries);
  const lines = await products.lines(alerts.map(({ labels }) => labels.productId ?? ''));
  const byId = new Map(lines.map((line) => [line.productId, line]));
  const items = alerts.map(({ labels, status: _status, annotations: _annotations, endsAt: _endsAt, ...alert }) => {
    const productId = labels.productId ?? '';
    const { facts, stock } = byId.get(productId) ?? {};
    return {
      ...alert,
      productId,
      name: facts?.name ?? null,
      category: facts?.category ?? null,
      onHand: stock?.onHand ?? null,
      threshold: stock?.threshold ?? null,
      daysOfCover: stock?.daysOfCover ?? null,
      reorder: stock?.reorder ?? null,
    };
  });
  return { items, nextCursor: next ? encodeCursor(next) : null };
}
