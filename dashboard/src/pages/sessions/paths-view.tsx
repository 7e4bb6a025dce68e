/** Which ways visits take: a flow chart step by step, and the same as a table. */
import { useParameter } from '../../address/use-parameter.ts';
import { useTimeRange } from '../../address/use-time-range.ts';
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { formatCount } from '../../figures/format.ts';
import { Choice } from '../../parts/choice.tsx';
import { Select } from '../../parts/fields.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { RangeChoice } from '../../parts/range-choice.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { Paths } from './answers.ts';
import { PathChart } from './path-chart.tsx';
import { PathTable } from './path-table.tsx';
import { DEVICE_CHOICES } from './words.ts';

const REFRESH_MS = 10_000;
/** As many as are counted, and fewer for a quick look. */
const STEPS = ['3', '4', '5', '6', '8'].map((steps) => [steps, steps] as const);

export function PathsView() {
  const range = useTimeRange('24h');
  const [steps, setSteps] = useParameter('steps', '5');
  const [device, setDevice] = useParameter('device');
  const query = { from: range.from, to: range.to, steps, device };
  const fetched = useFetched<Paths>(withQuery('/v1/journeys/paths', query), { everyMs: REFRESH_MS });
  return (
    <div class="stack">
      <Panel
        title="Ways through the shop"
        scope={fetched.data && `${formatCount(fetched.data.visits)} visits`}
        actions={
          <div class="toolbar">
            <span class="toolbar-label">Steps</span>
            <Choice label="Steps" options={STEPS} value={steps} onChoose={setSteps} />
            <Select label="Device" isLabelUnseen value={device} options={DEVICE_CHOICES} onChoose={setDevice} />
            <RangeChoice range={range} />
          </div>
        }
      >
        <Loaded from={fetched} lines={16}>
          {(paths) =>
            paths.visits === 0 ? (
              <EmptyNote>
                No visit began in this time. Ways show with the first page, product or search of a visit; choose a
                longer time.
              </EmptyNote>
            ) : (
              <>
                <PathChart paths={paths} />
                <p class="table-note">
                  Visits that began from <TimeText at={paths.from} /> to <TimeText at={paths.to} />. A stage lasts until
                  something else is done; whoever is still in the shop may go on.
                </p>
              </>
            )
          }
        </Loaded>
      </Panel>
      {fetched.data !== undefined && fetched.data.visits > 0 && <PathTable paths={fetched.data} />}
    </div>
  );
}
