/** A backtest that is under way, or has ended without a result. */
import { request } from '../../api/request.ts';
import { formatCount, formatPercent } from '../../figures/format.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import type { Backtest } from './answers.ts';

export function BacktestProgress({ backtest }: { readonly backtest: Backtest }) {
  const { backtestId, status, share, orders, failure } = backtest;
  if (status === 'failed') {
    return (
      <Panel title="The backtest failed">
        <div class="fault" role="alert">
          {failure?.reason ?? 'Nobody knows why.'}
        </div>
      </Panel>
    );
  }
  if (status === 'cancelled') {
    return (
      <Panel title="The backtest was cancelled">
        <EmptyNote>Nothing was changed. Run it again when you like.</EmptyNote>
      </Panel>
    );
  }
  return (
    <Panel
      title="The backtest is under way"
      actions={
        <ActionButton onAct={() => request(`/v1/backtests/${backtestId}`, { method: 'DELETE' })}>Cancel</ActionButton>
      }
    >
      <div class="backtest-progress">
        <progress max={1} value={share} aria-label="How far the backtest is" />
        <p class="quiet" role="status">
          {formatPercent(share)} – {formatCount(orders)} orders judged again
        </p>
      </div>
    </Panel>
  );
}
