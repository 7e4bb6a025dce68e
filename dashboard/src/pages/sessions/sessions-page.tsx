/** Sessions: who is in the shop, what one visitor has done, and which ways visits take. */
import { Route, Router, useLocation } from 'preact-iso';
import { Tabs } from '../../parts/tabs.tsx';
import { JourneysView } from './journeys-view.tsx';
import { OpenView } from './open-view.tsx';
import { PathsView } from './paths-view.tsx';
import { VisitorView } from './visitor-view.tsx';
import { visitorPath } from './words.ts';
import './sessions.css';
import './paths.css';

/** A visitor's page belongs to the first: that is where one is found. */
const TABS = [
  { path: '/sessions', title: 'In the shop' },
  { path: '/sessions/paths', title: 'Paths' },
  { path: '/sessions/journeys', title: 'Journeys' },
];

export function SessionsPage() {
  return (
    <>
      <div class="sessions-head">
        <Tabs label="Sessions" tabs={TABS} />
        <FindVisitor />
      </div>
      <Router>
        <Route path="/visitor/:visitor" component={VisitorView} />
        <Route path="/paths" component={PathsView} />
        <Route path="/journeys" component={JourneysView} />
        <Route default component={OpenView} />
      </Router>
    </>
  );
}

/** Leads to a visitor by the whole name, when it is sent off. */
function FindVisitor() {
  const { route } = useLocation();
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const name = String(new FormData(event.currentTarget).get('visitor') ?? '').trim();
    if (name !== '') route(visitorPath(name));
  };
  return (
    <search class="find-visitor">
      <form onSubmit={onSubmit}>
        <input
          class="input"
          type="search"
          name="visitor"
          maxLength={200}
          aria-label="User or anonymous id"
          placeholder="User or anonymous id"
        />
        <button type="submit" class="button">
          Find
        </button>
      </form>
    </search>
  );
}
