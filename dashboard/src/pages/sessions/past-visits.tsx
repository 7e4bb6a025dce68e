/** The visits of a visitor that are over, the newest first. */
import { withQuery } from '../../api/request.ts';
import { usePages } from '../../api/use-pages.ts';
import { formatCount, formatDuration } from '../../figures/format.ts';
import { moneyText } from '../../figures/money-text.ts';
import { useLive } from '../../live/live-provider.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { ClosedSession } from './answers.ts';
import { visitorPath } from './words.ts';

const REFRESH_MS = 15_000;

interface PastVisitsProps {
  readonly visitor: string;
  /** The beginning of the one that is looked at. */
  readonly chosen: string;
}

export function PastVisits({ visitor, chosen }: PastVisitsProps) {
  const currency = useLive((state) => state.currency);
  const visits = usePages<ClosedSession>(withQuery('/v1/sessions', { userId: visitor, limit: 20 }), {
    everyMs: REFRESH_MS,
  });
  return (
    <Panel title="Visits before" scope="ended by half an hour without an event">
      <Loaded from={{ ...visits, data: visits.items }} lines={6}>
        {(items) => (
          <DataTable
            caption="Visits before"
            columns={columnsOf(visitor, currency)}
            rows={items}
            keyOf={({ start }) => start}
            chosen={chosen}
            empty="No visit of this visitor has ended yet."
          />
        )}
      </Loaded>
      <MoreButton more={visits.more} />
    </Panel>
  );
}

/** Each visit leads to its events, which are asked for by its time. */
function columnsOf(visitor: string, currency: string): readonly Column<ClosedSession>[] {
  return [
    {
      key: 'start',
      title: 'Began',
      cell: ({ start, end, anonymousId }) => (
        <span class="visitor-name">
          <a href={withQuery(visitorPath(visitor), { from: start, to: end })}>
            <TimeText at={start} />
          </a>
          {anonymousId !== null && <small>as {anonymousId}</small>}
        </span>
      ),
    },
    {
      key: 'lasted',
      title: 'Lasted',
      isNumber: true,
      cell: ({ durationSeconds }) => (durationSeconds === 0 ? '–' : formatDuration(durationSeconds * 1_000)),
    },
    { key: 'events', title: 'Events', isNumber: true, cell: ({ events }) => formatCount(events) },
    { key: 'products', title: 'Products', isNumber: true, cell: ({ productsSeen }) => formatCount(productsSeen) },
    {
      key: 'orders',
      title: 'Ordered',
      isNumber: true,
      cell: ({ orders, revenue }) => (orders === 0 ? '–' : moneyText(revenue, currency)),
    },
  ];
}
