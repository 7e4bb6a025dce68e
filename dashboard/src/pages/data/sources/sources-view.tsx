/** The databases that the server reads by itself: how far each is, and what stands in its way. */
import { useFetched } from '../../../api/use-fetched.ts';
import { Loaded } from '../../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../../parts/panel.tsx';
import type { Source } from './source.ts';
import { SourcePanel } from './source-panel.tsx';

const EVERY_MS = 2_000;

export function SourcesView() {
  const sources = useFetched<{ readonly sources: readonly Source[] }>('/v1/sources', { everyMs: EVERY_MS });
  return (
    <Loaded from={sources} lines={8}>
      {({ sources: list }) =>
        list.length === 0 ? (
          <Panel title="Databases">
            <EmptyNote>
              The server reads no database by itself. Start it with MILLRACE_POSTGRES_URL and a mapping: tables are read
              once, and then every change as it is committed. docs/cdc.md has the steps.
            </EmptyNote>
          </Panel>
        ) : (
          <div class="columns">
            {list.map((source) => (
              <SourcePanel key={source.name} source={source} onChanged={sources.reload} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}
