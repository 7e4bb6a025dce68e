/**
 * CUMULATE: windows of one start that grow by a step until they reach their largest size. Rows are gathered in slices
 * of one step; when a window fires, its newest slice is merged into the span's base, which holds all of the window.
 * Late rows go straight into the base: the windows that fired do not see them, the later ones do.
 */
import type { Row } from '../row/row.ts';
import { Slice, type WindowGroups } from './window-groups.ts';
import type { EmitResult, WindowPolicy } from './window-policy.ts';
import { intervalStart, NO_WINDOW, type Window } from './window-time.ts';

export interface CumulateSpec {
  readonly sizeMs: number;
  readonly stepMs: number;
  readonly offsetMs: number;
}

/** All windows of one start. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** What the windows that have fired hold; its window is the whole span. */
  readonly base: Slice;
  /** Steps that have not fired, by their end. */
  readonly steps: Map<number, Slice>;
  nextEnd: number;
}

export class CumulateWindow implements WindowPolicy {
  readonly #groups: WindowGroups;
  readonly #timeOf: (row: Row) => number;
  readonly #spec: CumulateSpec;
  readonly #spans = new Map<number, Span>();
  /** Where rows with a time in `#current` go: most rows pay no look-up. */
  #target: Slice | null = null;
  #current: Window = NO_WINDOW;
  #earliestEnd = Number.POSITIVE_INFINITY;

  constructor(groups: WindowGroups, timeOf: (row: Row) => number, spec: CumulateSpec) {
    this.#groups = groups;
    this.#timeOf = timeOf;
    this.#spec = spec;
  }

  get openWindows(): number {
    return this.#spans.size;
  }

  find(row: Row, completed: number): Slice | null {
    const time = this.#timeOf(row);
    const current = this.#current;
    if (time >= current.start && time < current.end) return this.#target;
    const { sizeMs, stepMs, offsetMs } = this.#spec;
    const start = intervalStart(time, sizeMs, offsetMs);
    if (start + sizeMs - 1 <= completed) return null;
    const span = this.#spanAt(start, completed);
    const stepStart = intervalStart(time, stepMs, offsetMs);
    const stepEnd = stepStart + stepMs;
    const hasFired = stepEnd < span.nextEnd;
    this.#current = { start: stepStart, end: stepEnd };
    this.#target = hasFired ? span.base : this.#stepAt(span, stepEnd);
    return this.#target;
  }

  fire(completed: number, emit: EmitResult): void {
    if (this.#earliestEnd - 1 > completed) return;
    this.#current = NO_WINDOW;
    this.#earliestEnd = Number.POSITIVE_INFINITY;
    const spans = [...this.#spans.values()].sort((a, b) => a.start - b.start);
    for (const span of spans) {
      while (span.nextEnd <= span.end && span.nextEnd - 1 <= completed) this.#fireNext(span, emit);
      if (span.nextEnd > span.end) this.#drop(span);
      else this.#earliestEnd = Math.min(this.#earliestEnd, span.nextEnd);
    }
  }

  restoreSlice(window: Window, completed: number): Slice {
    const { sizeMs, stepMs, offsetMs } = this.#spec;
    const span = this.#spanAt(intervalStart(window.start, sizeMs, offsetMs), completed);
    const isBase = window.end - window.start === sizeMs && sizeMs > stepMs;
    return isBase ? span.base : this.#stepAt(span, window.end);
  }

  #fireNext(span: Span, emit: EmitResult): void {
    const end = span.nextEnd;
    const step = span.steps.get(end);
    if (step !== undefined) {
      this.#groups.mergeInto(span.base, step);
      span.steps.delete(end);
    }
    for (const group of span.base.groups.values()) emit(group, span.start, end);
    span.nextEnd = end + this.#spec.stepMs;
  }

  #drop(span: Span): void {
    this.#groups.drop(span.base);
    this.#spans.delete(span.start);
  }

  #spanAt(start: number, completed: number): Span {
    const existing = this.#spans.get(start);
    if (existing !== undefined) return existing;
    const { sizeMs, stepMs, offsetMs } = this.#spec;
    const end = start + sizeMs;
    // The first step end whose last millisecond is after `completed`.
    const firstDue = intervalStart(Math.max(start, completed + 1), stepMs, offsetMs) + stepMs;
    const span: Span = { start, end, base: new Slice(start, end), steps: new Map(), nextEnd: firstDue };
    this.#spans.set(start, span);
    this.#earliestEnd = Math.min(this.#earliestEnd, firstDue);
    return span;
  }

  #stepAt(span: Span, end: number): Slice {
    let step = span.steps.get(end);
    if (step === undefined) {
      step = new Slice(end - this.#spec.stepMs, end);
      span.steps.set(end, step);
    }
    return step;
  }
}
