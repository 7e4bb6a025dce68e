/** What the data folder takes, part by part, what is free, and how long that lasts at the pace of the last hour. */
import { formatBytes, formatPercent } from '../../figures/format.ts';
import { EmptyNote } from '../../parts/panel.tsx';
import { BytesTable } from './bytes-table.tsx';
import type { DiskAnswer } from './operations-answer.ts';
import { lastsText } from './overview-figures.tsx';

/** The log stops growing once its retention is reached, which the pace of a young server does not know. */
export function DiskPanel({ disk }: { readonly disk: DiskAnswer | null }) {
  if (disk === null) return <EmptyNote>The data folder is looked at every half minute.</EmptyNote>;
  const { parts, usedBytes, freeBytes, totalBytes } = disk;
  return (
    <>
      <p class="panel-note">
        The data folder takes <b>{formatBytes(usedBytes)}</b>; <b>{formatBytes(freeBytes)}</b> of{' '}
        {formatBytes(totalBytes)} are free ({formatPercent(freeBytes / Math.max(1, totalBytes))}). {paceText(disk)}
      </p>
      <BytesTable caption="Disk by part of the data folder" title="Part" parts={parts} />
    </>
  );
}

/** In words, because a number of days without its reason is easily misread. */
function paceText(disk: DiskAnswer): string {
  if (disk.bytesPerHour === null) return 'How fast it grows is known after five minutes.';
  if (disk.lastsHours === null) return 'It has not grown in the last hour.';
  return `It grows by ${formatBytes(disk.bytesPerHour)} an hour: that lasts ${lastsText({ disk })}. What is older than its retention goes.`;
}
