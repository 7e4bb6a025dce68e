/**
 * Messages to a thread that can look for them in the middle of its work. A port alone hands over what has come when its
 * thread is back in its event loop; here the sender rings after each message, and rings are counted where both threads see
 * it, so that to look costs no more than to read a number.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';

export class Mailbox<Message> {
  readonly #port: MessagePort;
  readonly #posted: PipelineSignal;
  readonly #receive: (messages: readonly Message[]) => void;
  #taken = 0;

  /**
   * @param posted rings once for each message, after it.
   * @param receive is called with what has come, in order: at a look, or by the event loop.
   */
  constructor(port: MessagePort, posted: PipelineSignal, receive: (messages: readonly Message[]) => void) {
    this.#port = port;
    this.#posted = posted;
    this.#receive = receive;
    port.on('message', (message: Message) => this.#take([message]));
  }

  /** Receives what has come, if anything has. */
  look(): void {
    if (this.#posted.count() !== this.#taken) this.#take([]);
  }

  #take(messages: Message[]): void {
    for (let more = receiveMessageOnPort(this.#port); more; more = receiveMessageOnPort(this.#port)) {
      messages.push(more.message);
    }
    // The count wraps as 32 bits do.
    this.#taken = (this.#taken + messages.length) | 0;
    if (messages.length > 0) this.#receive(messages);
  }
}
