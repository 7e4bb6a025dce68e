/** Connections to a stream service: kept open, and bounded in how long a call may go without an answer. */
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** HTTP/1.1, which the emulators speak as well; the SDK would take HTTP/2 to Kinesis. */
export function requestHandler(): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: 64 },
    httpsAgent: { keepAlive: true, maxSockets: 64 },
  });
}
