/** Random pairs of streams for joins: rows (key, time, number), a watermark for each input, restarts; and what drives them. */
import fc from 'fast-check';
import type { GroupKey } from '../../src/operators/aggregation.ts';
import type { JoinInput } from '../../src/operators/join-rows.ts';
import type { LateOutput } from '../../src/operators/operator.ts';
import { MAX_WATERMARK, type Row } from '../../src/row/row.ts';
import { plainRows, rowOf, type Step, valuesOf } from './harness.ts';

export interface TwoStreamsShape {
  /** How far each watermark lies behind its stream's largest time. */
  readonly delayMs: number;
  /** How far rows lag behind the largest time at most: beyond `delayMs` some are late. */
  readonly disorderMs: number;
  readonly keys: number;
}

export const timeOf = (row: Row): number => row.c1 as number;
export const numberOf = (row: Row): number => row.c2 as number;

/** Side by side, with NULLs for a side that is missing. */
export const beside = (left: Row | null, right: Row | null): Row =>
  rowOf(
    ...(left === null ? [null, null, null] : valuesOf(left)),
    ...(right === null ? [null, null, null] : valuesOf(right)),
  );

export function joinInput(isLeft: boolean, isKept: boolean, late: LateOutput): JoinInput {
  return {
    keyOf: (row) => (row.c0 ?? '~') as GroupKey,
    hasNullKey: (row) => row.c0 === null,
    pad: (row) => (isLeft ? beside(row, null) : beside(null, row)),
    isKept,
    rows: plainRows,
    late,
  };
}

type Move =
  | {
      readonly kind: 'row';
      readonly input: 0 | 1;
      readonly key: number;
      readonly forwardMs: number;
      readonly lagMs: number;
    }
  | { readonly kind: 'watermark'; readonly input: 0 | 1 }
  | { readonly kind: 'restart' };

/** Ends with the last watermark of both inputs, so that everything comes out. Key 0 is NULL. */
export function arbitraryStreams(shape: TwoStreamsShape): fc.Arbitrary<Step[]> {
  const input = fc.constantFrom<0 | 1>(0, 1);
  const row = fc.record({
    kind: fc.constant('row' as const),
    input,
    key: fc.nat({ max: shape.keys }),
    forwardMs: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 40 })),
    lagMs: fc.nat({ max: shape.disorderMs }),
  });
  const watermark = fc.record({ kind: fc.constant('watermark' as const), input });
  const restart = fc.constant<Move>({ kind: 'restart' });
  const move: fc.Arbitrary<Move> = fc.oneof(
    { weight: 6, arbitrary: row },
    { weight: 3, arbitrary: watermark },
    { weight: 1, arbitrary: restart },
  );
  return fc.array(move, { maxLength: 80 }).map((moves) => toSteps(moves, shape.delayMs));
}

function toSteps(moves: readonly Move[], delayMs: number): Step[] {
  const steps: Step[] = [];
  const now: [number, number] = [1000, 1000];
  const watermarks: [number, number] = [0, 0];
  moves.forEach((move, index) => {
    if (move.kind === 'restart') {
      steps.push({ kind: 'restart' });
    } else if (move.kind === 'row') {
      now[move.input] += move.forwardMs;
      const key = move.key === 0 ? null : `k${move.key}`;
      steps.push({ kind: 'row', input: move.input, row: rowOf(key, now[move.input] - move.lagMs, index) });
    } else if (now[move.input] - delayMs - 1 > watermarks[move.input]) {
      watermarks[move.input] = now[move.input] - delayMs - 1;
      steps.push({ kind: 'watermark', input: move.input, ms: watermarks[move.input] });
    }
  });
  return [
    ...steps,
    { kind: 'watermark', input: 0, ms: MAX_WATERMARK },
    { kind: 'watermark', input: 1, ms: MAX_WATERMARK },
    { kind: 'batchEnd' },
  ];
}

/** The rows of one input. */
export function rowsOf(steps: readonly Step[], input: number): readonly Row[] {
  return steps.flatMap((step) => (step.kind === 'row' && (step.input ?? 0) === input ? [step.row] : []));
}

/** A join of two whole tables: the pairs that meet, and the rows that meet none where they are kept. */
export function batchJoin(
  steps: readonly Step[],
  kept: { readonly left: boolean; readonly right: boolean },
  meets: (left: Row, right: Row) => boolean,
): readonly Row[] {
  const [lefts, rights] = [rowsOf(steps, 0), rowsOf(steps, 1)];
  const pairs = lefts.flatMap((left) =>
    rights.filter((right) => meets(left, right)).map((right) => beside(left, right)),
  );
  const onlyLeft = kept.left ? lefts.filter((left) => !rights.some((right) => meets(left, right))) : [];
  const onlyRight = kept.right ? rights.filter((right) => !lefts.some((left) => meets(left, right))) : [];
  return [...pairs, ...onlyLeft.map((row) => beside(row, null)), ...onlyRight.map((row) => beside(null, row))];
}
