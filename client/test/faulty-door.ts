/** A door in front of a server that fails as networks and servers do: refusing, hanging up before and after the request went through. */
import { request as ask, createServer } from 'node:http';

export interface FaultyDoor {
  readonly url: string;
  /** The port of the server behind it; 0 while there is none. */
  port: number;
  close(): Promise<void>;
}

type Fault = 'none' | 'busy' | 'unavailable' | 'drop the request' | 'drop the answer';

/** @param nextFault what happens to the next request. */
export async function openFaultyDoor(nextFault: () => Fault): Promise<FaultyDoor> {
  const server = createServer((incoming, outgoing) => {
    const fault = nextFault();
    if (fault === 'drop the request' || door.port === 0) return void incoming.socket.destroy();
    if (fault === 'busy' || fault === 'unavailable') {
      incoming.resume();
      outgoing.writeHead(fault === 'busy' ? 429 : 503, fault === 'busy' ? { 'retry-after': '0' } : {}).end();
      return;
    }
    const { method, url = '/', headers } = incoming;
    const forward = ask({ port: door.port, host: '127.0.0.1', method, path: url, headers, agent: false }, (answer) => {
      if (fault === 'drop the answer') {
        answer.resume().on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    forward.on('error', () => incoming.socket.destroy());
    incoming.pipe(forward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const door = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    port: 0,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return door;
}

/** Faults at a rate, by a seed: the same ones each time. */
export function seededFaults(seed: number, rate: number): () => Fault {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const faults = ['busy', 'unavailable', 'drop the request', 'drop the answer'] as const;
  return () => (random() < rate ? (faults[Math.floor(random() * faults.length)] ?? 'busy') : 'none');
}
