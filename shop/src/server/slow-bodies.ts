/**
 * Gives up on requests whose bodies take too long to come in. The HTTP server has one limit for all routes, and a large
 * file takes its time: so the limit is kept here, and a route with `longBody` only has to keep moving.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body may take as long as it likes, as long as something comes. */
    longBody?: boolean;
  }
}

export interface SlowBodyLimits {
  /** For a whole body. */
  readonly longestMs: number;
  /** Without a byte, for bodies that may be long. */
  readonly silentMs: number;
}

/** Call it before routes are registered. Each that waits is looked at about every tenth of the time that it has. */
export function limitSlowBodies(app: FastifyInstance, { longestMs, silentMs }: SlowBodyLimits): void {
  const waiting = new Map<IncomingMessage, number>();
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    if (request.routeOptions.config.longBody === true) dropSilent(raw, silentMs);
    else if (!raw.complete && raw.method !== 'GET') waiting.set(raw, performance.now());
    done();
  });
  app.addHook('preValidation', (request, _reply, done) => {
    waiting.delete(request.raw);
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    waiting.delete(request.raw);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    waiting.delete(request.raw);
    done();
  });
  const timer = setInterval(() => dropSlow(waiting, performance.now() - longestMs), longestMs / 10);
  timer.unref();
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer);
    done();
  });
}

/** Once the body is in, the answer may take its time. */
function dropSilent(request: IncomingMessage, silentMs: number): void {
  const give = () => request.destroy();
  request.setTimeout(silentMs, give);
  request.once('end', () => request.socket.setTimeout(0).off('timeout', give));
}

/** In order of their beginning: behind the first that has time left, all have. */
function dropSlow(waiting: Map<IncomingMessage, number>, beforeMs: number): void {
  for (const [request, startedMs] of waiting) {
    if (startedMs > beforeMs) return;
    waiting.delete(request);
    request.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  }
}
