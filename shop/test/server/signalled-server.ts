/** A server that prints its address and runs until it is told to stop. */
import { closeOnSignal } from '../../src/server/close-on-signal.ts';
import { startServer } from '../../src/server/start-server.ts';

const [dataFolder = ''] = process.argv.slice(2);
const server = await startServer({ dataFolder, port: 0 });
console.log(server.url);
await closeOnSignal(server);
console.log('closed');
