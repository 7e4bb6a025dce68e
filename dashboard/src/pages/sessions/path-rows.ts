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
  // `of` is what the share is of.
  const row = ({ of, ...told }: Omit<PathRow, 'key' | 'share'> & { readonly of: number }): PathRow => ({
    ...told,
    key: `${told.step} ${told.from} ${told.to}`,
    share: of === 0 ? 0 : told.visits / of,
  });
  const entries = nodes
    .filter(({ step }) => step === 1)
    .map(({ stage, visits }) => row({ step: 1, from: 'Comes in', to: STAGE_WORDS[stage], visits, of: all }));
  const onwards = nodes.flatMap(({ step, stage, visits, ended }) => {
    const next = links.filter((link) => link.step === step && link.from === stage);
    const here = { step: step + 1, from: STAGE_WORDS[stage], of: visits };
    const to = next.map((link) => row({ ...here, to: STAGE_WORDS[link.to], visits: link.visits }));
    // Where nothing is counted any more, nobody knows who went no further.
    const ends = ended !== null && ended > 0 ? [row({ ...here, to: 'No further', visits: ended })] : [];
    return [...to, ...ends];
  });
  return [...entries, ...onwards].sort((one, other) => one.step - other.step || other.visits - one.visits);
}
