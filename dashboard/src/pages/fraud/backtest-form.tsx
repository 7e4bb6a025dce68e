/** Which orders are judged again, and beside what. */
import { useParameter } from '../../address/use-parameter.ts';
import { request } from '../../api/request.ts';
import { serverNow } from '../../live/server-clock.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { Choice } from '../../parts/choice.tsx';
import type { Backtest } from './answers.ts';

interface BacktestFormProps {
  readonly rules: string;
  /** Nothing is wrong with them. */
  readonly isReady: boolean;
  readonly onStarted: (backtestId: string) => void;
}

const DAY_MS = 86_400_000;
const SPANS = [
  ['1', '1 day'],
  ['7', '7 days'],
  ['30', '30 days'],
] as const;
const AGAINST = [
  ['inForce', "Today's rules"],
  ['decided', 'As decided then'],
] as const;

export function BacktestForm({ rules, isReady, onStarted }: BacktestFormProps) {
  const [days, setDays] = useParameter('days', '7');
  const [against, setAgainst] = useParameter('against', 'inForce');
  const start = async () => {
    const from = new Date(serverNow() - Number(days) * DAY_MS).toISOString();
    const { backtestId } = await request<Backtest>('/v1/backtests', { json: { rules, against, from } });
    onStarted(backtestId);
  };
  return (
    <div class="dialog-form">
      <div class="form-line">
        <span>Orders of the last</span>
        <Choice label="Orders of the last" options={SPANS} value={days as '7'} onChoose={setDays} />
      </div>
      <div class="form-line">
        <span>Beside</span>
        <Choice label="Beside" options={AGAINST} value={against as 'inForce'} onChoose={setAgainst} />
      </div>
      <p class="fraud-hint">
        Orders are judged again by what was known of them when they came. It changes nothing; one backtest runs at a
        time.
      </p>
      <div class="dialog-buttons">
        <ActionButton kind="primary" disabled={!isReady} onAct={start}>
          Run the backtest
        </ActionButton>
      </div>
    </div>
  );
}
