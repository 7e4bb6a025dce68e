/** How many events wait in quarantine to be mended, and what most of them are. */

import { formatCount } from '../../figures/format.ts';
import type { Ops } from '../../live/messages.ts';

export function QuarantineLine({ quarantine }: { readonly quarantine: NonNullable<Ops['quarantine']> }) {
  const { open, most } = quarantine;
  return (
    <p class="quarantine">
      <span>In quarantine</span> <strong data-figure="quarantine-open">{formatCount(open)}</strong>
      {most.map(({ code, source, open: count }) => (
        <span key={`${code} ${source}`} class="quarantine-kind">
          {code.replaceAll('_', ' ')}, {source}: {formatCount(count)}
        </span>
      ))}
    </p>
  );
}
