/** Partners' files: the feeds that the server knows, what has come of them, and the way to send one. */
import { useState } from 'preact/hooks';
import { useParameter } from '../../../address/use-parameter.ts';
import { request, withQuery } from '../../../api/request.ts';
import { useFetched } from '../../../api/use-fetched.ts';
import { Loaded } from '../../../parts/loaded.tsx';
import { MoreButton } from '../../../parts/more-button.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { isUnderWay, type Upload, type UploadPage } from './feed.ts';
import { FeedTable } from './feed-table.tsx';
import { MappingPanel } from './mapping-panel.tsx';
import { UploadPanel } from './upload-panel.tsx';
import { UploadTable } from './upload-table.tsx';

/** While rows are read their numbers change; else a file that somebody drops into the folder should be seen soon. */
const BUSY_MS = 2_000;
const QUIET_MS = 10_000;

export function FeedsView() {
  const [feed, chooseFeed] = useParameter('feed');
  const [everyMs, setEveryMs] = useState(BUSY_MS);
  const all = useFetched<UploadPage>('/v1/feeds?limit=1', { everyMs });
  const list = useUploads(feed, everyMs);
  const wanted = list.data?.items.some(isUnderWay) || all.data?.totals.some(({ underWay }) => underWay > 0);
  const wantedMs = wanted ? BUSY_MS : QUIET_MS;
  if (wantedMs !== everyMs) setEveryMs(wantedMs);
  const reload = () => {
    setEveryMs(BUSY_MS);
    all.reload();
    list.reload();
  };
  return (
    <div class="stack">
      <div class="split">
        <Panel title="Feeds">
          <Loaded from={all} lines={4}>
            {({ totals }) => <FeedTable feeds={totals} chosen={feed} onChoose={chooseFeed} />}
          </Loaded>
        </Panel>
        <UploadPanel feeds={all.data?.totals ?? []} feed={feed} onChoose={chooseFeed} onSent={reload} />
      </div>
      <Panel title="Uploads" scope={feed === '' ? 'of all feeds' : `of ${feed}`}>
        <Loaded from={list} lines={6}>
          {({ items }) => <UploadTable uploads={items} />}
        </Loaded>
        <MoreButton more={list.more} />
      </Panel>
      {feed !== '' && <MappingPanel key={feed} feed={feed} />}
    </div>
  );
}

/** The newest are kept fresh; further ones stay as they were when they were asked for. */
function useUploads(feed: string, everyMs: number) {
  const path = feed === '' ? '/v1/feeds' : `/v1/feeds/${encodeURIComponent(feed)}`;
  const first = useFetched<UploadPage>(withQuery(path, { limit: 25 }), { everyMs });
  const [further, setFurther] = useState<{ readonly path: string; readonly pages: readonly UploadPage[] }>(NONE);
  const pages = further.path === path ? further.pages : [];
  const next = (pages.at(-1) ?? first.data)?.next ?? null;
  const more = async () => {
    const page = await request<UploadPage>(withQuery(path, { limit: 25, before: next ?? undefined }));
    setFurther({ path, pages: [...pages, page] });
  };
  const items = [first.data, ...pages].flatMap((page) => page?.items ?? []);
  return {
    ...first,
    data: first.data && { ...first.data, items: distinct(items) },
    more: next === null ? undefined : more,
  };
}

const NONE = { path: '', pages: [] } as const;

/** New uploads push others from the first page into those that are there already. */
function distinct(items: readonly Upload[]): readonly Upload[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}
