/** Fraud: what waits to be looked into, and what orders are judged by. */
import { Route, Router } from 'preact-iso';
import { useFetched } from '../../api/use-fetched.ts';
import { Tabs } from '../../parts/tabs.tsx';
import type { QueuePage } from './answers.ts';
import { BacktestView } from './backtest-view.tsx';
import { CasesView } from './cases-view.tsx';
import { ListsView } from './lists-view.tsx';
import { RulesView } from './rules-view.tsx';
import './fraud.css';
import './case.css';
import './network.css';
import './rules.css';

const COUNTS_MS = 15_000;

export function FraudPage() {
  const { data } = useFetched<QueuePage>('/v1/cases/queue?limit=1', { everyMs: COUNTS_MS });
  const open = data && data.counts.pending + data.counts.investigating;
  return (
    <>
      <Tabs
        label="Fraud"
        tabs={[
          { path: '/fraud', title: 'Cases', count: open },
          { path: '/fraud/rules', title: 'Rules' },
          { path: '/fraud/lists', title: 'Lists' },
          { path: '/fraud/backtest', title: 'Backtest' },
        ]}
      />
      <Router>
        <Route path="/rules" component={RulesView} />
        <Route path="/lists" component={ListsView} />
        <Route path="/backtest" component={BacktestView} />
        <Route default component={CasesView} />
      </Router>
    </>
  );
}
