/**
 * Readers of the live stream in a process of their own: most read as fast as they can, some a little at a time, some not at
 * all. Called with the server's address and how many of each; says how much it has read once a second.
 */
import { type ClientRequest, get, type IncomingMessage } from 'node:http';

const TOPICS = 'revenue,orders,trending,traffic,ops';
const SLOW_EVERY_MS = 1_000;
const SLOW_READS_MS = 20;

const [url = '', quick = '0', slow = '0', stalled = '0'] = process.argv.slice(2);
let bytes = 0;
let ended = 0;

function open(take: (response: IncomingMessage) => void): ClientRequest {
  const request = get(`${url}/v1/live?topics=${TOPICS}`, { agent: false }, (response) => {
    response.on('close', () => {
      ended += 1;
    });
    take(response);
  });
  // Whoever is dropped has been counted.
  request.on('error', () => undefined);
  return request;
}

const count = (chunk: Buffer) => {
  bytes += chunk.length;
};

for (let number = 0; number < Number(quick); number++) open((response) => response.on('data', count));
for (let number = 0; number < Number(slow); number++) {
  open((response) => {
    response.on('data', count).pause();
    setInterval(() => {
      response.resume();
      setTimeout(() => response.pause(), SLOW_READS_MS);
    }, SLOW_EVERY_MS);
  });
}
// Without a listener nothing is read.
for (let number = 0; number < Number(stalled); number++) open((response) => response.pause());
setInterval(() => process.send?.({ bytes, ended }), 1_000);
process.on('disconnect', () => process.exit(0));
