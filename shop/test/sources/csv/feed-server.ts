/** A server without pipelines in a process of its own: `node feed-server.ts DATA_FOLDER FEEDS_FOLDER`. */
import { closeOnSignal } from '../../../src/server/close-on-signal.ts';
import { startServer } from '../../../src/server/start-server.ts';

const [dataFolder = '', folder = ''] = process.argv.slice(2);
const server = await startServer({ dataFolder, port: 0, feeds: { folder, stableMs: 100 } });
const closed = closeOnSignal(server);
console.log(server.url);
await closed;
