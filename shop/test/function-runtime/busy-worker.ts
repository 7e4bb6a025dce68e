/** A worker that works without a pause, looks into its mailbox in the middle of it, and sends back what it finds. */
import { parentPort, workerData } from 'node:worker_threads';
import { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';
import { Mailbox } from '../../src/function-runtime/mailbox.ts';

const { mail, expected } = workerData as { readonly mail: SharedArrayBuffer; readonly expected: number };
const port = parentPort;
if (!port) throw new TypeError('it runs in a worker thread');

const found: number[] = [];
const mailbox = new Mailbox<number>(port, new PipelineSignal(mail), (messages) => found.push(...messages));
port.postMessage('working');
// Not once back in the event loop until everything has come.
while (found.length < expected) mailbox.look();
port.postMessage(found);
// From here on the event loop hands messages over.
const timer = setInterval(() => {
  if (found.length < 2 * expected) return;
  clearInterval(timer);
  port.postMessage(found);
  port.close();
}, 5);
