/**
 * The contract of a fold that runs over a stream, bucket by bucket: what the Lambdas hand to the runner.
 *
 * A bucket has one owner at a time, its state lies together, and its position, its state and its outputs change in one
 * step: so each record counts once, however often it is delivered. See `bucket-runner.ts` for how.
 */
import type { Emit, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { StreamRecord } from '../stream/stream-record.ts';

/** Made of one input: delivered at least once, and each time under the same id, by which the receiver knows it again. */
export interface StreamOutput<Output> {
  /** `<sortable sequence of the record>.<number of the output within the record>`: rises along a bucket, as text too. */
  readonly id: string;
  readonly bucket: string;
  readonly value: Output;
}

export interface BucketFunction<Input, Output = never> {
  /** Part of the names of its state: `features`. */
  readonly name: string;
  /** Another text means that older state is not read. */
  readonly stateVersion: string;
  /** The inputs of a record, in order. @throws when the record cannot be read: it is poison, and goes to where failures go. */
  decode(record: StreamRecord): readonly Input[];
  /**
   * Called with the inputs of records before they are applied, those that are read again after a loss as well: fetches
   * what they need from outside of the bucket, into memory. @throws when it cannot: the records come again.
   */
  prepare?(inputs: readonly Input[]): Promise<void>;
  /**
   * Tables whose states pass, with the seconds that each state lives since it was written: they lie in the cache only,
   * cost no write elsewhere, hold no checkpoint back, and are lost when the cache is.
   */
  readonly passingTables?: ReadonlyMap<string, number>;
  /**
   * Tables whose states leave DynamoDB by themselves, with the seconds after which a state goes that has not been settled
   * since. By then the fold must take it for gone, however far behind the stream it is.
   */
  readonly keptSeconds?: ReadonlyMap<string, number>;
  open(tables: FoldTables, emit: Emit<Output>): { apply(input: Input): void };
  /** Hands outputs on, each bucket's in order. @throws when some may not have arrived: all of them are delivered again. */
  deliver(outputs: readonly StreamOutput<Output>[]): Promise<void>;
}
