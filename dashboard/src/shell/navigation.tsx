/** The way from page to page: a column on a desk, a row that scrolls on a phone. */
import { useEffect, useRef } from 'preact/hooks';
import { PAGES, pageOf } from '../pages.ts';
import { useSession } from '../session/session-provider.tsx';
import { Icon } from './icon.tsx';
import { Logo } from './logo.tsx';

export function Navigation({ path }: { readonly path: string }) {
  const present = pageOf(path);
  const may = useSession().session?.may ?? [];
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    if (row.current) showPresent(row.current);
  }, [present]);
  return (
    <nav class="navigation" aria-label="Pages" ref={row}>
      <a class="brand" href="/">
        <Logo />
        Millrace
      </a>
      <ul>
        {PAGES.filter(({ access }) => may.includes(access)).map((page) => (
          <li key={page.path}>
            <a href={page.path} aria-current={page === present ? 'page' : undefined}>
              <Icon name={page.icon} />
              {page.title}
            </a>
          </li>
        ))}
        {may.includes('staff') && (
          <li class="navigation-last">
            <a href="/docs">
              <Icon name="book" />
              API
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** Where the row is longer than the screen, the page that is open stands in the middle of what is seen of it. */
function showPresent(row: HTMLElement): void {
  const link = row.querySelector('[aria-current="page"]')?.getBoundingClientRect();
  if (!link || row.scrollWidth <= row.clientWidth) return;
  row.scrollLeft += link.left + link.width / 2 - (row.getBoundingClientRect().left + row.clientWidth / 2);
}
