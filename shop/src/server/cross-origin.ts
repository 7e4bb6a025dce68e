/**
 * CORS: pages of listed origins may send events and read; all others may not, and are told nothing.
 *
 * Browsers send texts, as beacons do, without asking first; so what changes something is refused to pages of other
 * origins here, whether they asked or not.
 */
import type { FastifyInstance } from 'fastify';
import { isOwnOrigin, isReading } from '../access/own-page.ts';
import { Problem } from '../sources/http/problem.ts';

const ALLOWED = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, content-encoding, last-event-id, x-retry-count',
  'access-control-max-age': '600',
};

/** Without it a page would not see how long it is asked to wait. */
const READABLE = { 'access-control-expose-headers': 'retry-after, ratelimit, ratelimit-policy' };

/** @param origins such as `https://shop.example`, compared as a whole. */
export function allowOrigins(app: FastifyInstance, origins: ReadonlySet<string>): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (origin === undefined) return done();
    reply.header('vary', 'origin');
    if (origins.has(origin)) reply.headers({ 'access-control-allow-origin': origin, ...READABLE });
    const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers;
    const isForeign = !origins.has(origin) && !isOwnOrigin(origin, request.headers.host);
    if (!isPreflight) {
      if (isForeign && !isReading(request.method)) throw ORIGIN_NOT_ALLOWED;
      return done();
    }
    if (!origins.has(origin)) throw ORIGIN_NOT_ALLOWED;
    reply.code(204).headers(ALLOWED).send();
  });
}

const ORIGIN_NOT_ALLOWED = new Problem({
  status: 403,
  code: 'ORIGIN_NOT_ALLOWED',
  detail: 'Pages of this origin may not call the server; see the allowedOrigins setting.',
});
