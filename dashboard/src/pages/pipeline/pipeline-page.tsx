/** How the machinery runs: stages, operators, alerts, and who did what; each part at an address of its own. */
import { lazy, Route, Router } from 'preact-iso';
import { Tabs } from '../../parts/tabs.tsx';
import { AlertsPart } from './alerts-part.tsx';
import { AuditPart } from './audit-part.tsx';
import { OverviewPart } from './overview-part.tsx';
import './pipeline-page.css';

const TABS = [
  { path: '/pipeline', title: 'Overview' },
  { path: '/pipeline/graph', title: 'Operators' },
  { path: '/pipeline/alerts', title: 'Alerts' },
  { path: '/pipeline/audit', title: 'Audit log' },
] as const;

/** The layout of graphs is a library of its own. */
const GraphPart = lazy(async () => (await import('./graph-part.tsx')).GraphPart);

export function PipelinePage() {
  return (
    <div class="stack">
      <Tabs tabs={TABS} label="Parts of this page" />
      {/* Below /pipeline, which the router of all pages has taken off. */}
      <Router>
        <Route path="/graph/:name?" component={GraphPart} />
        <Route path="/alerts" component={AlertsPart} />
        <Route path="/audit" component={AuditPart} />
        <Route default component={OverviewPart} />
      </Router>
    </div>
  );
}
