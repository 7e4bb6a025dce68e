/** The page's head: whose it is, whether it is live, and the theme. */
import type { ConnectionState } from '../feed/messages.ts';
import type { Theme } from '../state/theme.ts';

interface PageHeaderProps {
  readonly connection: ConnectionState;
  readonly theme: Theme;
  readonly onToggleTheme: () => void;
}

export function PageHeader({ connection, theme, onToggleTheme }: PageHeaderProps) {
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header class="page-head">
      <h1>
        <Logo />
        Millrace
      </h1>
      <ConnectionBadge state={connection} />
      <nav aria-label="More">
        <a href="/docs">API</a>
        <button type="button" class="icon-button" onClick={onToggleTheme} aria-label={`Switch to the ${other} theme`}>
          {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
        </button>
      </nav>
    </header>
  );
}

const STATES: Readonly<Record<ConnectionState, { readonly text: string; readonly hint: string }>> = {
  connecting: { text: 'Connecting', hint: 'Waiting for the server.' },
  live: { text: 'Live', hint: 'Every change shows as it is committed.' },
  quiet: { text: 'No signal', hint: 'Connected, but the server has said nothing for some seconds.' },
  reconnecting: { text: 'Reconnecting', hint: 'The connection was lost. It resumes where it broke off.' },
};

function ConnectionBadge({ state }: { readonly state: ConnectionState }) {
  const { text, hint } = STATES[state];
  return (
    <span class={`badge badge-${state}`} role="status" title={hint}>
      <span class="badge-dot" />
      {text}
      {state !== 'live' && <span class="badge-hint">{hint}</span>}
    </span>
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

function SunIcon() {
  return (
    <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
      <circle cx="12" cy="12" r="4" />
      <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6l1.4 1.4M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4" />
    </svg>
  );
}

function MoonIcon() {
  return (
    <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
      <path d="M20 14.2A8 8 0 0 1 9.8 4 8 8 0 1 0 20 14.2Z" />
    </svg>
  );
}
