/** Journeys: carts that were left, what was bought after a look, and who came back for a lower price. */
import { useParameter } from '../../address/use-parameter.ts';
import { useTimeRange } from '../../address/use-time-range.ts';
import { withQuery } from '../../api/request.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../live/live-provider.tsx';
import { Choice } from '../../parts/choice.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RangeChoice } from '../../parts/range-choice.tsx';
import { JOURNEYS, type JourneyItem, type JourneyName } from './journey-lists.tsx';

const REFRESH_MS = 10_000;
const OPTIONS = Object.entries(JOURNEYS).map(([name, { title }]) => [name, title] as const);

export function JourneysView() {
  const currency = useLive((state) => state.currency);
  const range = useTimeRange('24h');
  const [list, setList] = useParameter('list', 'abandoned-carts');
  const name: JourneyName = list in JOURNEYS ? (list as JourneyName) : 'abandoned-carts';
  const { title, about, empty, columns } = JOURNEYS[name];
  const query = { from: range.from, to: range.to, limit: 50 };
  const items = usePages<JourneyItem>(withQuery(`/v1/journeys/${name}`, query), { everyMs: REFRESH_MS });
  return (
    <Panel
      title={title}
      scope={about}
      actions={
        <div class="toolbar">
          <Choice label="Journeys" options={OPTIONS} value={name} onChoose={setList} />
          <RangeChoice range={range} />
        </div>
      }
    >
      <Loaded key={name} from={{ ...items, data: items.items }} lines={12}>
        {(rows) => (
          <DataTable
            caption={title}
            columns={columns(currency)}
            rows={rows}
            keyOf={({ eventId }) => eventId}
            empty={empty}
          />
        )}
      </Loaded>
      <MoreButton more={items.more} />
    </Panel>
  );
}
