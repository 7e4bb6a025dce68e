/**
 * Stands between the clients of the SDK and an emulator, and lets calls fail: before they took effect, after it, throttled,
 * late, and in part where a service does that. The clients under test are the real ones, retries and all.
 */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from './faults.ts';
import { type PartialCall, partialCall } from './partial-calls.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const THROTTLED = JSON.stringify({ __type: 'ProvisionedThroughputExceededException', message: 'too much at once' });
const JSON_TYPE = 'application/x-amz-json-1.1';

export class HttpFaultProxy {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #target: URL;
  readonly #faults: Faults;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(server: Server, target: string, faults: Faults) {
    this.#server = server;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#target = new URL(target);
    this.#faults = faults;
  }

  static async start(target: string, faults: Faults): Promise<HttpFaultProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new HttpFaultProxy(server, target, faults);
    server.on('request', (incoming, outgoing) => void proxy.#serve(incoming, outgoing));
    return proxy;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#agent.destroy();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const body = await buffer(incoming);
      await this.#answer(incoming, body, outgoing);
    } catch {
      outgoing.destroy();
    }
  }

  async #answer(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): Promise<void> {
    const fault = this.#faults.next();
    if (fault === 'throttle') return this.#throttle(incoming, body, outgoing);
    if (fault === 'refuse') return this.#break(outgoing);
    if (fault === 'delay') await sleep(this.#faults.delayMs());
    const answer = await this.#forward(incoming, body);
    if (fault === 'lose') return this.#break(outgoing);
    send(outgoing, answer);
  }

  /** In part, where the service does that: some of a request's items are refused and the others are not. */
  async #throttle(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): Promise<void> {
    const part = partialCall(incoming.headers['x-amz-target'], body, () => this.#faults.chance(0.5));
    if (part === undefined)
      return send(outgoing, { status: 400, headers: { 'content-type': JSON_TYPE }, body: Buffer.from(THROTTLED) });
    send(outgoing, await this.#partOf(incoming, part));
  }

  async #partOf(incoming: IncomingMessage, part: PartialCall): Promise<Answer> {
    const answer = await this.#forward(incoming, part.body);
    return answer.status === 200 ? { ...answer, body: part.answer(answer.body) } : answer;
  }

  /** As a connection that is cut, or as a service that is out of order. */
  #break(outgoing: ServerResponse): void {
    if (this.#faults.chance(0.5)) outgoing.destroy();
    else
      send(outgoing, {
        status: 500,
        headers: { 'content-type': JSON_TYPE },
        body: Buffer.from('{"__type":"InternalFailure"}'),
      });
  }

  async #forward({ method, url = '/', headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const { hostname, port } = this.#target;
    const outgoing = request({
      hostname,
      port,
      method,
      path: url,
      agent: this.#agent,
      headers: { ...headers, 'content-length': body.length },
    });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 500, headers: answer.headers, body: await buffer(answer) };
  }
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _chunked, 'content-length': _length, 'x-amz-crc32': _sum, ...rest } = headers;
  outgoing.writeHead(status, { ...rest, 'content-length': body.length }).end(body);
}
