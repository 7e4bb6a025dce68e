/** Windows in words, for EXPLAIN. */
import type { Schema } from '../../row/data-type.ts';
import { nameText } from '../bind/expression-text.ts';
import { durationText } from './duration-text.ts';
import type { WindowSource, WindowSpec } from './physical-plan.ts';

/** `window: TUMBLE(5 min) on ts`, or `window: from window_start, window_end`. */
export function describeWindow(window: WindowSource, input: Schema): string {
  const name = (column: number): string => nameText(input[column]?.name ?? '?');
  if (window.from === 'columns') return `window: from ${name(window.start)}, ${name(window.end)}`;
  const time = window.time === 'proctime' ? ' (arrival time)' : '';
  return `window: ${specText(window.spec, name)} on ${name(window.column)}${time}`;
}

function specText(spec: WindowSpec, name: (column: number) => string): string {
  switch (spec.kind) {
    case 'tumble':
      return `TUMBLE(${durationText(spec.sizeMs)}${offsetText(spec.offsetMs)})`;
    case 'hop':
      return `HOP(${durationText(spec.sizeMs)} every ${durationText(spec.slideMs)}${offsetText(spec.offsetMs)})`;
    case 'cumulate':
      return `CUMULATE(${durationText(spec.sizeMs)} in steps of ${durationText(spec.stepMs)}${offsetText(spec.offsetMs)})`;
    case 'session': {
      const keys = spec.partitionKeys.length === 0 ? '' : `, by ${spec.partitionKeys.map(name).join(', ')}`;
      return `SESSION(gap ${durationText(spec.gapMs)}${keys})`;
    }
  }
}

function offsetText(offsetMs: number): string {
  return offsetMs === 0 ? '' : `, offset ${durationText(offsetMs)}`;
}

/** The stretch of time that one accumulator covers. */
export function sliceMs(spec: WindowSpec): number | undefined {
  switch (spec.kind) {
    case 'tumble':
      return spec.sizeMs;
    case 'hop':
      return greatestCommonDivisor(spec.sizeMs, spec.slideMs);
    case 'cumulate':
      return spec.stepMs;
    case 'session':
      return undefined;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
