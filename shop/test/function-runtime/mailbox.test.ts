/** Messages to a thread that does not come back to its event loop. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';
import { describe, expect, it } from 'vitest';

const MESSAGES = 500;

describe('a mailbox', () => {
  it('is emptied in the middle of work, and by the event loop, each message once and in order', async () => {
    const posted = new PipelineSignal();
    const worker = new Worker(new URL('./busy-worker.ts', import.meta.url), {
      workerData: { mail: posted.buffer, expected: MESSAGES },
    });
    // Its last message and its end may come in the same turn.
    const exited = once(worker, 'exit');
    const send = (from: number) => {
      for (let number = from; number < from + MESSAGES; number++) {
        worker.postMessage(number);
        posted.ring();
      }
    };
    await once(worker, 'message');
    send(0);
    const [inWork] = await once(worker, 'message');
    expect(inWork).toEqual(Array.from({ length: MESSAGES }, (_, number) => number));
    send(MESSAGES);
    const [both] = await once(worker, 'message');
    expect(both).toEqual(Array.from({ length: 2 * MESSAGES }, (_, number) => number));
    await exited;
  });
});
