/** What stands around every page: the way to the others, whether the data is live, and the theme. */

import { useEffect, useState } from 'preact/hooks';
import { ErrorBoundary, Route, Router, useLocation } from 'preact-iso';
import { PAGES, pageOf } from '../pages.ts';
import { FaultNote } from '../parts/fault-note.tsx';
import { NotAllowed } from '../session/not-allowed.tsx';
import { useMay } from '../session/session-provider.tsx';
import { Navigation } from './navigation.tsx';
import { NotFound } from './not-found.tsx';
import { PageHeader } from './page-header.tsx';
import { ThemeContext, useThemeChoice } from './theme.ts';

export function PageFrame() {
  const { path } = useLocation();
  const { theme, toggle } = useThemeChoice();
  const title = pageOf(path)?.title ?? 'Not found';
  useEffect(() => {
    document.title = `${title} – Millrace`;
  }, [title]);
  return (
    <ThemeContext.Provider value={theme}>
      <a class="skip-link" href="#main">
        Skip to the page
      </a>
      <Navigation path={path} />
      <div class="page">
        <PageHeader title={title} onToggleTheme={toggle} />
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </ThemeContext.Provider>
  );
}

/** The page itself. One that fails says so, and leaves the way to the others. */
function Outlet() {
  const { path } = useLocation();
  const [fault, setFault] = useState<unknown>(null);
  const page = pageOf(path);
  const may = useMay(page?.access ?? 'read');
  useEffect(() => setFault(null), [path]);
  if (fault !== null) return <FaultNote fault={fault} onRetry={() => setFault(null)} />;
  if (page && !may) return <NotAllowed title={page.title} access={page.access} />;
  return (
    <ErrorBoundary onError={setFault}>
      <Router>
        {PAGES.flatMap(({ path: pagePath, component }) => [
          <Route key={pagePath} path={pagePath} component={component} />,
          ...(pagePath === '/' ? [] : [<Route key={`${pagePath}/*`} path={`${pagePath}/*`} component={component} />]),
        ])}
        <Route default component={NotFound} />
      </Router>
    </ErrorBoundary>
  );
}
