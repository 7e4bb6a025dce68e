/** The whole result as a file: the same query is asked again, without the page's bound on rows. */
import { send } from '../../api/request.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { type AskedQuery, bodyOf } from './use-query-run.ts';

const FORMATS = [
  ['csv', 'CSV', 'csv'],
  ['json', 'JSON', 'json'],
  ['arrow', 'Arrow', 'arrows'],
] as const;
/** As many as the server gives in one answer. */
const MOST_ROWS = 10_000_000;

export function DownloadButtons({ asked }: { readonly asked: AskedQuery }) {
  return (
    <fieldset class="query-downloads">
      <legend class="unseen">Download the whole result</legend>
      {FORMATS.map(([format, title, ending]) => (
        <ActionButton key={format} onAct={() => download(asked, format, ending)}>
          <span class="unseen">Download as </span>
          {title}
        </ActionButton>
      ))}
    </fieldset>
  );
}

async function download(asked: AskedQuery, format: string, ending: string): Promise<void> {
  const response = await send('/v1/query', { json: { ...bodyOf(asked), format, maxRows: MOST_ROWS } });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = `query-${new Date().toISOString().slice(0, 16).replaceAll(':', '-')}.${ending}`;
  link.click();
  // The browser has taken it over by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
