/** The queue beside a case: narrow, so that the next one is a glance away. */
import { useEffect, useRef } from 'preact/hooks';
import { formatMoney } from '../../figures/format.ts';
import { useLive } from '../../live/live-provider.tsx';
import type { SteadyRow } from '../../live/steady-rows.ts';
import { EmptyNote } from '../../parts/panel.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { QueueItem } from './answers.ts';
import { addressOf } from './case-address.ts';
import { Score } from './score.tsx';

interface QueueListProps {
  readonly rows: readonly SteadyRow<QueueItem>[];
  readonly chosen: string;
}

export function QueueList({ rows, chosen }: QueueListProps) {
  if (rows.length === 0) return <EmptyNote>Nothing else waits.</EmptyNote>;
  return (
    <ol class="queue-list">
      {rows.map((row) => (
        <QueueCard key={row.item.caseId} row={row} isChosen={row.item.caseId === chosen} />
      ))}
    </ol>
  );
}

function QueueCard({ row: { item, isGone }, isChosen }: { row: SteadyRow<QueueItem>; isChosen: boolean }) {
  const currency = useLive((state) => state.currency);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isChosen && link.current) scrollWithin(link.current);
  }, [isChosen]);
  const worth = item.orderValue === null ? '' : formatMoney(Number(item.orderValue), currency);
  return (
    <li class={isGone ? 'queue-card gone' : 'queue-card'}>
      <a ref={link} href={addressOf(item.caseId)} aria-current={isChosen ? 'true' : undefined}>
        <Score score={item.score} outcome={item.outcome} />
        <span class="queue-card-words">
          <span class="queue-card-line">
            <span class="fraud-id">{item.orderId}</span>
            <b>{worth}</b>
          </span>
          <span class="queue-card-line quiet">
            <span class="queue-card-reason">{item.reasons[0]?.name ?? 'No reason kept'}</span>
            <TimeText at={item.openedAt} as="age" />
          </span>
          {(isGone || item.assignee !== null) && <span class="quiet">{isGone ? 'Done' : `With ${item.assignee}`}</span>}
        </span>
      </a>
    </li>
  );
}

/** Brings a card into the list's own window; the page stays where it is. */
function scrollWithin(card: HTMLElement): void {
  const list = card.closest('.loaded');
  if (!list) return;
  const [outer, inner] = [list.getBoundingClientRect(), card.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop += inner.top - outer.top;
  if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}
