/** A case: the order and why it waits, what can be done, and all that is remembered around it. */
import { useFetched } from '../../api/use-fetched.ts';
import { useLive } from '../../live/live-provider.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { CaseHistory } from './answers.ts';
import { BuyerFacts } from './buyer-facts.tsx';
import { CaseActions } from './case-actions.tsx';
import { CaseHead } from './case-head.tsx';
import { CaseLog } from './case-log.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { NetworkPanel } from './network-panel.tsx';
import { ReasonList } from './reason-list.tsx';

interface CaseViewProps {
  readonly caseId: string;
  readonly onNext: () => void;
  /** The queue is no longer what it was. */
  readonly onChanged: () => void;
}

const REFRESH_MS = 10_000;

export function CaseView({ caseId, onNext, onChanged }: CaseViewProps) {
  const currency = useLive((state) => state.currency);
  const history = useFetched<CaseHistory>(`/v1/cases/${encodeURIComponent(caseId)}/history`, { everyMs: REFRESH_MS });
  const changed = () => {
    history.reload();
    onChanged();
  };
  return (
    <div class="stack case">
      <a class="case-back" href={`/fraud${location.search}`}>
        ← All cases
      </a>
      <Loaded from={history} lines={16}>
        {(data) => (
          <div class="stack">
            <section class="panel" aria-label="The case">
              <CaseHead history={data} currency={currency} />
              <CaseActions found={data.case} onDone={changed} onNext={onNext} />
            </section>
            <div class="columns">
              <Panel title="Why it waits" scope={`${data.case.score} of 100 points`}>
                <ReasonList reasons={data.reasons} missing={data.decision?.missing ?? []} currency={currency} />
              </Panel>
              <Panel title="Buyer">
                <BuyerFacts history={data} currency={currency} />
              </Panel>
            </div>
            <HistoryPanel history={data.history} orderId={data.case.orderId} currency={currency} onChanged={changed} />
            <NetworkPanel caseId={caseId} />
            <Panel title="What was done">
              <CaseLog history={data} onDone={changed} />
            </Panel>
          </div>
        )}
      </Loaded>
    </div>
  );
}
