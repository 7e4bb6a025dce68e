/** What was refused: which kinds of it there are, one entry as it was sent, and the ways to mend it. */
import { useState } from 'preact/hooks';
import { useParameter } from '../../../address/use-parameter.ts';
import { useFetched } from '../../../api/use-fetched.ts';
import { formatCount } from '../../../figures/format.ts';
import { Loaded } from '../../../parts/loaded.tsx';
import { MoreButton } from '../../../parts/more-button.tsx';
import { EmptyNote, Panel } from '../../../parts/panel.tsx';
import { BulkActions } from './bulk-actions.tsx';
import type { Entry, Summary } from './entry.ts';
import { EntryList } from './entry-list.tsx';
import { EntryPanel } from './entry-panel.tsx';
import { Facets } from './facets.tsx';
import { FilterBar } from './filter-bar.tsx';
import { filtered, useFilter } from './quarantine-filter.ts';
import { type Entries, useEntries } from './use-entries.ts';

const COUNTS_EVERY_MS = 5_000;

export function QuarantineView() {
  const filter = useFilter();
  const entries = useEntries(filter);
  const summary = useFetched<Summary>(filtered('/v1/quarantine/summary', filter), { everyMs: COUNTS_EVERY_MS });
  const [chosen, choose] = useParameter('entry');
  const [selected, select] = useState<ReadonlySet<number>>(new Set());
  const changed = () => {
    select(new Set());
    entries.reload();
    summary.reload();
  };
  return (
    <div class="stack">
      <Panel title="Refused events" scope={scopeOf(summary.data)}>
        <FilterBar filter={filter} />
        <Loaded from={summary} lines={5}>
          {(data) => <Facets summary={data} filter={filter} />}
        </Loaded>
      </Panel>
      <div class="split split-list">
        <Panel title="Entries" actions={<NewEntries entries={entries} summary={summary.data} />}>
          <BulkActions filter={filter} selected={selected} summary={summary.data} onDone={changed} />
          <Loaded from={entries} lines={10}>
            {(list) => (
              <EntryList entries={list} chosen={chosen} onChoose={choose} selected={selected} onSelect={select} />
            )}
          </Loaded>
          <MoreButton more={entries.more} />
        </Panel>
        {chosen === '' ? (
          <Panel title="Entry">
            <EmptyNote>Choose an entry to see what was sent and what is wrong with it.</EmptyNote>
          </Panel>
        ) : (
          <div class="beside">
            <EntryPanel
              key={chosen}
              number={chosen}
              next={nextOf(entries.data ?? [], chosen)}
              onChoose={choose}
              onChanged={changed}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** The entry below; the list goes from the newest down. */
function nextOf(entries: readonly Entry[], chosen: string): string | undefined {
  const number = entries.find((entry) => entry.number < Number(chosen))?.number;
  return number === undefined ? undefined : String(number);
}

function scopeOf(summary: Summary | undefined): string | undefined {
  if (summary === undefined) return undefined;
  const more = summary.complete ? '' : 'more than ';
  return `${more}${formatCount(summary.entries)} shown by the filter, ${formatCount(summary.open)} still bad`;
}

interface NewEntriesProps {
  readonly entries: Entries;
  readonly summary: Summary | undefined;
}

/** The list stays as it is under the reader's hand; what has come since is a press away. */
function NewEntries({ entries, summary }: NewEntriesProps) {
  const newestShown = entries.data?.[0]?.number ?? 0;
  const isBehind = entries.data !== undefined && !entries.isLoading && (summary?.newest ?? 0) > newestShown;
  if (!isBehind) return null;
  return (
    <button type="button" class="button" onClick={entries.reload}>
      Show new entries
    </button>
  );
}
