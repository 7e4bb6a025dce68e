/** The operators of one pipeline, or of one of its queries, as a picture or a table, and what is known of the chosen one. */
import { useLocation, useRoute } from 'preact-iso';
import { useParameter } from '../../address/use-parameter.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { useLive } from '../../live/live-provider.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Select } from '../../parts/fields.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { GraphAnswer, PipelineAnswer } from './graph-answer.ts';
import { GraphPicture } from './graph-picture.tsx';
import { liveGraph, queryGraph } from './live-graph.ts';
import { OperatorPanel } from './operator-panel.tsx';
import { OperatorTable } from './operator-table.tsx';
import { Zoom, zoomOf } from './zoom.tsx';
import './graph.css';

const FIRST = 'revenue';
/** What is compiled changes with a restart of its thread only; figures come by the live stream. */
const REFRESH_MS = 30_000;
const FORMS = [
  ['picture', 'Picture'],
  ['table', 'Table'],
] as const;

/**
 * The list of pipelines is asked for once: another one comes with another start of the server. A name that is none of them
 * stays in the choice, so that the reader sees what the address asks for.
 */
export function GraphPart() {
  const { params } = useRoute();
  const { route } = useLocation();
  const name = params.name ?? FIRST;
  const list = useFetched<{ readonly items: readonly PipelineAnswer[] }>('/v1/pipelines');
  const graph = useFetched<GraphAnswer>(`/v1/pipelines/${encodeURIComponent(name)}`, { everyMs: REFRESH_MS });
  const names = list.data?.items.map((pipeline) => pipeline.name) ?? [name];
  return (
    <Loaded from={graph} lines={12}>
      {(answer) => (
        <Operators
          answer={answer}
          names={names.includes(name) ? names : [name, ...names]}
          onPipeline={(chosen) => route(`/pipeline/graph/${encodeURIComponent(chosen)}`)}
        />
      )}
    </Loaded>
  );
}

interface OperatorsProps {
  readonly answer: GraphAnswer;
  readonly names: readonly string[];
  readonly onPipeline: (name: string) => void;
}

/**
 * The first query is shown until another is chosen: a whole pipeline may have fifty operators, and one query a dozen. What is
 * chosen is in the address; another pipeline begins without a choice.
 */
function Operators({ answer, names, onPipeline }: OperatorsProps) {
  const pipelines = useLive((state) => state.pipelines);
  const [query, setQuery] = useParameter('query', answer.pipeline.queries[0]?.name ?? '');
  const [form, setForm] = useParameter('form', 'picture');
  const [chosen, setChosen] = useParameter('node');
  const [zoom, setZoom] = useParameter('zoom');
  const graph = liveGraph(answer, pipelines);
  const { nodes, edges } = queryGraph(graph, query === 'all' ? '' : query);
  const queries = [
    ...answer.pipeline.queries.map((each) => [each.name, each.name] as const),
    ['all', 'All queries'] as const,
  ];
  return (
    <div class="stack">
      <div class="toolbar">
        <Select
          label="Pipeline"
          isLabelUnseen
          value={answer.pipeline.name}
          options={names.map((each) => [each, each] as const)}
          onChoose={onPipeline}
        />
        <Select label="Query" isLabelUnseen value={query} options={queries} onChoose={setQuery} />
        <Choice label="Form" options={FORMS} value={form === 'table' ? 'table' : 'picture'} onChoose={setForm} />
        {form !== 'table' && <Zoom value={zoom} onZoom={setZoom} />}
      </div>
      <Panel title="Operators" scope={`${nodes.length} of ${answer.pipeline.file}, group ${answer.pipeline.group}`}>
        {form === 'table' ? (
          <OperatorTable nodes={nodes} edges={edges} chosen={chosen} onChoose={setChosen} />
        ) : (
          <GraphPicture nodes={nodes} edges={edges} chosen={chosen} zoom={zoomOf(zoom)} onChoose={setChosen} />
        )}
      </Panel>
      <OperatorPanel node={nodes.find(({ id }) => id === chosen)} scripts={answer.scripts} />
    </div>
  );
}
