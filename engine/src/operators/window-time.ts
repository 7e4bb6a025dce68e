/** The arithmetic of windows on the time line, as Flink does it. All times are epoch milliseconds. */

/** A half-open stretch of time [start, end). */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Holds no time at all: what a group or an operator has before it is given a window. */
export const NO_WINDOW: Window = { start: Number.POSITIVE_INFINITY, end: Number.NEGATIVE_INFINITY };

/** The start of the `sizeMs` long interval that `time` lies in; intervals begin at `offsetMs` and its multiples away. */
export function intervalStart(time: number, sizeMs: number, offsetMs: number): number {
  const remainder = (time - offsetMs) % sizeMs;
  return remainder < 0 ? time - (remainder + sizeMs) : time - remainder;
}

/** The TUMBLE window of a time. */
export function tumbleWindow(time: number, sizeMs: number, offsetMs: number): Window {
  const start = intervalStart(time, sizeMs, offsetMs);
  return { start, end: start + sizeMs };
}

/** The HOP windows of a time, latest first; none when the hops leave gaps. */
export function hopWindows(time: number, spec: { sizeMs: number; slideMs: number; offsetMs: number }): Window[] {
  const windows: Window[] = [];
  const last = intervalStart(time, spec.slideMs, spec.offsetMs);
  for (let start = last; start > time - spec.sizeMs; start -= spec.slideMs) {
    windows.push({ start, end: start + spec.sizeMs });
  }
  return windows;
}

/** The CUMULATE windows of a time, shortest first. */
export function cumulateWindows(time: number, spec: { sizeMs: number; stepMs: number; offsetMs: number }): Window[] {
  const windows: Window[] = [];
  const start = intervalStart(time, spec.sizeMs, spec.offsetMs);
  const firstEnd = intervalStart(time, spec.stepMs, spec.offsetMs) + spec.stepMs;
  for (let end = firstEnd; end <= start + spec.sizeMs; end += spec.stepMs) windows.push({ start, end });
  return windows;
}

/** The largest number that divides both. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
