/**
 * How much one key may ask for: requests and events a second of what collects, queries a minute. Whoever has used up what
 * it may gets 429 with Retry-After; the `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers) say how much is left.
 */
import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyRequest,
  onRequestHookHandler,
  onSendHookHandler,
} from 'fastify';
import { Problem } from '../sources/http/problem.ts';
import { Allowance, type AllowanceSettings } from './allowance.ts';
import { isLoopback } from './loopback.ts';
import { classesOf } from './roles.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Counts as a query of its key. */
    isQuery?: boolean;
  }
}

/** Null for no limit. */
export interface RateLimitSettings {
  readonly requestsPerSecond: number | null;
  readonly eventsPerSecond: number | null;
  readonly queriesPerMinute: number | null;
}

export const NO_LIMITS: RateLimitSettings = { requestsPerSecond: null, eventsPerSecond: null, queriesPerMinute: null };
/** Beyond loopback: far above what a shop's own servers send, and enough to keep one key from taking all there is. */
const LIMITS: RateLimitSettings = { requestsPerSecond: 5_000, eventsPerSecond: 50_000, queriesPerMinute: 60 };

export function rateLimitsFor(host: string, given: Partial<RateLimitSettings> = {}): RateLimitSettings {
  return { ...(isLoopback(host) ? NO_LIMITS : LIMITS), ...given };
}

export class RateLimits {
  readonly #requests: Allowance | null;
  readonly #events: Allowance | null;
  readonly #queries: Allowance | null;

  constructor(settings: RateLimitSettings, now?: () => number) {
    const allowance = (name: string, perWindow: number | null, windowSeconds: number) =>
      perWindow === null ? null : new Allowance({ name, perWindow, windowSeconds }, now);
    this.#requests = allowance('requests', settings.requestsPerSecond, 1);
    this.#events = allowance('events', settings.eventsPerSecond, 1);
    this.#queries = allowance('queries', settings.queriesPerMinute, 60);
  }

  /** Call it before any route is registered, and after the hooks that find out who calls. Routes without a limit pay nothing. */
  watch(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const allowances = this.#allowancesOf(route.config);
      if (allowances.length === 0) return;
      const admit: onRequestHookHandler = (request, _reply, done) => {
        // A key that stands in the body is not known yet: the route asks when it is.
        if (request.caller !== null || route.config?.keyInBody !== true) admitBy(allowances, request);
        done();
      };
      const tell: onSendHookHandler = (request, reply, payload, done) => {
        reply.headers(headersOf(allowances, callerOf(request)));
        done(null, payload);
      };
      route.onRequest = [...[route.onRequest ?? []].flat(), admit];
      route.onSend = [...[route.onSend ?? []].flat(), tell];
    });
  }

  /** For routes with `keyInBody`, when the key is known. @throws Problem 429 when it has used up what it may. */
  readonly admit = (request: FastifyRequest): void => {
    admitBy(this.#allowancesOf(request.routeOptions.config), request);
  };

  /** Told when the events of a request have been read. */
  readonly noteEvents = (request: FastifyRequest, events: number): void => {
    this.#events?.take(callerOf(request), events);
  };

  #allowancesOf(config: FastifyContextConfig = {}): readonly Allowance[] {
    const isCollecting = classesOf(config.access).includes('write');
    const limits = [...(isCollecting ? [this.#requests, this.#events] : []), config.isQuery ? this.#queries : null];
    return limits.filter((limit) => limit !== null);
  }
}

/** Each request counts as one, but for events, which are counted when they have been read. */
function admitBy(allowances: readonly Allowance[], request: FastifyRequest): void {
  const caller = callerOf(request);
  for (const allowance of allowances) {
    const waitMs = allowance.waitMs(caller);
    if (waitMs > 0) throw tooFast(allowance.settings, waitMs);
  }
  for (const allowance of allowances) if (allowance.settings.name !== 'events') allowance.take(caller, 1);
}

function callerOf({ caller, ip }: FastifyRequest): string {
  return caller?.key ?? ip;
}

function headersOf(allowances: readonly Allowance[], caller: string): Record<string, string> {
  const policies = allowances.map(({ settings: { name, perWindow, windowSeconds } }) => {
    return `"${name}";q=${perWindow};w=${windowSeconds}`;
  });
  const left = allowances.map((allowance) => {
    const remaining = Math.max(0, Math.floor(allowance.left(caller)));
    return `"${allowance.settings.name}";r=${remaining};t=${Math.ceil(allowance.resetMs(caller) / 1000)}`;
  });
  return { 'ratelimit-policy': policies.join(', '), ratelimit: left.join(', ') };
}

function tooFast({ name, perWindow, windowSeconds }: AllowanceSettings, waitMs: number): Problem {
  const unit = windowSeconds === 1 ? 'second' : 'minute';
  const detail = `This key may send ${perWindow} ${name} a ${unit}. Send the same request again after Retry-After.`;
  return new Problem({ status: 429, code: 'RATE_LIMITED', detail, retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
