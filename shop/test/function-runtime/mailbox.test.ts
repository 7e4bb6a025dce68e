/** Messages to a thread that does not come back to its event loop. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { MailCount } from '../../src/function-runtime/mailbox.ts';

const MESSAGES = 500;

describe('a mailbox', () => {
  it('is emptied in the middle of work, and by the event loop, each message once and in order', async () => {
    const count = new MailCount();
    const worker = new Worker(new URL('./busy-worker.ts', import.meta.url), {
      workerData: { mail: count.buffer, expected: MESSAGES },
    });
    const send = (from: number) => {
      for (let number = from; number < from + MESSAGES; number++) {
        worker.postMessage(number);
        count.posted();
      }
    };
    await once(worker, 'message');
    send(0);
    const [inWork] = await once(worker, 'message');
    expect(inWork).toEqual(Array.from({ length: MESSAGES }, (_, number) => number));
    send(MESSAGES);
    const [both] = await once(worker, 'message');
    expect(both).toEqual(Array.from({ length: 2 * MESSAGES }, (_, number) => number));
    await once(worker, 'exit');
  });
});
