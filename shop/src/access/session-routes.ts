/** `/v1/session`: signing in to the page with a key, and out; who is signed in, and what they may see. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { AuditKind, AuditTrail } from '../audit/audit-trail.ts';
import type { RefusalNotes } from '../audit/refusal-notes.ts';
import { whoAndWhat } from '../server/audit-hooks.ts';
import { explainFaults, ProblemDocument } from '../serving/bad-request.ts';
import { Problem } from '../sources/http/problem.ts';
import type { AccessControl } from './access-control.ts';
import { callerWith, keyInAudit } from './caller.ts';
import type { KnownKey } from './key-ring.ts';
import { ACCESS_CLASSES, openedBy, ROLES, type Role } from './roles.ts';
import { SignInLimit } from './sign-in-limit.ts';

export interface SessionRoutesParts {
  readonly access: AccessControl;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly refusals: RefusalNotes;
  readonly now: () => number;
}

const SessionAnswer = Type.Object({
  signedIn: Type.Boolean(),
  keysNeeded: Type.Boolean({ description: 'False on loopback without read keys: everyone may read then.' }),
  role: Type.Union([Type.Enum([...ROLES]), Type.Null()]),
  name: Type.Union([Type.String(), Type.Null()], { description: 'What the configuration calls the key.' }),
  may: Type.Array(Type.Enum([...ACCESS_CLASSES]), { description: 'Which classes of routes this opens.' }),
  expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'Each use of the session moves it on.',
  }),
});
const Credentials = Type.Object({ key: Type.String({ maxLength: 500 }) });

const tags = ['operate'];
const open = { access: 'open' } as const;

export async function sessionRoutes(app: FastifyInstance, parts: SessionRoutesParts): Promise<void> {
  app.setErrorHandler(explainFaults);
  const limit = new SignInLimit(parts.now);
  const { access } = parts;
  app.get(
    '/v1/session',
    { schema: { summary: 'Who is signed in', tags, response: { 200: SessionAnswer } }, config: open },
    (request, reply) => {
      access.recognise(request, reply);
      return answer(access, request, reply);
    },
  );
  const schema = {
    summary: 'Sign in with a key',
    description:
      'Sets a cookie that pages cannot read. Wrong keys are answered more and more slowly, and then with 429.',
    tags,
    body: Credentials,
    response: { 200: SessionAnswer, 400: ProblemDocument },
  };
  app.post<{ Body: Static<typeof Credentials> }>('/v1/session', { schema, config: open }, async (request, reply) => {
    access.recognise(request, reply);
    // Where nobody needs a key there is nothing to sign in to.
    if (!access.isOpen) await signIn(parts, limit, request, reply);
    return answer(access, request, reply);
  });
  app.delete(
    '/v1/session',
    { schema: { summary: 'Sign out', tags, response: { 204: Type.Null() } }, config: open },
    async (request, reply) => {
      access.recognise(request, reply);
      if (request.session !== null) await signOut(parts, request);
      return reply.code(204).header('set-cookie', access.sessions.cookieOf(null)).send(null);
    },
  );
}

type SignInRequest = FastifyRequest<{ Body: Static<typeof Credentials> }>;

async function signIn(
  parts: SessionRoutesParts,
  limit: SignInLimit,
  request: SignInRequest,
  reply: FastifyReply,
): Promise<void> {
  const { access } = parts;
  const known = await knownKey(parts, limit, request);
  if (known.role === null) throw MACHINES_KEY;
  if (request.session !== null) await access.sessions.end(request.session);
  request.session = access.sessions.start(known, cameByHttps(request));
  request.caller = callerWith(known);
  reply.header('set-cookie', access.sessions.cookieOf(request.session));
  await note(parts, request, 'signed_in');
}

/** @throws Problem 401 for a wrong key, 429 when this address has tried too many. */
async function knownKey(
  { access, refusals }: SessionRoutesParts,
  limit: SignInLimit,
  request: SignInRequest,
): Promise<KnownKey> {
  const waitMs = limit.waitMs(request.ip);
  const known = waitMs > 0 ? undefined : access.find(request.body.key.trim());
  if (known) return known;
  const refusal = waitMs > 0 ? tooMany(waitMs) : WRONG_KEY;
  const delayMs = waitMs > 0 ? 0 : limit.noteFailure(request.ip);
  refusals.note({ ...whoAndWhat(request), key: null, status: refusal.details.status }, refusal.details.code);
  await pause(delayMs);
  throw refusal;
}

async function signOut(parts: SessionRoutesParts, request: FastifyRequest): Promise<void> {
  if (request.session !== null) await parts.access.sessions.end(request.session);
  await note(parts, request, 'signed_out');
}

/** A disk that is full keeps nobody out. */
async function note({ audit }: SessionRoutesParts, request: FastifyRequest, kind: AuditKind): Promise<void> {
  const entry = { ...whoAndWhat(request), ...keyInAudit(request), status: null, kind, details: {} };
  await audit.record(entry).catch((cause: unknown) => request.log.error({ err: cause }, 'AUDIT_NOT_WRITTEN'));
}

function answer(access: AccessControl, request: FastifyRequest, reply: FastifyReply): Static<typeof SessionAnswer> {
  reply.header('cache-control', 'no-store');
  const everyone: Role | null = access.isOpenToRead ? 'analyst' : null;
  const { role = everyone, name = null, mayWrite = false } = request.caller ?? {};
  return {
    signedIn: request.session !== null,
    keysNeeded: !access.isOpenToRead,
    role,
    name,
    may: [...openedBy({ role, mayWrite })],
    expiresAt: request.session === null ? null : new Date(request.session.expiresMs).toISOString(),
  };
}

/** The page says by which scheme it was loaded; a proxy says it, too. */
function cameByHttps({ headers, protocol }: FastifyRequest): boolean {
  const isForwarded = String(headers['x-forwarded-proto'] ?? '').split(',', 1)[0] === 'https';
  return protocol === 'https' || isForwarded || headers.origin?.startsWith('https:') === true;
}

function tooMany(waitMs: number): Problem {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  const detail = `Too many wrong keys came from this address. Try again in ${retryAfterSeconds} seconds.`;
  return new Problem({ status: 429, code: 'TOO_MANY_WRONG_KEYS', detail, retryAfterSeconds });
}

const WRONG_KEY = new Problem({
  status: 401,
  code: 'WRONG_KEY',
  detail: 'This is no key of this server. Ask whoever runs it for a read key.',
});

const MACHINES_KEY = new Problem({
  status: 403,
  code: 'ROLE_NOT_ALLOWED',
  detail: 'This key is for machines that send events. To look at the pages, ask for a read key.',
});
