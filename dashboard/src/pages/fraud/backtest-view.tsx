/** Tries changed rules on stored orders, beside those of today, before they are put in force. */
import { useEffect, useState } from 'preact/hooks';
import { useParameter } from '../../address/use-parameter.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import type { Backtest } from './answers.ts';
import { BacktestForm } from './backtest-form.tsx';
import { BacktestProgress } from './backtest-progress.tsx';
import { BacktestReport } from './backtest-report.tsx';
import { PutInForce } from './put-in-force.tsx';
import { RulesEditor } from './rules-editor.tsx';
import { useBacktest } from './use-backtest.ts';
import { useRulesCheck } from './use-rules-check.ts';
import { useRulesInForce } from './use-rules-in-force.ts';

export function BacktestView() {
  const [run, setRun] = useParameter('run');
  const inForce = useRulesInForce();
  const backtest = useBacktest(run === '' ? null : run);
  const [text, setText] = useState<string | undefined>();
  // Nothing typed yet: the text of the backtest that is looked at, else that in force.
  const told = backtest.data?.rules ?? (run === '' || backtest.fault ? inForce.data?.text : undefined);
  useEffect(() => setText((before) => before ?? told), [told]);
  const check = useRulesCheck(text ?? '');
  return (
    <div class="stack">
      <div class="split backtest">
        <Panel
          title="Rules to try"
          scope={inForce.data && text !== undefined && text === inForce.data.text ? 'as they are in force' : undefined}
          actions={
            <button type="button" class="button" disabled={!inForce.data} onClick={() => setText(inForce.data?.text)}>
              Start over
            </button>
          }
        >
          <Loaded from={{ ...inForce, data: text }} lines={16}>
            {(shown) => <RulesEditor text={shown} onInput={setText} check={check} />}
          </Loaded>
        </Panel>
        <div class="stack">
          <Panel title="Try them">
            <BacktestForm rules={text ?? ''} isReady={check?.ok === true} onStarted={setRun} />
          </Panel>
          <Panel title="Put them in force">
            <PutInForce text={text ?? ''} check={check} inForce={inForce} />
          </Panel>
        </div>
      </div>
      <Result backtest={backtest} isChosen={run !== ''} />
    </div>
  );
}

interface ResultProps {
  readonly backtest: ReturnType<typeof useBacktest>;
  readonly isChosen: boolean;
}

function Result({ backtest, isChosen }: ResultProps) {
  const last = useFetched<{ readonly items: readonly Backtest[] }>(isChosen ? null : '/v1/backtests');
  if (!isChosen) {
    return (
      <Panel title="Which decisions would change">
        <EmptyNote>
          Change a rule above, choose a time, and try it: what would have been decided otherwise shows up here.
          {last.data?.items[0] && (
            <>
              <br />
              <a href={`/fraud/backtest?run=${last.data.items[0].backtestId}`}>Show the last backtest</a>
            </>
          )}
        </EmptyNote>
      </Panel>
    );
  }
  return (
    <Loaded from={backtest} lines={8}>
      {(found) =>
        found.result ? <BacktestReport backtest={found} result={found.result} /> : <BacktestProgress backtest={found} />
      }
    </Loaded>
  );
}
