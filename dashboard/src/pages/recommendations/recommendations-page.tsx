/** Recommendations: what a shopper or a product gets and why, and what lists have brought about. */
import { Route, Router } from 'preact-iso';
import { Tabs } from '../../parts/tabs.tsx';
import { ListsView } from './lists-view.tsx';
import { ResultsView } from './results-view.tsx';
import './recommendations.css';

const TABS = [
  { path: '/recommendations', title: 'Lists' },
  { path: '/recommendations/results', title: 'Results' },
];

export function RecommendationsPage() {
  return (
    <>
      <Tabs label="Recommendations" tabs={TABS} />
      <Router>
        <Route path="/results" component={ResultsView} />
        <Route default component={ListsView} />
      </Router>
    </>
  );
}
