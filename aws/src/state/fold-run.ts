/**
 * Runs a fold over a bucket's records on what is known of its states.
 *
 * Mostly all inputs run on live objects, and only what has changed in the end becomes text. When one of them throws, what
 * it had half changed cannot be told from the rest: then all run again, each on objects of its own, and what throws is
 * left out (`careful`). So is an input that makes a state too large. A state that is too large for a while within one
 * batch is noticed only when that run is careful.
 */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { Emit } from '@millrace/engine/fold/fold.ts';
import { type StreamRecord, sortableSequence } from '../stream/stream-record.ts';
import type { BucketFunction, StreamOutput } from './bucket-function.ts';
import { idOf, type StateName } from './bucket-names.ts';
import { type KnownStates, RunTables, type StateChange } from './bucket-states.ts';
import { isTooLarge, MOST_STATE_BYTES } from './stored-value.ts';

/** A record, or one input of it, that a function cannot take: it is told of and left out, and its neighbours pass. */
export interface Poison {
  readonly record: StreamRecord;
  /** The input's place in the record; absent when the record could not be decoded. */
  readonly input?: number;
  readonly error: unknown;
}

export interface DecodedRecord<Input> {
  readonly record: StreamRecord;
  readonly inputs: readonly Input[];
  /** Why it could not be decoded; then it has no inputs. */
  readonly poison?: Poison;
}

export interface FoldRun<Output> {
  /** What was read and is not known: with any of these, nothing else here counts. */
  readonly missing: readonly StateName[];
  /** True when an input threw, or a state has become too large: then nothing here counts, and the run is to be careful. */
  readonly failed: boolean;
  readonly changes: readonly StateChange[];
  readonly outputs: readonly StreamOutput<Output>[];
  readonly poison: readonly Poison[];
}

export interface RunRequest<Input, Output> {
  readonly bucketFunction: BucketFunction<Input, Output>;
  readonly bucket: string;
  readonly records: readonly DecodedRecord<Input>[];
  readonly known: KnownStates;
  readonly careful: boolean;
}

/** A record makes fewer outputs than that many digits can number. */
const NUMBER_DIGITS = 6;
const NOTHING_BUT_FAILED = { missing: [], failed: true, changes: [], outputs: [], poison: [] } as const;

export function decodeRecord<Input>(
  { decode }: Pick<BucketFunction<Input>, 'decode'>,
  record: StreamRecord,
): DecodedRecord<Input> {
  try {
    return { record, inputs: decode(record) };
  } catch (error) {
    return { record, inputs: [], poison: { record, error } };
  }
}

export function runFold<Input, Output>(request: RunRequest<Input, Output>): FoldRun<Output> {
  return request.careful ? runCarefully(request) : runAtOnce(request);
}

/** Gives outputs their ids: by the record that they were made of, and their number within it. */
class OutputList<Output> {
  readonly all: StreamOutput<Output>[] = [];
  readonly #bucket: string;
  #sequence = '';
  #number = 0;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  beginRecord({ sequence }: StreamRecord): void {
    this.#sequence = sortableSequence(sequence);
    this.#number = 0;
  }

  readonly emit: Emit<Output> = (value) => {
    const id = `${this.#sequence}.${String(this.#number).padStart(NUMBER_DIGITS, '0')}`;
    this.#number += 1;
    this.all.push({ id, bucket: this.#bucket, value });
  };

  /** Takes back what was given out since there were so many. */
  cutTo(length: number): void {
    this.#number -= this.all.length - length;
    this.all.length = length;
  }
}

function runAtOnce<Input, Output>(request: RunRequest<Input, Output>): FoldRun<Output> {
  const { bucketFunction, bucket, records, known } = request;
  const outputs = new OutputList<Output>(bucket);
  const tables = new RunTables(known);
  const fold = bucketFunction.open(tables, outputs.emit);
  let failed = false;
  for (const { record, inputs } of records) {
    outputs.beginRecord(record);
    for (const input of inputs) {
      try {
        fold.apply(input);
      } catch {
        // On states that are not known, a fold may well throw; the other inputs still tell what they need.
        failed = true;
        if (!tables.isMissingAny) return NOTHING_BUT_FAILED;
      }
    }
  }
  const missing = tables.missing();
  if (missing.length > 0) return { ...NOTHING_BUT_FAILED, missing, failed: false };
  const changes = tables.changes();
  if (failed || changes.some(({ text }) => text !== null && isTooLarge(text))) return NOTHING_BUT_FAILED;
  return { missing, failed, changes, outputs: outputs.all, poison: poisonOf(records) };
}

/** Each input alone: on objects and a fold of its own, and its changes kept only when it has gone through. */
function runCarefully<Input, Output>(request: RunRequest<Input, Output>): FoldRun<Output> {
  const { bucket, records } = request;
  const outputs = new OutputList<Output>(bucket);
  const known = request.known.copy();
  const changes = new Map<string, StateChange>();
  const poison = [...poisonOf(records)];
  const missing: StateName[] = [];
  for (const { record, inputs } of records) {
    outputs.beginRecord(record);
    for (const [place, input] of inputs.entries()) {
      const tables = new RunTables(known);
      const before = outputs.all.length;
      try {
        request.bucketFunction.open(tables, outputs.emit).apply(input);
        for (const change of fittingChanges(request, tables)) {
          known.set(change, change.text);
          changes.set(idOf(change), change);
        }
      } catch (error) {
        outputs.cutTo(before);
        poison.push({ record, input: place, error });
      }
      missing.push(...tables.missing());
    }
  }
  return { missing, failed: false, changes: [...changes.values()], outputs: outputs.all, poison };
}

/** @throws when one of the states would not fit into DynamoDB. */
function fittingChanges<Input, Output>(
  { bucketFunction, bucket }: RunRequest<Input, Output>,
  tables: RunTables,
): readonly StateChange[] {
  const changes = tables.changes();
  const large = changes.find(({ text }) => text !== null && isTooLarge(text));
  if (large === undefined) return changes;
  const state = `the state '${large.key}' of ${large.table} (${bucketFunction.name}, bucket ${bucket})`;
  throw new MillraceError(`${state} would take more than ${MOST_STATE_BYTES} bytes, compressed`, {
    code: 'STATE_TOO_LARGE',
    domain: 'internal',
    retry: 'never',
    hint: 'bound what the fold remembers under one key: an item of DynamoDB has 400 KB, and holds two versions',
  });
}

function poisonOf<Input>(records: readonly DecodedRecord<Input>[]): readonly Poison[] {
  return records.flatMap(({ poison }) => poison ?? []);
}
