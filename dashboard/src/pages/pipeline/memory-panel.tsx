/** Where the memory is: the server's process, the objects of each of its threads, the processes that it has started. */
import { formatBytes } from '../../figures/format.ts';
import { BytesTable } from './bytes-table.tsx';
import type { OperationsAnswer } from './operations-answer.ts';

/** Parts do not add up to the whole: code and pages of mapped files are in it too. */
export function MemoryPanel({ memory }: { readonly memory: OperationsAnswer['memory'] }) {
  const { residentBytes, heaps, buffersBytes, processes } = memory;
  const parts = [
    ...heaps.map(({ name, bytes }) => ({ name: `thread ${name}`, bytes })),
    { name: 'buffers of the main thread', bytes: buffersBytes },
  ];
  return (
    <>
      <p class="panel-note">
        The server’s process takes <b>{formatBytes(residentBytes)}</b>: its threads’ objects, buffers, code, and pages
        of its files.
      </p>
      <BytesTable caption="Memory of the server's threads" title="Of that" parts={parts} />
      {processes.length > 0 && (
        <BytesTable caption="Memory of other processes" title="Processes beside it" parts={processes} />
      )}
    </>
  );
}
