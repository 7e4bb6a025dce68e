/** Who shares devices, cards and addresses with the buyer: as a picture, or as a table with the same in words. */
import { lazy } from 'preact-iso';
import { useParameter } from '../../address/use-parameter.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { Choice } from '../../parts/choice.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import type { Network } from './answers.ts';
import { NetworkTable } from './network-table.tsx';

/** With the layout's library, which nothing else needs. */
const NetworkGraph = lazy(async () => (await import('./network-graph.tsx')).NetworkGraph);

const SHOWN = [
  ['graph', 'Graph'],
  ['table', 'Table'],
] as const;

export function NetworkPanel({ caseId }: { readonly caseId: string }) {
  const [shown, setShown] = useParameter('network', 'graph');
  const network = useFetched<Network>(`/v1/cases/${encodeURIComponent(caseId)}/network`);
  const as = shown === 'table' ? 'table' : 'graph';
  return (
    <Panel
      title="Shared devices, cards and addresses"
      scope={network.data && countOf(network.data)}
      actions={<Choice label="Show as" options={SHOWN} value={as} onChoose={setShown} />}
    >
      <Loaded from={network} lines={8}>
        {(data) => {
          if (data.nodes.length === 0)
            return <EmptyNote>The order is older than 30 days, and its ties are no longer kept.</EmptyNote>;
          return as === 'table' ? <NetworkTable network={data} /> : <NetworkGraph network={data} />;
        }}
      </Loaded>
    </Panel>
  );
}

function countOf({ nodes }: Network): string {
  const buyers = nodes.filter(({ kind }) => kind === 'user').length;
  const left = nodes.reduce((sum, { more }) => sum + more, 0);
  const shown = buyers === 1 ? '1 buyer' : `${buyers} buyers`;
  return left === 0 ? shown : `${shown}, and ${left} more neighbours`;
}
