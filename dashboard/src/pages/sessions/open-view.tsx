/** Who is in the shop now: those first with whom money is at stake. The list keeps its order under the hand. */
import { useRef } from 'preact/hooks';
import { useParameter } from '../../address/use-parameter.ts';
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { formatCount, formatCountry } from '../../figures/format.ts';
import { useLive } from '../../live/live-provider.tsx';
import { steadyRows } from '../../live/steady-rows.ts';
import { Choice } from '../../parts/choice.tsx';
import { SearchField, Select } from '../../parts/fields.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useHeld } from '../../parts/use-held.ts';
import type { OpenVisit, OpenVisitsAnswer } from './answers.ts';
import { openScope } from './open-scope.ts';
import { OpenTable } from './open-table.tsx';
import { DEVICE_CHOICES, STATE_WORDS } from './words.ts';

/** The server makes a new list once a second at most, for all who look. */
const REFRESH_MS = 2_000;
const SHOWN = 60;

const STATES = [['', 'All'], ...Object.entries(STATE_WORDS)] as readonly (readonly [string, string])[];

export function OpenView() {
  const [state, setState] = useParameter('state');
  const [country, setCountry] = useParameter('country');
  const [device, setDevice] = useParameter('device');
  const [text, setText] = useParameter('text');
  const filters = { state, country, device, text };
  const fetched = useFetched<OpenVisitsAnswer>(withQuery('/v1/sessions/open', { ...filters, limit: SHOWN }), {
    everyMs: REFRESH_MS,
  });
  const countries = fetched.data?.countries ?? [];
  return (
    <Panel
      title="In the shop now"
      scope={<Scope data={fetched.data} isFiltered={Object.values(filters).some((value) => value !== '')} />}
      actions={
        <div class="toolbar open-filters">
          <Choice label="How far they have come" options={STATES} value={state} onChoose={setState} />
          <Select
            label="Country"
            isLabelUnseen
            value={country}
            options={[
              ['', 'All countries'],
              ...withChosen(countries, country).map((one) => [one, formatCountry(one)] as const),
            ]}
            onChoose={setCountry}
          />
          <Select label="Device" isLabelUnseen value={device} options={DEVICE_CHOICES} onChoose={setDevice} />
          <SearchField
            label="Name, product or search"
            value={text}
            onSearch={(value) => setText(value, { replace: true })}
          />
        </div>
      }
    >
      <Loaded from={fetched} lines={14}>
        {({ items, matching, listed }) => (
          <>
            <SteadyTable items={items} filters={JSON.stringify(filters)} />
            {matching > items.length && (
              <p class="table-note">
                The first {formatCount(items.length)} of {formatCount(matching)}: choose a filter to see others.
              </p>
            )}
            <UnlistedNote listed={listed} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** What is chosen stays among the choices when its last visit has ended. */
function withChosen(countries: OpenVisitsAnswer['countries'], chosen: string): readonly string[] {
  const names = countries.map(({ country }) => country);
  return chosen === '' || names.includes(chosen) ? names : [...names, chosen];
}

function Scope({ data, isFiltered }: { readonly data: OpenVisitsAnswer | undefined; readonly isFiltered: boolean }) {
  const told = useLive((state) => state.ops?.openSessions);
  return <>{openScope(told, data, isFiltered)}</>;
}

/** Two counts that differ are explained where both stand. */
function UnlistedNote({ listed }: { readonly listed: number }) {
  const told = useLive((state) => state.ops?.openSessions) ?? 0;
  if (told <= listed) return null;
  return (
    <p class="table-note">
      Open are all sessions that have not been silent for half an hour. Not listed of them are machines, what somebody
      did before signing in, and beyond 2,048 the oldest without cart or order.
    </p>
  );
}

interface SteadyTableProps {
  readonly items: readonly OpenVisit[];
  /** Another choice begins a new order. */
  readonly filters: string;
}

/** Under the hand rows keep their places; values in them go on. */
function SteadyTable({ items, filters }: SteadyTableProps) {
  const { isHeld, hand } = useHeld();
  const shown = useRef<{ readonly filters: string; readonly items: readonly OpenVisit[] }>({ filters, items });
  if (!isHeld || shown.current.filters !== filters) shown.current = { filters, items };
  const { rows, waiting } = steadyRows(isHeld ? shown.current.items : [], items, ({ visitor }) => visitor);
  return (
    <div {...hand}>
      <OpenTable rows={rows} />
      <p class="table-note" role="status">
        {isHeld && waiting > 0 ? `${formatCount(waiting)} more came in; the list is held while it is in use.` : ' '}
      </p>
    </div>
  );
}
