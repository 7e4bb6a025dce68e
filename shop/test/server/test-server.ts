/** A real server on a free port and an empty folder, and short ways to talk to it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/start-server.ts';

export interface TestServer {
  readonly server: RunningServer;
  readonly dataFolder: string;
  send(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Closes the server, and removes the folder unless it is to be used again. */
  close(keepFolder?: 'keep-folder'): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into answers of many shapes.
  readonly body: any;
}

export async function openTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'millrace-server-')));
  const server = await startServer({ port: 0, ...options, dataFolder });
  return {
    server,
    dataFolder,
    send: (body, headers = {}) =>
      answer(`${server.url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      }),
    get: (path) => answer(`${server.url}${path}`, {}),
    close: async (keepFolder) => {
      await server.close();
      if (keepFolder === undefined) await rm(dataFolder, { recursive: true });
    },
  };
}

export async function answer(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}
