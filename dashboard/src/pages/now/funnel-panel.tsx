/** From looking to buying: how many go how far. */
import { useFetched } from '../../api/use-fetched.ts';
import { formatClock, formatCount, formatMoment, formatPercent } from '../../figures/format.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import type { Traffic } from './traffic.ts';
import { WINDOW_MS } from './window-totals.ts';

interface TrafficAnswer {
  readonly from: string;
  readonly to: string;
  readonly counted: 'visitors' | 'events';
  readonly visitors: number | null;
  readonly steps: readonly Step[];
}

interface Step {
  readonly step: 'view' | 'cart' | 'checkout' | 'purchase';
  readonly count: number;
}

interface FunnelPanelProps {
  /** Of `/v1/traffic`, with its parameters. */
  readonly path: string;
  /** Shown until the first hour has been counted. */
  readonly present: Traffic | undefined;
}

const EVERY_MS = 10_000;
const NAMES: Readonly<Record<Step['step'], string>> = {
  view: 'Looked',
  cart: 'Put into the cart',
  checkout: 'Went to the checkout',
  purchase: 'Bought',
};

export function FunnelPanel({ path, present }: FunnelPanelProps) {
  const fetched = useFetched<TrafficAnswer>(path, { everyMs: EVERY_MS });
  const { data } = fetched;
  const instead = data && isEmpty(data) && data.counted === 'visitors' ? present : undefined;
  return (
    <Panel title="From look to purchase" scope={instead ? windowScope(instead) : data && scopeOf(data)} area="funnel">
      <Loaded from={fetched} lines={6}>
        {(answer) => <Funnel answer={answer} instead={instead} />}
      </Loaded>
    </Panel>
  );
}

function Funnel({ answer, instead }: { readonly answer: TrafficAnswer; readonly instead: Traffic | undefined }) {
  if (instead) return <FunnelTable steps={presentSteps(instead)} note="This window, until an hour has been counted." />;
  if (isEmpty(answer)) return <EmptyNote>Nobody looked at anything in this time.</EmptyNote>;
  return <FunnelTable steps={answer.steps} note={noteOf(answer)} />;
}

function isEmpty({ steps }: TrafficAnswer): boolean {
  return steps.every(({ count }) => count === 0);
}

function FunnelTable({ steps, note }: { readonly steps: readonly Step[]; readonly note: string }) {
  const most = Math.max(1, ...steps.map(({ count }) => count));
  return (
    <>
      <table class="ranking funnel">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Of the step before</th>
            <th scope="col">Count</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ step, count }, index) => (
            <tr key={step}>
              <th scope="row">
                <span class="name">{NAMES[step]}</span>
                <ShareBar share={count / most} />
              </th>
              <td>{ofBefore(count, steps[index - 1]?.count)}</td>
              <td class="strong" data-figure={`funnel-${step}`}>
                {formatCount(count)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="ranking-note">{note}</p>
    </>
  );
}

function ofBefore(count: number, before: number | undefined): string {
  return before === undefined || before === 0 ? '' : formatPercent(count / before);
}

function presentSteps({ viewers, carts, checkouts, buyers }: Traffic): readonly Step[] {
  return [
    { step: 'view', count: viewers },
    { step: 'cart', count: carts },
    { step: 'checkout', count: checkouts },
    { step: 'purchase', count: buyers },
  ];
}

function noteOf({ counted, visitors }: TrafficAnswer): string {
  if (counted === 'events') return 'Looks, carts and purchases of this category; a checkout is of a whole cart.';
  return `${formatCount(visitors ?? 0)} visitors; each counts once an hour.`;
}

function windowScope({ startMs }: Traffic): string {
  return `${formatClock(startMs)} – ${formatClock(startMs + WINDOW_MS)}`;
}

function scopeOf({ from, to }: TrafficAnswer): string {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const isShort = toMs - fromMs < 24 * 3_600_000;
  return `${isShort ? formatClock(fromMs) : formatMoment(fromMs)} – ${formatClock(toMs)}`;
}
