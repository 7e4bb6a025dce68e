/**
 * Stands between browsers and the server, at one address through all restarts, and does to connections what networks do:
 * refuses them, swallows requests, delivers requests and cuts the answer off, or answers that the server is too busy.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

export type Fault = 'none' | 'refused' | 'swallowed' | 'answer-lost' | 'busy';

const BUSY_SECONDS = 1;

export class FaultProxy {
  fault: Fault = 'none';
  /** The server's port; 0 while there is none. */
  target = 0;
  /** Requests that were answered with 429. */
  busyAnswers = 0;
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async open(): Promise<FaultProxy> {
    const server = createServer((socket) => proxy.#serve(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new FaultProxy(server);
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What is under way meets the fault too. */
  set(fault: Fault): void {
    this.fault = fault;
    this.cut();
  }

  /** Ends every connection, as a router that is switched off. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A connection that is cut is what this is for.
    socket.on('error', () => undefined);
  }

  #serve(browser: Socket): void {
    this.#keep(browser);
    if (this.fault === 'refused' || this.target === 0) return void browser.destroy();
    if (this.fault === 'swallowed') return void browser.resume();
    if (this.fault === 'busy') return void browser.on('data', (bytes) => this.#answerBusy(browser, bytes));
    const server = connect(this.target, '127.0.0.1');
    this.#keep(server);
    browser.on('close', () => server.destroy());
    server.on('close', () => browser.destroy());
    browser.pipe(server);
    server.on('data', (bytes) => {
      if (this.fault === 'answer-lost') browser.destroy();
      else browser.write(bytes);
    });
  }

  /** As the server does when too much waits for its disk. */
  #answerBusy(browser: Socket, bytes: Buffer): void {
    const origin = /^origin: (.*)\r$/im.exec(bytes.toString('latin1'))?.[1];
    if (origin === undefined) return;
    this.busyAnswers++;
    browser.end(
      [
        'HTTP/1.1 429 Too Many Requests',
        `access-control-allow-origin: ${origin}`,
        'access-control-expose-headers: retry-after',
        `retry-after: ${BUSY_SECONDS}`,
        'content-type: application/problem+json',
        'content-length: 21',
        'connection: close',
        '',
        '{"code":"OVERLOADED"}',
      ].join('\r\n'),
    );
  }
}
