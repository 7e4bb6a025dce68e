/** What a process makes of the records of one stream, and keeps together with its position in it. */
import type { StreamRecord } from '../stream/stream-record.ts';

export interface ReplicaState {
  /** What the last commit had taken; undefined before the first. */
  readonly position: string | undefined;
  /** @throws for a record that nothing can be made of: nothing has changed then. */
  apply(record: StreamRecord): void;
  /** @param position is asked when the transaction begins: it goes with all that has been applied by then. */
  commit(position: () => string): Promise<void>;
  /** Copies what was last committed into a folder that holds nothing. */
  copyTo(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** The file in a folder that holds all of it. */
export const STATE_FILE = 'data.mdb';
/** Under which name a position is kept. */
export const STREAM_INPUT = 'stream';
