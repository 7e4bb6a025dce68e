/** How many visits the list of the shop speaks of: those that it has, beside all that are open. */
import { formatCount } from '../../figures/format.ts';
import type { OpenVisitsAnswer } from './answers.ts';

/** @param told how many sessions are open at all, as it is told live: more than can be listed, or nothing yet. */
export function openScope(
  told: number | undefined,
  data: Pick<OpenVisitsAnswer, 'listed' | 'matching'> | undefined,
  isFiltered: boolean,
): string {
  if (!data) return told === undefined ? '' : `${formatCount(told)} open`;
  const { listed, matching } = data;
  if (isFiltered) return `${formatCount(matching)} found of ${formatCount(listed)} listed`;
  if (told === undefined || told <= listed) return `${formatCount(listed)} open`;
  return `${formatCount(listed)} listed of ${formatCount(told)} open`;
}
