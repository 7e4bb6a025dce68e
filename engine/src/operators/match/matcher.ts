/**
 * Moves the matches of a partition on, row by row, as Flink's CEP library does.
 *
 * N1. Every row extends each match under way in every way that the automaton allows, or ends it; besides, a match may
 *     start at every row.
 * N2. A complete match leaves once no match under way has started before it. Where it leaves, AFTER MATCH SKIP drops
 *     matches, under way and complete, that start too early.
 * N3. Matches that started at one row are in the order of the heap that holds them: priority-queue.ts.
 * N4. WITHIN ends a match that is as long as the bound when a row, or the watermark, has come that far.
 */
import { MillraceError } from '../../errors/millrace-error.ts';
import { MAX_WATERMARK, type Row } from '../../row/row.ts';
import { FINAL_STATE, type MatchAutomaton, type MatchTransition } from './match-automaton.ts';
import type { KeptRow, MatchFunctions } from './match-functions.ts';
import { type MatchPartition, matchQueue, type PartialMatch } from './match-partition.ts';

export type MatchSkip =
  | { readonly to: 'past-last-row' | 'next-row' }
  | { readonly to: 'first' | 'last'; readonly variable: number; readonly name: string };

export interface MatcherOptions {
  readonly id: string;
  readonly automaton: MatchAutomaton;
  readonly functions: MatchFunctions;
  readonly skip: MatchSkip;
  /** 0: without a bound. */
  readonly withinMs: number;
  /** Receives result rows. */
  readonly emit: (row: Row) => void;
}

const UNKNOWN = -1;

export class Matcher {
  readonly #options: MatcherOptions;
  /** The start of every match, before its first row. */
  readonly begin: PartialMatch;
  readonly #beginBounds: number[];
  /** What the matches under way become with the present row. */
  #next = matchQueue();
  readonly #found = matchQueue();
  readonly #taking: MatchTransition[] = [];
  readonly #open: number[] = [];
  /** What was found out about the present row: 1 when the variable accepts it, 0 when not. */
  readonly #ofRow: Int8Array;
  readonly #ofMatch: Int8Array;
  #partition: MatchPartition | undefined;
  #current: KeptRow | undefined;

  constructor(options: MatcherOptions) {
    this.#options = options;
    const { start, variables } = options.automaton;
    this.#beginBounds = new Array<number>(variables + 1).fill(0);
    const never = Number.POSITIVE_INFINITY;
    this.begin = { state: start, start: never, startMs: never, bounds: this.#beginBounds };
    this.#ofRow = new Int8Array(variables);
    this.#ofMatch = new Int8Array(variables);
  }

  /** Takes the partition's next row in. The partition keeps the row as long as a match may need it. */
  take(partition: MatchPartition, row: KeptRow): void {
    this.#partition = partition;
    this.#current = row;
    this.#ofRow.fill(UNKNOWN);
    this.#beginBounds.fill(partition.end);
    for (const match of partition.partial.items) this.#extend(match);
    partition.rows.push(row);
    this.#turnOver(partition);
    if (this.#found.size > 0) {
      partition.complete ??= matchQueue();
      for (const match of this.#found.items) partition.complete.add(match);
      this.#found.clear();
    }
    this.#leave(partition, row.time);
  }

  /** Ends the matches that are too long by `ms`; those that waited for them leave. True when there were any. */
  advance(partition: MatchPartition, ms: number): boolean {
    const { withinMs } = this.#options;
    const { earliest } = partition;
    if (withinMs === 0 || earliest === undefined || ms - earliest.startMs < withinMs) return false;
    for (const match of partition.partial.items) {
      if (ms - match.startMs < withinMs) this.#next.add(match);
    }
    this.#turnOver(partition);
    this.#leave(partition, ms);
    return true;
  }

  #turnOver(partition: MatchPartition): void {
    const before = partition.partial;
    partition.partial = this.#next;
    this.#next = before;
    before.clear();
  }

  /** What becomes of one match with the present row. */
  #extend(match: PartialMatch): void {
    this.#ofMatch.fill(UNKNOWN);
    this.#findTaking(match);
    const only = this.#taking.length === 1 && match !== this.begin;
    for (const { takes = 0, target } of this.#taking) {
      const canEnd = target !== FINAL_STATE && this.#canEnd(target, match);
      // The only way on for a match is the match itself, moved on: nobody looks at it as it was.
      const extended = only && !canEnd ? moved(match, takes, target) : this.#extended(match, takes, target);
      if (target === FINAL_STATE) this.#found.add(extended);
      else this.#next.add(extended);
      if (canEnd) this.#found.add({ ...extended, state: FINAL_STATE, bounds: [...extended.bounds] });
    }
    if (match === this.begin) this.#next.add(match);
  }

