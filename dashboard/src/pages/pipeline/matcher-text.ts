/** Matchers of labels as lines of text, in Alertmanager's operators. */
import type { MatcherAnswer } from './alert-answers.ts';

const LINE = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/;

/** Undefined when a line is no matcher; empty lines do not count. */
export function parseMatchers(text: string): readonly MatcherAnswer[] | undefined {
  const matchers: MatcherAnswer[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const [, name, operator = '', value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    matchers.push({ name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') });
  }
  return matchers;
}

/** The opposite of `parseMatchers`, for one. */
export function matcherText({ name, value, isRegex, isEqual }: MatcherAnswer): string {
  return `${name}${isEqual ? '=' : '!'}${isRegex ? '~' : isEqual ? '' : '='}${value}`;
}

/** Those that match just these labels. */
export function matchersText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => matcherText({ name, value, isRegex: false, isEqual: true }))
    .join('\n');
}
