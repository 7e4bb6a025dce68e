/** The data and its ways in: what was refused, partners' files, databases, what came late, and what every stream holds. */
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useLive } from '../../live/live-provider.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { FeedsView } from './feeds/feeds-view.tsx';
import { LateView } from './late/late-view.tsx';
import { QuarantineView } from './quarantine/quarantine-view.tsx';
import { SourcesView } from './sources/sources-view.tsx';
import { StreamsView } from './streams/streams-view.tsx';
import './data.css';

const VIEWS = [
  { path: '/data/quarantine', title: 'Quarantine', View: QuarantineView },
  { path: '/data/feeds', title: 'Feeds', View: FeedsView },
  { path: '/data/sources', title: 'Databases', View: SourcesView },
  { path: '/data/late', title: 'Late rows', View: LateView },
  { path: '/data/streams', title: 'Streams', View: StreamsView },
] as const;
const [FIRST] = VIEWS;

export function DataPage() {
  const { path, route } = useLocation();
  const open = useLive((state) => state.ops?.quarantine?.open);
  const present = VIEWS.find((view) => path === view.path);
  useEffect(() => {
    if (present === undefined) route(FIRST.path, true);
  }, [present, route]);
  const tabs = VIEWS.map(({ path: tab, title }) => ({
    path: tab,
    title,
    count: tab === FIRST.path ? open : undefined,
  }));
  const { View } = present ?? FIRST;
  return (
    <>
      <Tabs tabs={tabs} label="Parts of the data page" />
      <View />
    </>
  );
}
