/** A shop's pages on an origin of their own: every path has one, with the tracker in it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Tracker, TrackerOptions } from '../src/tracker-api.ts';
import type { BuiltTracker } from './built-tracker.ts';

declare global {
  interface Window {
    /** Of pages that are made with options. */
    readonly tracker: Tracker;
  }
}

export class ShopPages {
  readonly origin: string;
  /** What stands in the head of each page; without options there is no tracker. */
  #head = '';
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open({ script, module }: BuiltTracker): Promise<ShopPages> {
    const files: Readonly<Record<string, Buffer>> = { '/tracker.js': script, '/create-tracker.js': module };
    const server = createServer(({ url = '' }, response) => {
      const file = files[url];
      response.setHeader('content-type', file ? 'text/javascript' : 'text/html');
      response.end(file ?? `<!doctype html><title>${url}</title>${pages.#head}<a href="/next">next</a>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const pages = new ShopPages(server);
    return pages;
  }

  /** From now on pages make a tracker with these options, as `window.tracker`. */
  withOptions(options: TrackerOptions): void {
    this.#head = `<script type="module">
      import { createTracker } from '/create-tracker.js';
      window.tracker = createTracker(${JSON.stringify(options)});
    </script>`;
  }

  /** From now on pages have these tags. */
  withTags(head: string): void {
    this.#head = head;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
