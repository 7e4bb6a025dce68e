/** The way from page to page: a column on a desk, a row that scrolls on a phone. */
import { PAGES, pageOf } from '../pages.ts';
import { Icon } from './icon.tsx';

export function Navigation({ path }: { readonly path: string }) {
  const present = pageOf(path);
  return (
    <nav class="navigation" aria-label="Pages">
      <a class="brand" href="/">
        <Logo />
        Millrace
      </a>
      <ul>
        {PAGES.map((page) => (
          <li key={page.path}>
            <a href={page.path} aria-current={page === present ? 'page' : undefined}>
              <Icon name={page.icon} />
              {page.title}
            </a>
          </li>
        ))}
        <li class="navigation-last">
          <a href="/docs">
            <Icon name="book" />
            API
          </a>
        </li>
      </ul>
    </nav>
  );
}

function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M6 12c3.3 0 3.3 3 6.7 3s3.3-3 6.6-3 3.4 3 6.7 3M6 19c3.3 0 3.3 3 6.7 3s3.3-3 6.6-3 3.4 3 6.7 3" />
    </svg>
  );
}
