/** Ways through the shop as rows: each stage of each step with what its visits went on to, most first, and those that ended. */
import type { Paths } from './answers.ts';
import { STAGE_WORDS } from './words.ts';

export interface PathRow {
  readonly key: string;
  readonly step: number;
  readonly from: string;
  readonly to: string;
  readonly visits: number;
  /** Of the visits that had come to `from`; 1 is all. */
  readonly share: number;
}

/** @returns in the order of steps; what visits begin with comes first, as step 1 from outside. */
export function pathRows({ visits: all, nodes, links }: Paths): readonly PathRow[] {
  const row = (step: number, from: string, to: string, visits: number, of: number): PathRow => ({
    key: `${step} ${from} ${to}`,
    step,
    from,
    to,
    visits,
    share: of === 0 ? 0 : visits / of,
  });
  const entries = nodes
    .filter(({ step }) => step === 1)
    .map(({ stage, visits }) => row(1, 'Comes in', STAGE_WORDS[stage], visits, all));
  const onwards = nodes.flatMap(({ step, stage, visits, ended }) => {
    const next = links.filter((link) => link.step === step && link.from === stage);
    const to = next.map((link) => row(step + 1, STAGE_WORDS[stage], STAGE_WORDS[link.to], link.visits, visits));
    const ends = ended !== null && ended > 0 ? [row(step + 1, STAGE_WORDS[stage], 'No further', ended, visits)] : [];
    return [...to, ...ends];
  });
  return [...entries, ...onwards].sort((one, other) => one.step - other.step || other.visits - one.visits);
}
