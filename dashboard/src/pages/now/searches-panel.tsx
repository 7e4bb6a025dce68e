/** What visitors look for most. */
import { useFetched } from '../../api/use-fetched.ts';
import { formatCount } from '../../figures/format.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import { sinceText } from './since-text.ts';

interface SearchesAnswer {
  readonly from: string;
  readonly items: readonly { readonly query: string; readonly searches: number; readonly searchers: number }[];
}

const EVERY_MS = 15_000;

/** @param path of `/v1/searches`, with its parameters. */
export function SearchesPanel({ path }: { readonly path: string }) {
  const fetched = useFetched<SearchesAnswer>(path, { everyMs: EVERY_MS });
  return (
    <Panel title="Top searches" scope={fetched.data && sinceText(fetched.data.from)} area="searches">
      <Loaded from={fetched} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote>
              Searches show here a minute after the first: events of the type “search” with a query.
            </EmptyNote>
          ) : (
            <SearchesTable items={items} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function SearchesTable({ items }: Pick<SearchesAnswer, 'items'>) {
  const most = items[0]?.searches || 1;
  return (
    <table class="ranking">
      <thead>
        <tr>
          <th scope="col">Search</th>
          <th scope="col">Visitors</th>
          <th scope="col">Searches</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ query, searches, searchers }) => (
          <tr key={query}>
            <th scope="row">
              <span class="name" title={query}>
                {query}
              </span>
              <ShareBar share={searches / most} />
            </th>
            <td>{formatCount(searchers)}</td>
            <td class="strong">{formatCount(searches)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
