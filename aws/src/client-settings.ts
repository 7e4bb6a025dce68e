/**
 * How the functions' clients of the SDK behave: `new KinesisClient(clientSettings())`.
 *
 * A call has an end. The SDK by itself waits for an answer without limit, and only warns when a limit is passed, so that one
 * connection which is lost silently would hold an invocation until it times out. Three attempts in standard mode pass over
 * what is short; what lasts longer fails the batch, which comes again. Adaptive mode would slow all calls of a client down
 * for one throttled shard, and learns in each environment anew. HTTP/1.1, since a session of HTTP/2, which the SDK
 * would take to Kinesis, does not outlive that an environment is frozen between invocations.
 */
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface ClientLimits {
  readonly connectionTimeoutMs: number;
  /** From the request to its answer. */
  readonly requestTimeoutMs: number;
}

export interface ClientSettings {
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly requestHandler: NodeHttpHandler;
}

const LIMITS: ClientLimits = { connectionTimeoutMs: 1_000, requestTimeoutMs: 4_000 };
const ATTEMPTS = 3;
const CONNECTIONS = 64;

export function clientSettings({ connectionTimeoutMs, requestTimeoutMs }: ClientLimits = LIMITS): ClientSettings {
  const agent = { keepAlive: true, maxSockets: CONNECTIONS };
  return {
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    }),
  };
}
