/** Random streams for operators: rows (key, time, number) with disorder, watermarks that only grow, restarts. */
import fc from 'fast-check';
import { MAX_WATERMARK, type Row } from '../../src/row/row.ts';
import { rowOf, type Step } from './harness.ts';

export interface StreamShape {
  /** How far watermarks lie behind the largest time; rows may lag by up to `disorderMs`. */
  readonly delayMs: number;
  readonly disorderMs: number;
  readonly keys: number;
  readonly restarts: boolean;
}

type Move =
  | { readonly kind: 'row'; readonly key: number; readonly forwardMs: number; readonly lagMs: number }
  | { readonly kind: 'watermark' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'batchEnd' };

/** Ends with the last watermark, so that everything comes out. */
export function arbitrarySteps(shape: StreamShape): fc.Arbitrary<Step[]> {
  const row = fc.record({
    kind: fc.constant('row' as const),
    key: fc.nat({ max: shape.keys - 1 }),
    forwardMs: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 60 })),
    lagMs: fc.nat({ max: shape.disorderMs }),
  });
  const mark = fc.constantFrom<Move>({ kind: 'watermark' }, { kind: 'batchEnd' });
  const restart = fc.constant<Move>({ kind: 'restart' });
  const move: fc.Arbitrary<Move> = shape.restarts
    ? fc.oneof({ weight: 5, arbitrary: row }, { weight: 2, arbitrary: mark }, { weight: 1, arbitrary: restart })
    : fc.oneof({ weight: 5, arbitrary: row }, { weight: 2, arbitrary: mark });
  return fc.array(move, { maxLength: 60 }).map((moves) => toSteps(moves, shape.delayMs));
}

function toSteps(moves: readonly Move[], delayMs: number): Step[] {
  const steps: Step[] = [];
  let now = 1000;
  let watermark = Number.NEGATIVE_INFINITY;
  moves.forEach((move, index) => {
    if (move.kind === 'row') {
      now += move.forwardMs;
      steps.push({ kind: 'row', row: rowOf(`k${move.key}`, now - move.lagMs, index) });
    } else if (move.kind === 'watermark') {
      if (now - delayMs <= watermark) return;
      watermark = now - delayMs;
      steps.push({ kind: 'watermark', ms: watermark });
    } else {
      steps.push({ kind: move.kind });
    }
  });
  return [...steps, { kind: 'watermark', ms: MAX_WATERMARK }, { kind: 'batchEnd' }];
}

/**
 * Two streams of the same rows, in different orders that both stay within `delayMs`, each with a watermark after every
 * row: no row is late in either, so whatever reads them must give the same rows.
 */
export function arbitraryShuffles(delayMs: number): fc.Arbitrary<readonly [Step[], Step[]]> {
  const jitterMs = fc.nat({ max: delayMs });
  const item = fc.record({ key: fc.nat({ max: 2 }), time: fc.nat({ max: 150 }), first: jitterMs, second: jitterMs });
  return fc.array(item, { maxLength: 40 }).map((items) => {
    const rows = items.map(({ key, time, first, second }, index) => ({
      time,
      row: rowOf(`k${key}`, time, index),
      first: time + first,
      second: time + second,
    }));
    const inOrder = (order: 'first' | 'second') => [...rows].sort((a, b) => a[order] - b[order]);
    return [withWatermarks(inOrder('first'), delayMs), withWatermarks(inOrder('second'), delayMs)];
  });
}

function withWatermarks(rows: readonly { readonly time: number; readonly row: Row }[], delayMs: number): Step[] {
  const steps: Step[] = [];
  let largest = Number.NEGATIVE_INFINITY;
  for (const { time, row } of rows) {
    steps.push({ kind: 'row', row });
    if (time <= largest) continue;
    largest = time;
    steps.push({ kind: 'watermark', ms: largest - delayMs - 1 });
  }
  return [...steps, { kind: 'watermark', ms: MAX_WATERMARK }];
}
