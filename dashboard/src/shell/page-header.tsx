/** The page's head: what it is, whether it is live, and the theme. */
import { useLive } from '../live/live-provider.tsx';
import type { ConnectionState } from '../live/messages.ts';
import { WhoIsHere } from '../session/who-is-here.tsx';
import { Icon } from './icon.tsx';
import { useTheme } from './theme.ts';

interface PageHeaderProps {
  readonly title: string;
  readonly onToggleTheme: () => void;
}

export function PageHeader({ title, onToggleTheme }: PageHeaderProps) {
  const connection = useLive((state) => state.connection);
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header class="page-head">
      <h1>{title}</h1>
      <ConnectionBadge state={connection} />
      <div class="page-head-end">
        <WhoIsHere />
        <button type="button" class="icon-button" onClick={onToggleTheme} aria-label={`Switch to the ${other} theme`}>
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
      </div>
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
