/** A score with the outcome that it led to: its colour only repeats what the word says aloud. */
import type { Outcome } from './answers.ts';
import { OUTCOME_WORDS } from './words.ts';

export function Score({ score, outcome }: { readonly score: number; readonly outcome: Outcome }) {
  return (
    <span class={`score score-${outcome}`} title={OUTCOME_WORDS[outcome]}>
      {score}
      <span class="unseen"> of 100, {OUTCOME_WORDS[outcome]}</span>
    </span>
  );
}
