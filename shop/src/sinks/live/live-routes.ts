/** `GET /v1/live?topics=…`: what the pipelines find out, pushed as server-sent events the moment it is committed. */

import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Rights } from '../../access/roles.ts';
import type { OperationsNews } from '../../operations/operations-status.ts';
import { badRequest, explainFaults } from '../../serving/bad-request.ts';
import type { ViewCatalog } from '../../serving/view-catalog.ts';
import { Problem } from '../../sources/http/problem.ts';
import { LiveClient } from './live-client.ts';
import { LiveHub } from './live-hub.ts';
import type { OpsStatus } from './ops-status.ts';
import { decodePositions } from './positions.ts';
import { eventText, retryText } from './server-sent-event.ts';
import { isTopic, mayHear, TOPICS, type Topic, viewsOf } from './topic.ts';

export interface LiveOptions {
  readonly views: ViewCatalog;
  readonly ops: () => OpsStatus;
  readonly pipelines?: () => OperationsNews | undefined;
  readonly onPushed?: () => void;
  /** Calls the listener after each commit; returns the way to stop that. */
  readonly onCommitted: (listener: () => void) => () => void;
  /** The currency of every amount, ISO 4217; told to the page. */
  readonly currency?: string;
  readonly pushEveryMs?: number;
  readonly opsEveryMs?: number;
  readonly pipelinesEveryMs?: number;
  readonly heartbeatEveryMs?: number;
  readonly maxBufferedBytes?: number;
  /** Tells the numbers of this process from those of others behind the same address: see positions.ts. */
  readonly origin?: string;
}

const LiveQuery = Type.Object({
  topics: Type.Optional(
    Type.String({ description: `Any of ${TOPICS.join(', ')}, with commas between; all if absent.` }),
  ),
  lastEventId: Type.Optional(Type.String({ description: 'Like the header Last-Event-ID, which goes before it.' })),
});
type LiveQuery = Static<typeof LiveQuery>;

/** Where nobody was asked for a key. */
const STAFF: Rights = { role: 'analyst', mayWrite: false };

/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000;

/** Register it with `app.register(liveRoutes, { views, ops, onCommitted })`. */
export async function liveRoutes(app: FastifyInstance, options: LiveOptions): Promise<void> {
  app.setErrorHandler(explainFaults);
  const readers = knownReaders(options.views);
  const hub = new LiveHub({
    pushEveryMs: 40,
    opsEveryMs: 500,
    pipelinesEveryMs: 1_000,
    heartbeatEveryMs: 15_000,
    ...options,
    views: () => readers(new Set(TOPICS)),
  });
  // Open streams would hold the server's close for ever.
  app.addHook('preClose', async () => hub.close());
  const schema = {
    summary: 'Live changes as server-sent events',
    description:
      'Events: hello (topics, and which are refused to this role), snapshot, changes, reset, ops, pipelines. An id holds the position in every topic.',
    tags: ['live'],
    querystring: LiveQuery,
  };
  app.get<{ Querystring: LiveQuery }>(
    '/v1/live',
    { schema, config: { access: 'read', endsWithSession: true } },
    (request, reply) => {
      const { topics, refused } = heardTopics(topicsOf(request.query.topics), request.caller ?? STAFF);
      const views = readers(topics);
      const client = openStream(request, reply, views, options);
      client.send(helloText({ topics: [...topics], refused, currency: options.currency ?? 'USD' }));
      request.raw.once('close', () => hub.remove(client));
      reply.raw.once('close', () => hub.remove(client));
      void hub.add(client, views, topics);
    },
  );
}

function openStream(
  request: FastifyRequest<{ Querystring: LiveQuery }>,
  reply: FastifyReply,
  views: readonly ViewReader[],
  options: LiveOptions,
): LiveClient {
  const lastId = request.headers['last-event-id'] ?? request.query.lastEventId ?? '';
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const maxBufferedBytes = options.maxBufferedBytes ?? 4_000_000;
  const { origin } = options;
  const known = decodePositions(String(lastId), origin);
  return new LiveClient({ response: reply.raw, views, known, maxBufferedBytes, origin });
}

/** A page asks for all that it can show. What its reader may not see is left out, and it is told so. */
function heardTopics(asked: ReadonlySet<Topic>, rights: Rights) {
  const refused = [...asked].filter((topic) => !mayHear(topic, rights));
  const topics = new Set([...asked].filter((topic) => !refused.includes(topic)));
  if (topics.size > 0) return { topics, refused };
  const detail = `The role ${rights.role} does not hear ${refused.join(', ')}.`;
  throw new Problem({ status: 403, code: 'ROLE_NOT_ALLOWED', detail });
}

function helloText(hello: { topics: readonly Topic[]; refused: readonly Topic[]; currency: string }): string {
  const data = JSON.stringify(hello);
  return retryText(RETRY_MS) + eventText({ event: 'hello', data });
}

function topicsOf(text: string | undefined): ReadonlySet<Topic> {
  if (text === undefined) return new Set(TOPICS);
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => !isTopic(name));
  if (unknown.length === 0 && names.length > 0) return new Set(names.filter(isTopic));
  const what = names.length === 0 ? 'it names no topic' : `${unknown.join(', ')} is not a topic`;
  throw badRequest([{ where: 'query.topics', what, mend: `Name some of ${TOPICS.join(', ')}.` }]);
}

/** The readers of these topics' views. A view is there once its pipeline has started, and is then remembered. */
function knownReaders(views: ViewCatalog): (topics: ReadonlySet<Topic>) => readonly ViewReader[] {
  const known = new Map<string, ViewReader>();
  const reader = (name: string) => {
    const found = known.get(name) ?? views.get(name);
    if (found) known.set(name, found);
    return found ?? [];
  };
  return (topics) => viewsOf(topics).flatMap(reader);
}
