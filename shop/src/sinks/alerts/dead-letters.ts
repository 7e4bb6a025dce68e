/** Notifications that a destination would not take: kept, with the reason, until someone sends them again. */
import type { LmdbLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { LogStream } from '@millrace/engine/log/log-stream.ts';
import type { StoredNotification } from './stored-notification.ts';

export interface NewDeadLetter {
  readonly destination: string;
  readonly tries: number;
  /** Why the last try failed. */
  readonly reason: string;
  /** When it was given up, ISO 8601. */
  readonly at: string;
  readonly notification: StoredNotification;
}

export interface DeadLetter extends NewDeadLetter {
  /** From 1, in the order of giving up. */
  readonly id: number;
  readonly state: 'dead' | 'resent';
  /** When it was last sent again, ISO 8601; null: never. */
  readonly resentAt: string | null;
}

/** As far back a repeat after a crash can lie: it is the newest of its destination. */
const RECENT = 100;
const STEP = 1_000;

/** Those of a data folder, on whichever log it is open. */
export function openDeadLetters(log: LmdbLogWriter): DeadLetters {
  return new DeadLetters(log.openStream('alert-dead-letters'));
}

export class DeadLetters {
  readonly #stream: LogStream;

  constructor(stream: LogStream) {
    this.#stream = stream;
  }

  /**
   * Resolves when it is on disk. After a crash the same one may be given up again: it then stays the one that is there.
   * @throws MillraceError STORAGE_FULL, STORAGE_FAILED.
   */
  async add(letter: NewDeadLetter): Promise<void> {
    const recent = this.list(Math.max(0, this.#stream.last() - RECENT), RECENT);
    const isKnown = ({ destination, notification }: DeadLetter) =>
      destination === letter.destination && notification.id === letter.notification.id;
    if (recent.some(isKnown)) return;
    await this.#stream.append(encode({ ...letter, state: 'dead', resentAt: null }));
  }

  get(id: number): DeadLetter | undefined {
    const bytes = this.#stream.get(id);
    return bytes === undefined ? undefined : decode(id, bytes);
  }

  /** With an id > `after`, oldest first. */
  list(after: number, limit: number): readonly DeadLetter[] {
    return this.#stream.list(after, limit).map(({ number, bytes }) => decode(number, bytes));
  }

  async replace({ id, ...letter }: DeadLetter): Promise<void> {
    await this.#stream.replace(id, encode(letter));
  }

  /** Drops those given up before `timeMs`, in epoch milliseconds. */
  async trim(timeMs: number): Promise<void> {
    for (let through = 0; ; ) {
      const last = this.list(through, STEP).findLast(({ at }) => Date.parse(at) < timeMs);
      if (last === undefined) return;
      await this.#stream.trim(last.id);
      through = last.id;
    }
  }
}

function encode(letter: Omit<DeadLetter, 'id'>): Uint8Array {
  return Buffer.from(JSON.stringify(letter));
}

function decode(id: number, bytes: Uint8Array): DeadLetter {
  const letter: Omit<DeadLetter, 'id'> = JSON.parse(Buffer.from(bytes).toString());
  return { id, ...letter };
}
