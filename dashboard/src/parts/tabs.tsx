/** The parts of a page, each at an address of its own: links, not buttons. */
import { useLocation } from 'preact-iso';

export interface Tab {
  readonly path: string;
  readonly title: string;
  /** How many things wait there. */
  readonly count?: number | undefined;
}

/** The tab whose path is the longest beginning of the address is the present one. */
export function Tabs({ tabs, label }: { readonly tabs: readonly Tab[]; readonly label: string }) {
  const { path } = useLocation();
  const fitting = tabs.filter((tab) => path === tab.path || path.startsWith(`${tab.path}/`));
  const present = fitting.toSorted((a, b) => b.path.length - a.path.length)[0];
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.path} href={tab.path} aria-current={tab === present ? 'page' : undefined}>
          {tab.title}
          {tab.count !== undefined && tab.count > 0 && <span class="tab-count">{tab.count}</span>}
        </a>
      ))}
    </nav>
  );
}
