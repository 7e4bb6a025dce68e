/** The way from page to page: a column on a desk, a row that scrolls on a phone. */
import { PAGES, pageOf } from '../pages.ts';
import { useSession } from '../session/session-provider.tsx';
import { Icon } from './icon.tsx';
import { Logo } from './logo.tsx';

export function Navigation({ path }: { readonly path: string }) {
  const present = pageOf(path);
  const may = useSession().session?.may ?? [];
  return (
    <nav class="navigation" aria-label="Pages">
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
