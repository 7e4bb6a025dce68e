/** The pages at `/`: the files that `npm run build --workspace dashboard` makes, under a strict content policy. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
// Teaches fastify's types the schema's `hide`.
import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

export interface PageOptions {
  /** The built page; by default that of this repository. */
  readonly folder?: string;
}

const BUILT_PAGE = fileURLToPath(new URL('../../../dashboard/dist', import.meta.url));

/** Nothing from elsewhere, no inline script or style, and no frame around the page. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ROUTE = { schema: { hide: true } } as const;

const HEADERS = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Each is drawn by the same file, which looks at the address. Everything below is the page's own, too. */
export const PAGE_PATHS = [
  '/sessions',
  '/fraud',
  '/stock',
  '/recommendations',
  '/data',
  '/query',
  '/pipeline',
  '/sign-in',
] as const;

export async function pageRoutes(app: FastifyInstance, options: PageOptions): Promise<void> {
  const folder = options.folder ?? BUILT_PAGE;
  // The page holds no data; it has to be there for whoever signs in.
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'open' };
  });
  if (!existsSync(folder)) {
    app.get('/', { schema: { hide: true } }, (_request, reply) =>
      reply.code(503).type('text/plain').send('The page is not built. Run: npm run build --workspace dashboard\n'),
    );
    return;
  }
  app.register(fastifyStatic, {
    root: folder,
    schemaHide: true,
    // Names under assets/ change with their content; the page itself is asked for each time.
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.headers(HEADERS);
      const forEver = path.includes('/assets/');
      reply.header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  for (const path of PAGE_PATHS.flatMap((path) => [path, `${path}/*`])) {
    app.get(path, ROUTE, (_request, reply) => reply.sendFile('index.html'));
  }
}
