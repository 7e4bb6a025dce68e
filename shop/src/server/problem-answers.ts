/** Answers every failed request with a problem document, those included that no route takes. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_MEDIA_TYPE, Problem, problemOf } from '../sources/http/problem.ts';

const LOG_INTERVAL_MS = 10_000;

export interface Failure {
  readonly err: unknown;
  readonly method: string;
  readonly path: string;
}

export type NoteFailure = (failure: Failure, code: string) => void;

/**
 * Call it before any route is registered: it notes their methods, to tell 405 from 404.
 * @param noteFailure told of failures within; the app's logger, if it is left out.
 */
export function answerWithProblems(app: FastifyInstance, noteFailure?: NoteFailure): void {
  const logFailure = failureLog(noteFailure ?? ((failure, code) => app.log.error(failure, code)));
  const methodsOf = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    // Where static files lie every path has a route; that says nothing about what is there.
    if (url.includes('*')) return;
    const known = methodsOf.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    methodsOf.set(url, known);
    for (const name of [method].flat()) known.methods.add(name);
  });
  app.setErrorHandler((thrown, request, reply) => {
    const problem = problemOf(thrown);
    if (problem.details.status >= 500) logFailure(request, thrown, problem);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = [...methodsOf.values()].flatMap((route) => (route.pattern.test(path) ? [...route.methods] : []));
    return sendProblem(reply, methods.length === 0 ? notFound(path) : methodNotAllowed(request.method, methods));
  });
}

/** Writes failures to the log, but a kind that goes on, as a full disk does, only every ten seconds. */
function failureLog(note: NoteFailure): (request: FastifyRequest, thrown: unknown, problem: Problem) => void {
  const loggedMs = new Map<string, number>();
  return (request, thrown, { details }) => {
    const nowMs = performance.now();
    const silentMs = details.status === 500 ? 0 : LOG_INTERVAL_MS;
    if (nowMs - (loggedMs.get(details.code) ?? Number.NEGATIVE_INFINITY) < silentMs) return;
    loggedMs.set(details.code, nowMs);
    const [path = ''] = request.url.split('?', 1);
    note({ err: thrown, method: request.method, path }, details.code);
  };
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, retryAfterSeconds, headers } = problem.details;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply
    .code(status)
    .headers(headers ?? {})
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .send(problem.toJsonText());
}

/** `/v1/quarantine/:number` as a pattern for whole paths. */
function patternOf(url: string): RegExp {
  const source = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+');
  return new RegExp(`^${source}$`);
}

function notFound(path: string): Problem {
  return new Problem({
    status: 404,
    code: 'NOT_FOUND',
    detail: `There is nothing at ${path}; /docs lists the routes.`,
  });
}

function methodNotAllowed(method: string, allowed: readonly string[]): Problem {
  const allow = [...new Set(allowed)].join(', ');
  const detail = `${method} does not work here; use ${allow}.`;
  return new Problem({ status: 405, code: 'METHOD_NOT_ALLOWED', detail, headers: { allow } });
}
