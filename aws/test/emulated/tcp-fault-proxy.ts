/**
 * Stands between a Valkey client and its server, and lets calls fail: the connection is cut before a chunk of commands
 * arrives, in the middle of it, or after it has been done and before its answer is seen; or it all takes long.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from './faults.ts';

export class TcpFaultProxy {
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #faults: Faults;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, target: URL, faults: Faults) {
    this.#server = server;
    this.url = `${target.protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#port = Number(target.port);
    this.#faults = faults;
  }

  /** @param target the URL of the server on this machine. */
  static async start(target: string, faults: Faults): Promise<TcpFaultProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new TcpFaultProxy(server, new URL(target), faults);
    server.on('connection', (client) => proxy.#connect(client));
    return proxy;
  }

  /** All connections, as when a server restarts. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #connect(client: Socket): void {
    const server = connect(this.#port, '127.0.0.1');
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true).on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    let deaf = false;
    server.on('data', (chunk) => {
      if (deaf) client.destroy();
      else client.write(chunk);
    });
    void this.#pump(client, server, () => {
      deaf = true;
    });
  }

  /** @param lose called when the answer to what was passed on shall not be seen. */
  async #pump(client: Socket, server: Socket, lose: () => void): Promise<void> {
    try {
      for await (const chunk of client) await this.#pass(chunk as Buffer, { client, server, lose });
    } catch {
      server.destroy();
    }
  }

  async #pass(
    chunk: Buffer,
    { client, server, lose }: { client: Socket; server: Socket; lose: () => void },
  ): Promise<void> {
    const fault = this.#faults.next();
    if (fault === 'delay') await sleep(this.#faults.delayMs());
    if (fault === 'refuse') {
      client.destroy();
      return;
    }
    if (fault === 'throttle') {
      server.write(chunk.subarray(0, this.#faults.below(chunk.length)), () => client.destroy());
      return;
    }
    if (fault === 'lose') lose();
    server.write(chunk);
  }
}
