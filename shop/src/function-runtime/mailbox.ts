/**
 * Messages to a thread that can look for them in the middle of its work. A port alone hands over what has come when its
 * thread is back in its event loop; here the sender counts what it has posted where both threads see it, so that to look
 * costs no more than to read a number.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

const POSTED = 0;

/** The sender's end: one for each thread that is sent to. */
export class MailCount {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  /** Call it after the message has been posted. */
  posted(): void {
    Atomics.add(this.#cells, POSTED, 1);
  }

  count(): number {
    return Atomics.load(this.#cells, POSTED);
  }
}

export class Mailbox<Message> {
  readonly #port: MessagePort;
  readonly #count: MailCount;
  readonly #receive: (messages: readonly Message[]) => void;
  #taken = 0;

  /** @param receive is called with what has come, in order: at a look, or by the event loop. */
  constructor(port: MessagePort, buffer: SharedArrayBuffer, receive: (messages: readonly Message[]) => void) {
    this.#port = port;
    this.#count = new MailCount(buffer);
    this.#receive = receive;
    port.on('message', (message: Message) => this.#take([message]));
  }

  /** Receives what has come, if anything has. */
  look(): void {
    if (this.#count.count() !== this.#taken) this.#take([]);
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
