/**
 * `npm run example`: a server with an empty log on loopback, told of the example's products and of a hundred made-up
 * visits, and the example's pages on another port, so that they are to the server what a shop's pages are.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startShop } from '../../shop/src/server/start-shop.ts';
import { openExamplePages } from './example-pages.ts';
import { firstEvents } from './first-events.ts';

/** Lies open in every page, as a shop's does; on loopback it is not asked for. */
const WRITE_KEY = 'write-key-of-the-example';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '8090' }, 'server-port': { type: 'string', default: '8091' } },
});
const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-example-'));
const pages = await openExamplePages(Number(values.port));
const server = await startShop({
  dataFolder,
  port: Number(values['server-port']),
  allowedOrigins: [pages.origin],
  currency: 'EUR',
});
pages.use({ endpoint: server.url, writeKey: WRITE_KEY });
const answer = await fetch(`${server.url}/v1/events`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(firstEvents(Date.now())),
});
if (answer.status !== 200) console.error(await answer.text());
console.log(`The example shop is at ${pages.origin}, the live page at ${server.url}  (Ctrl-C ends both)`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await pages.close();
    await server.close();
    await rm(dataFolder, { recursive: true, force: true });
  });
}
