/** The feeds that the server knows, with what has come of each. */
import { formatCount } from '../../../figures/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Tag } from '../../../parts/tag.tsx';
import { TimeText } from '../../../parts/time-text.tsx';
import type { FeedTotals } from './feed.ts';

interface FeedTableProps {
  readonly feeds: readonly FeedTotals[];
  readonly chosen: string;
  readonly onChoose: (feed: string) => void;
}

export function FeedTable({ feeds, chosen, onChoose }: FeedTableProps) {
  const columns: readonly Column<FeedTotals>[] = [
    {
      key: 'feed',
      title: 'Feed',
      cell: ({ feed }) => (
        <button type="button" class="link" onClick={() => onChoose(feed === chosen ? '' : feed)}>
          {feed}
        </button>
      ),
    },
    {
      key: 'about',
      title: 'About',
      isWide: true,
      cell: ({ about, problem }) =>
        problem === null ? (
          <span title={about ?? ''}>{about}</span>
        ) : (
          <span title={problem}>
            <Tag tone="bad">Broken mapping</Tag> {problem}
          </span>
        ),
    },
    { key: 'uploads', title: 'Files', isNumber: true, cell: ({ uploads }) => formatCount(uploads) },
    { key: 'rows', title: 'Rows', isNumber: true, cell: ({ rows }) => formatCount(rows) },
    { key: 'accepted', title: 'Accepted', isNumber: true, cell: ({ accepted, late }) => formatCount(accepted + late) },
    { key: 'quarantined', title: 'Quarantined', isNumber: true, cell: quarantinedLink },
    {
      key: 'last',
      title: 'Last file',
      cell: ({ lastReceivedAt }) => (lastReceivedAt === null ? '–' : <TimeText at={lastReceivedAt} as="age" />),
    },
  ];
  return (
    <DataTable
      caption="Feeds"
      columns={columns}
      rows={feeds}
      keyOf={({ feed }) => feed}
      chosen={chosen}
      empty="The server knows no feed. Start it with --feeds FOLDER, and put a mapping into that folder."
    />
  );
}

function quarantinedLink({ feed, quarantined }: FeedTotals) {
  if (quarantined === 0) return '0';
  return <a href={`/data/quarantine?source=${encodeURIComponent(`csv:${feed}`)}`}>{formatCount(quarantined)}</a>;
}
