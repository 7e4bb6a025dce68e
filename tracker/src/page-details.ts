/** Where the visitor is and came from. Queries are left out, for they may hold what is private; campaigns are not. */
import type { Details } from './tracker-api.ts';

export function pageDetails(): Details {
  const campaign = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith('utm_'));
  return {
    path: location.pathname,
    title: document.title,
    referrer: document.referrer.replace(/[?#].*/, ''),
    ...Object.fromEntries(campaign),
  };
}

/** Calls `onPage` now, and again whenever the address changes within the page or the page comes back as it was left. */
export function followPages(onPage: () => void): void {
  let path = '';
  const look = () => {
    if (path === location.pathname + location.search) return;
    path = location.pathname + location.search;
    onPage();
  };
  for (const name of ['pushState', 'replaceState'] as const) {
    const change = history[name];
    history[name] = (...state) => {
      change.apply(history, state);
      look();
    };
  }
  addEventListener('popstate', look);
  addEventListener('pageshow', ({ persisted }) => persisted && onPage());
  look();
}
