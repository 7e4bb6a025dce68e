/**
 * The browser's tracker at `/tracker.js`: the file that `npm run build --workspace tracker` makes. Pages of any origin load
 * it; what they may send is said by keys and allowed origins.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
// Teaches fastify's types the schema's `hide`.
import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

export interface TrackerOptions {
  /** The built tracker; by default that of this repository. */
  readonly file?: string;
}

const BUILT_TRACKER = fileURLToPath(new URL('../../../tracker/dist/tracker.js', import.meta.url));
const ROUTE = { schema: { hide: true }, config: { access: 'open' } } as const;

const HEADERS = {
  'content-type': 'text/javascript; charset=utf-8',
  // Its name stays the same, so a new tracker has reached every page after an hour and one more visit.
  'cache-control': 'public, max-age=3600, stale-while-revalidate=86400',
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'accept-encoding, origin',
} as const;

export async function trackerRoute(app: FastifyInstance, { file = BUILT_TRACKER }: TrackerOptions): Promise<void> {
  if (!existsSync(file)) {
    app.get('/tracker.js', ROUTE, (_request, reply) =>
      reply.code(503).type('text/plain').send('The tracker is not built. Run: npm run build --workspace tracker\n'),
    );
    return;
  }
  const plain = readFileSync(file);
  const zipped = gzipSync(plain, { level: 9 });
  const etag = `"${createHash('sha256').update(plain).digest('hex').slice(0, 16)}"`;
  app.get('/tracker.js', ROUTE, ({ headers }, reply) => {
    reply.headers({ ...HEADERS, etag });
    if (headers['if-none-match']?.includes(etag)) return reply.code(304).send();
    if (!/\bgzip\b/.test(String(headers['accept-encoding']))) return reply.send(plain);
    return reply.header('content-encoding', 'gzip').send(zipped);
  });
}
