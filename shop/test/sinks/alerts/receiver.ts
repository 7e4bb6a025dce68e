/** Real servers that receive alerts, well or badly. */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Server } from 'node:net';

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly atMs: number;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves when so many requests have come. */
  count(requests: number): Promise<void>;
  close(): Promise<void>;
}

/** How the nth request (from 0) is answered. */
export type Behaviour = (request: number, response: ServerResponse, message: IncomingMessage) => void;

export const takes: Behaviour = (_request, response) => response.writeHead(200).end('ok');
export const fails: Behaviour = (_request, response) => response.writeHead(500).end('out of order');
export const hangs: Behaviour = () => undefined;
export const resets: Behaviour = (_request, _response, message) => message.socket.destroy();

export async function openReceiver(behave: Behaviour = takes): Promise<Receiver> {
  const received: Received[] = [];
  const server = createHttpServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
      received.push({ headers, body: Buffer.concat(chunks).toString(), atMs: performance.now() });
      behave(received.length - 1, response, message);
    });
  });
  const url = await listening(server);
  return {
    url,
    received,
    count: (requests) => until(() => received.length >= requests),
    close: () => closed(server, () => server.closeAllConnections()),
  };
}

/** Speaks no HTTP. */
export async function openGarbler(): Promise<Receiver> {
  const received: Received[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      received.push({ headers: {}, body: '', atMs: performance.now() });
      socket.end('\u0000\u0001 no HTTP at all \r\n\r\n');
    });
  });
  const url = await listening(server);
  return {
    url,
    received,
    count: (requests) => until(() => received.length >= requests),
    close: () => closed(server, () => sockets.forEach((socket) => void socket.destroy())),
  };
}

export async function until(isSo: () => boolean, limitMs = 10_000): Promise<void> {
  const startedMs = performance.now();
  while (!isSo()) {
    if (performance.now() - startedMs > limitMs) throw new Error(`not within ${limitMs} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

function closed(server: Server, cutOff: () => void): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  cutOff();
  return done;
}
