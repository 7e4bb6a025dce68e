/** Calls of what merchandisers work with: stock, its alerts, and recommendations. */
import { type Call, get, json } from './openapi-calls.ts';

export const STOCK_CALLS: readonly Call[] = [
  get('/v1/inventory', 'below=threshold'),
  get('/v1/inventory', 'sort=daysOfCover&order=descending&search=tent'),
  get('/v1/inventory', 'sort=colour', '/v1/inventory', 400),
  get('/v1/inventory/summary'),
  get('/v1/inventory/export', 'sort=reorder'),
  get('/v1/products', 'ids=tent,nothing'),
  get('/v1/suggestions/products', 'text=te'),
  get('/v1/suggestions/users', 'text=a'),
  get('/v1/suggestions/users', 'text=', '/v1/suggestions/users', 400),
  get('/v1/inventory/alerts'),
  get('/v1/inventory/alerts/firing'),
  get('/v1/inventory/fast-movers'),
  json(
    'POST /v1/alerts/{fingerprint}/acknowledge',
    '/v1/alerts/none/acknowledge',
    { startsAt: '2026-01-01T00:00:00Z', by: 'ann' },
    404,
  ),
  {
    operation: 'DELETE /v1/alerts/{fingerprint}/acknowledge',
    path: '/v1/alerts/none/acknowledge?startsAt=now',
    status: 400,
  },
  json('POST /v1/inventory/{productId}/silence', '/v1/inventory/tent/silence', {
    endsAt: '2100-01-01T00:00:00Z',
    createdBy: 'ann',
    comment: 'known',
  }),
  { operation: 'DELETE /v1/inventory/{productId}/silence', path: '/v1/inventory/tent/silence' },
];

export const RECOMMENDATION_CALLS: readonly Call[] = [
  get('/v1/recommendations/ann', 'explain=true', '/v1/recommendations/{userId}'),
  get('/v1/recommendations/nobody', '', '/v1/recommendations/{userId}'),
  get('/v1/recommendations/ann', 'n=100000', '/v1/recommendations/{userId}', 400),
  json('POST /v1/recommendations/session', '/v1/recommendations/session', { events: [{ productId: 'tent' }] }),
  get('/v1/products/tent/similar', 'n=3', '/v1/products/{productId}/similar'),
  get('/v1/products/tent/bought-together', '', '/v1/products/{productId}/bought-together'),
  get('/v1/recommendations/stats'),
  get('/v1/recommendations/stats/history', 'by=hour'),
  get('/v1/recommendations/stats/history', 'by=year', '/v1/recommendations/stats/history', 400),
];
