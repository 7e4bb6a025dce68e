/** The side of a server that speaks HTTP, whatever lies behind it: problems, keys, limits, CORS, documents. */
import fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify';
import type { AccessControl } from '../access/access-control.ts';
import { describeAccess } from '../access/describe-access.ts';
import type { RateLimits } from '../access/rate-limits.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { RefusalNotes } from '../audit/refusal-notes.ts';
import { addApiDocuments } from './api-documents.ts';
import { auditRequests } from './audit-hooks.ts';
import { allowOrigins } from './cross-origin.ts';
import { addPageHeaders } from './page-headers.ts';
import { answerWithProblems } from './problem-answers.ts';
import type { ServerMetrics } from './server-metrics.ts';
import { limitSlowBodies } from './slow-bodies.ts';

export interface HttpAppOptions {
  /** fastify's logger setting; without it, or with false, only failures are written, to standard error. */
  readonly logger?: FastifyServerOptions['logger'];
  /** Addresses or networks of reverse proxies: these say where a request came from. */
  readonly trustedProxies?: readonly string[];
  readonly maxBodyBytes: number;
}

export interface HttpAppParts {
  readonly metrics: ServerMetrics;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly refusals: RefusalNotes;
  readonly access: AccessControl;
  readonly limits: RateLimits;
  /** Origins of pages that may call from a browser. */
  readonly allowedOrigins?: readonly string[];
}

/** A body that takes longer to come in is given up. */
const SLOWEST_REQUEST_MS = 60_000;
const LONGEST_PARAMETER = 200 * 9;
/** Live streams that do not end by themselves are cut off after this. */
const LONGEST_GOODBYE_MS = 3_000;

export function createHttpApp({ logger, trustedProxies = [], maxBodyBytes }: HttpAppOptions): FastifyInstance {
  return fastify({
    logger: logger ? { ...(logger === true ? {} : logger), serializers: WITHOUT_QUERY } : ONLY_FAILURES,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    // A logger for each request would cost as much as the rest of its handling.
    childLoggerFactory: (parent) => parent,
    bodyLimit: maxBodyBytes,
    // Bodies have limits of their own: see slow-bodies.ts.
    requestTimeout: 0,
    // Idle keep-alive connections must not hold back a shutdown.
    forceCloseConnections: 'idle',
    // Ids in paths have up to 200 characters, which may each take several as they travel.
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
  });
}

/** Not on standard output, which belongs to the command line. */
const ONLY_FAILURES = { level: 'error', stream: process.stderr };
/** Queries are not logged: they may hold a key. */
const WITHOUT_QUERY = {
  req: ({ method, url, ip }: FastifyRequest) => ({ method, path: url.split('?', 1)[0], ip }),
};

/** Call it before any route is registered. */
export async function prepareHttpApp(app: FastifyInstance, parts: HttpAppParts): Promise<void> {
  const { metrics, audit, refusals, access, limits, allowedOrigins } = parts;
  answerWithProblems(app);
  metrics.countRequests(app);
  app.server.headersTimeout = SLOWEST_REQUEST_MS;
  limitSlowBodies(app, { longestMs: SLOWEST_REQUEST_MS, silentMs: SLOWEST_REQUEST_MS });
  allowOrigins(app, new Set(allowedOrigins));
  auditRequests(app, { audit, refusals, access });
  limits.watch(app);
  addPageHeaders(app);
  describeAccess(app);
  await addApiDocuments(app);
}

/** Requests that are under way are answered; what does not end by itself is cut off. */
export async function closeHttpApp(app: FastifyInstance): Promise<void> {
  const impatience = setTimeout(() => app.server.closeAllConnections(), LONGEST_GOODBYE_MS);
  await app.close();
  clearTimeout(impatience);
}
