/** A moment as the reader's clock shows it; UTC stands in the title. */
import { formatAge, formatClockWithSeconds, formatMoment } from '../figures/format.ts';
import { useLive } from '../live/live-provider.tsx';
import { serverNow } from '../live/server-clock.ts';

interface TimeTextProps {
  /** ISO 8601, or epoch milliseconds. */
  readonly at: string | number;
  /** `moment`: date and time. `clock`: time with seconds. `age`: how long ago, by the server's clock. */
  readonly as?: 'moment' | 'clock' | 'age';
}

export function TimeText({ at, as = 'moment' }: TimeTextProps) {
  const ms = typeof at === 'number' ? at : Date.parse(at);
  if (!Number.isFinite(ms)) return <>–</>;
  const iso = new Date(ms).toISOString();
  return (
    <time dateTime={iso} title={`${iso.slice(0, 19).replace('T', ' ')} UTC`}>
      {as === 'age' ? <Age ms={ms} /> : as === 'clock' ? formatClockWithSeconds(ms) : formatMoment(ms)}
    </time>
  );
}

/** Ages with what the server tells twice a second. */
function Age({ ms }: { readonly ms: number }) {
  useLive((state) => state.ops);
  return <>{formatAge(serverNow() - ms)}</>;
}
