/** The pages: where each is, who may open it, what it hears live, and which file draws it once it is opened. */
import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import type { AccessClass } from './session/session.ts';
import type { IconName } from './shell/icon.tsx';

export interface PageEntry {
  /** Everything below the path is the page's own. */
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** Which class of routes it shows; who may call these may open it. */
  readonly access: AccessClass;
  /** Live topics; `ops` is heard on every page. A list that is made anew on each draw would reconnect each time. */
  readonly topics: readonly string[];
  readonly component: ComponentType;
}

/** In the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    title: 'Now',
    icon: 'pulse',
    access: 'read',
    topics: ['revenue', 'orders', 'trending', 'traffic'],
    component: lazy(async () => (await import('./pages/now/now-page.tsx')).NowPage),
  },
  {
    path: '/sessions',
    title: 'Sessions',
    icon: 'people',
    access: 'staff',
    topics: [],
    component: lazy(async () => (await import('./pages/sessions/sessions-page.tsx')).SessionsPage),
  },
  {
    path: '/fraud',
    title: 'Fraud',
    icon: 'shield',
    access: 'fraud',
    topics: ['cases'],
    component: lazy(async () => (await import('./pages/fraud/fraud-page.tsx')).FraudPage),
  },
  {
    path: '/stock',
    title: 'Stock',
    icon: 'box',
    access: 'read',
    topics: ['inventory', 'alerts'],
    component: lazy(async () => (await import('./pages/stock/stock-page.tsx')).StockPage),
  },
  {
    path: '/recommendations',
    title: 'Recommendations',
    icon: 'star',
    access: 'staff',
    topics: [],
    component: lazy(async () => (await import('./pages/recommendations/recommendations-page.tsx')).RecommendationsPage),
  },
  {
    path: '/data',
    title: 'Data',
    icon: 'inbox',
    access: 'analyst',
    topics: [],
    component: lazy(async () => (await import('./pages/data/data-page.tsx')).DataPage),
  },
  {
    path: '/query',
    title: 'Query',
    icon: 'table',
    access: 'analyst',
    topics: [],
    component: lazy(async () => (await import('./pages/query/query-page.tsx')).QueryPage),
  },
  {
    path: '/pipeline',
    title: 'Pipeline',
    icon: 'flow',
    access: 'read',
    topics: ['alerts', 'pipelines'],
    component: lazy(async () => (await import('./pages/pipeline/pipeline-page.tsx')).PipelinePage),
  },
];

/** The page that an address belongs to. */
export function pageOf(path: string): PageEntry | undefined {
  return PAGES.find((page) => path === page.path || (page.path !== '/' && path.startsWith(`${page.path}/`)));
}

const NO_TOPICS: readonly string[] = [];

/** What is heard live on the page that an address belongs to. */
export function topicsOf(path: string): readonly string[] {
  return pageOf(path)?.topics ?? NO_TOPICS;
}

/** What the page's router takes over; every other link is the server's. */
export const PAGE_ADDRESS = new RegExp(
  `^(/|${PAGES.slice(1)
    .map((page) => page.path)
    .join('|')})([/?#]|$)`,
);
