/** Serves the example's files; in its pages the server's address and the write key stand where the braces are. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface ExamplePages {
  readonly origin: string;
  /** What the pages' tracker is set up with. */
  use(setting: Readonly<Record<'endpoint' | 'writeKey', string>>): void;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
const FILE = /^\/([a-z-]+\.(html|js|css))$/;

export async function openExamplePages(port: number): Promise<ExamplePages> {
  let setting: Readonly<Record<string, string>> = {};
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const [, name, kind = ''] = FILE.exec(pathname === '/' ? '/index.html' : pathname) ?? [];
    try {
      const text = await readFile(fileURLToPath(new URL(name ?? 'missing', import.meta.url)), 'utf8');
      response.setHeader('content-type', `${TYPES[kind]}; charset=utf-8`);
      response.end(text.replace(/\{\{(\w+)\}\}/g, (_, field: string) => setting[field] ?? ''));
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such page.\n');
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use: (given) => {
      setting = given;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
