/** How events get through the server at this moment, and how that has been in the last hour or day. */
import { useFetched } from '../../api/use-fetched.ts';
import { useLive } from '../../live/live-provider.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DiskPanel } from './disk-panel.tsx';
import { GroupsPanel } from './groups-panel.tsx';
import { HistoryPanels } from './history-panels.tsx';
import { MemoryPanel } from './memory-panel.tsx';
import type { OperationsAnswer } from './operations-answer.ts';
import { OverviewFigures } from './overview-figures.tsx';
import { QueriesPanel } from './queries-panel.tsx';
import { StagesPanel } from './stages-panel.tsx';

/** For what the live stream does not tell: queries, memory, disk. */
const REFRESH_MS = 5_000;

export function OverviewPart() {
  const pipelines = useLive((state) => state.pipelines);
  const operations = useFetched<OperationsAnswer>('/v1/operations', { everyMs: REFRESH_MS });
  const stages = pipelines?.stages ?? operations.data?.stages;
  const groups = pipelines?.groups ?? operations.data?.groups;
  return (
    <div class="stack">
      <OverviewFigures news={pipelines ?? operations.data} operations={operations.data} />
      <StagesPanel stages={stages} fetched={operations} />
      <HistoryPanels />
      <GroupsPanel groups={groups} fetched={operations} />
      <Panel title="Queries" scope="how far event time has come in each">
        <Loaded from={operations} lines={12}>
          {({ queries, at }) => <QueriesPanel queries={queries} at={at} />}
        </Loaded>
      </Panel>
      <div class="columns">
        <Panel title="Memory">
          <Loaded from={operations} lines={6}>
            {({ memory }) => <MemoryPanel memory={memory} />}
          </Loaded>
        </Panel>
        <Panel title="Disk">
          <Loaded from={operations} lines={6}>
            {({ disk }) => <DiskPanel disk={disk} />}
          </Loaded>
        </Panel>
      </div>
    </div>
  );
}
