/**
 * A matcher that knows nothing of automata: rows are letters, a variable takes its own letter alone, and a pattern is a
 * regular expression. Where letters tell variables apart there is one way to match, so JavaScript can say which it is.
 */
import type { MatchStep } from '../../../src/operators/match/match-automaton.ts';

export const LETTERS = 'abcd';

export interface Found {
  readonly start: number;
  /** The last letter's place. */
  readonly end: number;
}

export function regularExpression(steps: readonly MatchStep[]): string {
  return steps.map(({ minimum, maximum }, index) => `${LETTERS[index]}{${minimum},${maximum ?? ''}}`).join('');
}

/** Every match, in the order in which they come out: those of earlier rows first, as long as an earlier one may come. */
export function findMatches(text: string, steps: readonly MatchStep[], skip: 'next-row' | 'past-last-row'): Found[] {
  const whole = new RegExp(`^${regularExpression(steps)}$`);
  const found: Found[] = [];
  for (let start = 0; start < text.length; start += 1) {
    const end = firstEnd(text, start, whole);
    if (end === undefined) {
      // Nothing leaves behind a row at which a match may still start.
      if (mayGoOn(text.slice(start), steps)) return found;
      continue;
    }
    found.push({ start, end });
    if (skip === 'past-last-row') start = end;
  }
  return found;
}

function firstEnd(text: string, start: number, whole: RegExp): number | undefined {
  for (let end = start; end < text.length; end += 1) if (whole.test(text.slice(start, end + 1))) return end;
  return undefined;
}

/** Whether letters exist that make a match of the text: those of the variables from the last one on. */
function mayGoOn(text: string, steps: readonly MatchStep[]): boolean {
  const first = Math.max(0, LETTERS.indexOf(text.at(-1) ?? ''));
  const rest = steps.map(({ minimum }, index) => (index < first ? '' : (LETTERS[index] ?? '').repeat(minimum)));
  const whole = new RegExp(`^${regularExpression(steps)}$`);
  const ofLast = LETTERS[first] ?? '';
  for (let more = 0; more <= (steps[first]?.minimum ?? 0); more += 1) {
    const others = rest.map((letters, index) => (index === first ? ofLast.repeat(more) : letters)).join('');
    if (whole.test(text + others)) return true;
  }
  return false;
}
