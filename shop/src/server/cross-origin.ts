/** CORS: pages of listed origins may send events and read; all others may not, and are told nothing. */
import type { FastifyInstance } from 'fastify';
import { Problem } from '../sources/http/problem.ts';

const ALLOWED = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, content-encoding, last-event-id',
  'access-control-max-age': '600',
};

/** @param origins such as `https://shop.example`, compared as a whole. */
export function allowOrigins(app: FastifyInstance, origins: ReadonlySet<string>): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (origin === undefined) return done();
    reply.header('vary', 'origin');
    if (origins.has(origin)) reply.header('access-control-allow-origin', origin);
    const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers;
    if (!isPreflight) return done();
    if (!origins.has(origin)) throw ORIGIN_NOT_ALLOWED;
    reply.code(204).headers(ALLOWED).send();
  });
}

const ORIGIN_NOT_ALLOWED = new Problem({
  status: 403,
  code: 'ORIGIN_NOT_ALLOWED',
  detail: 'Pages of this origin may not call the server; see the allowedOrigins setting.',
});
