/** How every route that collects events takes its bodies: as bytes, bounded, and only while there is room for them. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptionsWithHandler } from 'fastify';
import { inflatedBody, utf8Text } from './body-text.ts';
import type { LoadGate } from './load-gate.ts';

export interface BodyLimits {
  /** Shared by all routes that collect: what waits for the disk is bounded as a whole. */
  readonly gate: LoadGate;
  readonly maxBodyBytes: number;
}

/** Leaves bodies of these media types as bytes, and takes no others, within the scope that it is called in. */
export function takeBytes(app: FastifyInstance, mediaTypes: readonly string[], maxBodyBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...mediaTypes], { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
    done(null, body),
  );
}

export interface CollectedBody {
  readonly text: string;
  readonly bytes: number;
}

/** A route's options: its handler gets the inflated body as text. Events are screened one by one, and fail no request. */
export function collectingRoute(
  { gate, maxBodyBytes }: BodyLimits,
  handle: (body: CollectedBody, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): Pick<RouteShorthandOptionsWithHandler, 'validatorCompiler' | 'bodyLimit' | 'onRequest' | 'handler'> {
  return {
    validatorCompiler: () => () => true,
    bodyLimit: maxBodyBytes,
    onRequest: (request, _reply, done) => {
      gate.check(Number(request.headers['content-length'] ?? 0));
      done();
    },
    handler: async (request, reply) => {
      const body = await inflated(request, maxBodyBytes);
      gate.enter(body.length);
      try {
        return await handle({ text: utf8Text(body), bytes: body.length }, request, reply);
      } finally {
        gate.leave(body.length);
      }
    },
  };
}

function inflated({ body, headers }: FastifyRequest, maxBodyBytes: number): Buffer | Promise<Buffer> {
  const sent = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  return inflatedBody(sent, headers['content-encoding'], maxBodyBytes);
}