  #extended(match: PartialMatch, variable: number, state: number): PartialMatch {
    const number = match.bounds.at(-1) ?? 0;
    const isBegin = match === this.begin;
    const start = isBegin ? number : match.start;
    const startMs = isBegin ? (this.#current?.time ?? 0) : match.startMs;
    return moved({ state, start, startMs, bounds: [...match.bounds] }, variable, state);
  }

  /** The transitions that take the row, through states that proceed without one. */
  #findTaking(match: PartialMatch): void {
    const [taking, open] = [this.#taking, this.#open];
    taking.length = 0;
    open.push(match.state);
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const transition of this.#options.automaton.states[state] ?? []) {
        if (!this.#allows(transition, match)) continue;
        if (transition.takes === undefined) open.push(transition.target);
        else taking.push(transition);
      }
    }
  }

  /** Whether a match in that state may end here; guards look at the row just taken, from before it was (as in Flink). */
  #canEnd(from: number, match: PartialMatch): boolean {
    const open = this.#open;
    open.push(from);
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const transition of this.#options.automaton.states[state] ?? []) {
        if (transition.takes !== undefined || !this.#allows(transition, match)) continue;
        if (transition.target !== FINAL_STATE) open.push(transition.target);
        else {
          open.length = 0;
          return true;
        }
      }
    }
    return false;
  }

  #allows({ takes, guards }: MatchTransition, match: PartialMatch): boolean {
    if (takes !== undefined && !this.#accepts(takes, match)) return false;
    for (const guard of guards) if (this.#accepts(guard, match)) return false;
    return true;
  }

  #accepts(variable: number, { bounds }: PartialMatch): boolean {
    const condition = this.#options.functions.conditions[variable];
    if (condition === undefined) return true;
    const known = condition.ofRowAlone ? this.#ofRow : this.#ofMatch;
    if (known[variable] === UNKNOWN) {
      const [row, partition] = [this.#current, this.#partition];
      const holds = row !== undefined && partition !== undefined;
      known[variable] = holds && condition.holds(row.row, row.time, partition, bounds) ? 1 : 0;
    }
    return known[variable] === 1;
  }

  /** N2. */
  #leave(partition: MatchPartition, ms: number): void {
    const { complete, partial } = partition;
    if (complete === undefined) return;
    for (let match = complete.peek(); match !== undefined; match = complete.peek()) {
      if (match.start > (partial.peek()?.start ?? Number.POSITIVE_INFINITY)) return;
      complete.poll();
      const resume = this.#resume(match);
      const isSkipped = ({ start }: PartialMatch): boolean => start < resume;
      partial.removeIf(isSkipped);
      complete.removeIf(isSkipped);
      // No time is the end of all times: there the last row of the match says when it was.
      const time = ms === MAX_WATERMARK ? partition.lastTimeOf(match) : ms;
      this.#options.emit(this.#options.functions.measure(partition, match.bounds, time));
    }
  }

  /** The number of the first row at which another match may start. */
  #resume({ start, bounds }: PartialMatch): number {
    const { skip } = this.#options;
    if (!('variable' in skip)) return skip.to === 'next-row' ? start + 1 : (bounds.at(-1) ?? start + 1);
    const [first = 0, end = 0] = bounds.slice(skip.variable, skip.variable + 2);
    if (first === end) throw this.#cannotSkip(`no row of the match was taken as ${skip.name}`);
    const resume = skip.to === 'first' ? first : end - 1;
    if (resume === start) throw this.#cannotSkip(`that is where the match starts, so it would be found for ever`);
    return resume;
  }

  #cannotSkip(reason: string): MillraceError {
    const { skip, id } = this.#options;
    const where = 'name' in skip ? `${skip.to.toUpperCase()} ${skip.name}` : '';
    return new MillraceError(`${id}: AFTER MATCH SKIP TO ${where}: ${reason}`, {
      code: 'MATCH_CANNOT_SKIP',
      domain: 'user',
      retry: 'never',
      hint: 'AFTER MATCH SKIP PAST LAST ROW and SKIP TO NEXT ROW always can',
    });
  }
}

/** The match with one more row, taken as the variable. */
function moved(match: PartialMatch, variable: number, state: number): PartialMatch {
  const { bounds } = match;
  const end = (bounds.at(-1) ?? 0) + 1;
  for (let later = variable + 1; later < bounds.length; later += 1) bounds[later] = end;
  match.state = state;
  return match;
}
