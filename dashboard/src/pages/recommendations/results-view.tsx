/** What lists have brought about: shown, clicked, bought and what that came to, by placement and kind, over time. */
import { useParameter } from '../../address/use-parameter.ts';
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { serverNow } from '../../live/server-clock.ts';
import { Choice } from '../../parts/choice.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { FigureChart } from './figure-chart.tsx';
import { FIGURES, type Figure, figureCurves } from './figure-curves.ts';
import { PlacementTable } from './placement-table.tsx';
import type { History } from './recommendation-list.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPANS = {
  '24h': { by: 'hour', ms: DAY_MS },
  '7d': { by: 'hour', ms: 7 * DAY_MS },
  '30d': { by: 'day', ms: 30 * DAY_MS },
  '90d': { by: 'day', ms: 90 * DAY_MS },
  '1y': { by: 'day', ms: 365 * DAY_MS },
} as const;
type Span = keyof typeof SPANS;
const SPAN_NAMES = Object.keys(SPANS) as readonly Span[];
const REFRESH_MS = 10_000;

export function ResultsView() {
  const [asked, setSpan] = useParameter('span', '24h');
  const span = SPAN_NAMES.find((name) => name === asked) ?? '24h';
  const [figureAsked, setFigure] = useParameter('figure', 'impressions');
  const figure: Figure = FIGURES.find(([name]) => name === figureAsked)?.[0] ?? 'impressions';
  const { by, ms } = SPANS[span];
  const stepMs = by === 'hour' ? HOUR_MS : DAY_MS;
  // Whole steps, so that the address that is asked changes once a step.
  const from = new Date(Math.floor((serverNow() - ms) / stepMs) * stepMs).toISOString();
  const history = useFetched<History>(withQuery('/v1/recommendations/stats/history', { by, from }), {
    everyMs: REFRESH_MS,
  });
  const spans = (
    <Choice label="Time shown" options={SPAN_NAMES.map((name) => [name, name])} value={span} onChoose={setSpan} />
  );
  return (
    <div class="stack">
      <Panel title="Over time" scope={by === 'hour' ? 'by the hour' : 'by the day (UTC)'} actions={spans}>
        <div class="toolbar recommend-toolbar">
          <Choice label="What is drawn" options={FIGURES} value={figure} onChoose={setFigure} />
        </div>
        <div class="recommend-chart">
          <Loaded from={history} lines={7}>
            {(data) =>
              data.items.length === 0 ? (
                <NothingYet />
              ) : (
                <FigureChart curves={figureCurves(data, figure, stepMs)} figure={figure} isLong={by === 'day'} />
              )
            }
          </Loaded>
        </div>
      </Panel>
      <Panel title="By placement" scope={`last ${span}`}>
        <Loaded from={history} lines={6}>
          {({ totals }) => <PlacementTable totals={totals} />}
        </Loaded>
      </Panel>
    </div>
  );
}

function NothingYet() {
  return (
    <EmptyNote>
      No list was shown in this time. Send <code>recommendation_shown</code> with the list’s id, and{' '}
      <code>properties.placement</code> with where it stands.
    </EmptyNote>
  );
}
