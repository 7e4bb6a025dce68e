/**
 * A fold that shows every record that is counted twice, left out, or counted in another order: each shopper's state holds
 * a digest of all inputs in their order, and what goes out says what the states were. Some inputs cannot be taken.
 */
import type { Emit, FoldTables } from '@millrace/engine/fold/fold.ts';
import { JsonTables, type SavedTables } from '@millrace/engine/fold/json-tables.ts';
import type { BucketFunction, StreamOutput } from '../../src/state/bucket-function.ts';
import { START } from '../../src/state/bucket-names.ts';
import { type StreamRecord, sortableSequence } from '../../src/stream/stream-record.ts';

export interface CountedInput {
  readonly user: string;
  readonly n: number;
  readonly does: 'count' | 'leave' | 'fail';
}

export interface CountedOutput {
  readonly user: string;
  readonly count: number;
  /** How many the shopper before had, of the bucket. */
  readonly before: number;
}

interface UserCount {
  count: number;
  digest: number;
}

interface BucketCount {
  count: number;
  digest: number;
  lastUser: string;
}

const MODULUS = 1_000_003;

export function openCounting(tables: FoldTables, emit: Emit<CountedOutput>): { apply(input: CountedInput): void } {
  const users = tables.table<UserCount>('users');
  const totals = tables.table<BucketCount>('totals');
  return {
    apply: ({ user, n, does }) => {
      const total = totals.get('all') ?? { count: 0, digest: 1, lastUser: user };
      const state = users.get(user) ?? { count: 0, digest: 1 };
      // Which state this is follows from another one: it cannot be known before that has come.
      const before = total.lastUser === user ? state : users.get(total.lastUser);
      count(total, n);
      total.lastUser = user;
      totals.put('all', total);
      if (does === 'fail') throw new Error(`${user} cannot take ${n}`);
      count(state, n);
      emit({ user, count: state.count, before: before?.count ?? 0 });
      if (does === 'leave') users.remove(user);
      else users.put(user, state);
      if (n % 5 === 0) emit({ user, count: -state.digest, before: total.digest });
    },
  };
}

function count(state: { count: number; digest: number }, n: number): void {
  state.count += 1;
  state.digest = (state.digest * 31 + n) % MODULUS;
}

export function decodeCounted({ data }: Pick<StreamRecord, 'data'>): readonly CountedInput[] {
  return JSON.parse(Buffer.from(data).toString());
}

export function countingFunction(
  name: string,
  deliver: (outputs: readonly StreamOutput<CountedOutput>[]) => Promise<void>,
): BucketFunction<CountedInput, CountedOutput> {
  return { name, stateVersion: '1', decode: decodeCounted, open: openCounting, deliver };
}

export interface StraightRun {
  /** By bucket. */
  readonly states: Readonly<Record<string, SavedTables>>;
  readonly outputs: Readonly<Record<string, readonly StreamOutput<CountedOutput>[]>>;
  /** `sequence` of a record, or `sequence/input`. */
  readonly poison: readonly string[];
}

/** What one fold makes of all records, each once and in order, with nothing between. */
export function straightRun(records: readonly StreamRecord[]): StraightRun {
  const states: Record<string, SavedTables> = {};
  const outputs: Record<string, StreamOutput<CountedOutput>[]> = {};
  const poison: string[] = [];
  for (const { partitionKey: bucket, sequence, data } of records) {
    const all = outputs[bucket] ?? [];
    outputs[bucket] = all;
    let number = 0;
    for (const [place, input] of inputsOf(data, () => poison.push(sequence)).entries()) {
      const tables = JsonTables.load(JSON.parse(JSON.stringify(states[bucket] ?? {})));
      const made: CountedOutput[] = [];
      try {
        openCounting(tables, (output) => made.push(output)).apply(input);
      } catch {
        poison.push(`${sequence}/${place}`);
        continue;
      }
      states[bucket] = JSON.parse(JSON.stringify(tables.save()));
      for (const value of made) {
        all.push({ id: `${sortableSequence(sequence)}.${String(number++).padStart(6, '0')}`, bucket, value });
      }
    }
  }
  return { states, outputs, poison };
}

function inputsOf(data: Uint8Array, onPoison: () => void): readonly CountedInput[] {
  try {
    return decodeCounted({ data });
  } catch {
    onPoison();
    return [];
  }
}

/** Drops what it has had, as whoever gets the outputs of a function does. */
export class Receiver {
  readonly taken: Record<string, StreamOutput<CountedOutput>[]> = {};
  readonly #positions = new Map<string, string>();

  take(outputs: readonly StreamOutput<CountedOutput>[]): void {
    for (const output of outputs) {
      if (output.id <= (this.#positions.get(output.bucket) ?? START)) continue;
      this.#positions.set(output.bucket, output.id);
      const taken = this.taken[output.bucket] ?? [];
      this.taken[output.bucket] = taken;
      taken.push(output);
    }
  }
}
