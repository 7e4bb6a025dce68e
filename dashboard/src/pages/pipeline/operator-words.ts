/** Kinds of operators in words, and the one line that tells one from its neighbours. */
import type { GraphNodeAnswer } from './graph-answer.ts';

export function kindWords(kind: string): string {
  const words = kind.replaceAll('-', ' ');
  return kind === 'calc' ? 'Filter, projection' : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Of what is filtered the condition, of a table its name. */
export function operatorLine({ table, details }: Pick<GraphNodeAnswer, 'table' | 'details'>): string {
  if (table !== null) return table;
  return (details[0] ?? '').replace(/^(where|select|window|watermark): /, '');
}
