/** Sends a file of a feed: chosen or dropped, tried out first, then imported. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { withQuery } from '../../../api/request.ts';
import { formatBytes, formatCount, formatPercent } from '../../../figures/format.ts';
import { faultText } from '../../../parts/fault-note.tsx';
import { Select } from '../../../parts/fields.tsx';
import { useNotice } from '../../../parts/notices.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { DryRunReport } from './dry-run-report.tsx';
import type { DryRun, FeedTotals, Upload } from './feed.ts';
import { FileDrop } from './file-drop.tsx';
import { sendFile } from './send-file.ts';

interface UploadPanelProps {
  readonly feeds: readonly FeedTotals[];
  /** Empty until one is chosen. */
  readonly feed: string;
  readonly onChoose: (feed: string) => void;
  readonly onSent: () => void;
}

/** What is being done with the file, and how much of it has left the browser. */
interface Sending {
  readonly what: 'dry run' | 'import';
  readonly share: number;
}

export function UploadPanel({ feeds, feed, onChoose, onSent }: UploadPanelProps) {
  const [file, setFile] = useState<File | null>(null);
  const sending = useSending();
  const say = useNotice();
  const usable = feeds.filter(({ problem }) => problem === null);
  const { report, fault } = sending;
  const take = (next: File | null) => {
    setFile(next);
    sending.clear();
    if (next !== null && feed !== '') void sending.dryRun(feed, next);
  };
  const choose = (next: string) => {
    onChoose(next);
    sending.clear();
    if (file !== null && next !== '') void sending.dryRun(next, file);
  };
  const importFile = async () => {
    if (file === null) return;
    const upload = await sending.importFile(feed, file);
    if (upload === undefined) return;
    say(`${file.name} is on the server's disk, as upload ${upload.id}.`);
    setFile(null);
    sending.clear();
    onSent();
  };
  return (
    <Panel title="Send a file">
      <div class="stack">
        <p class="field-hint">A file is tried out first: nothing is stored before you have seen what comes of it.</p>
        <Select
          label="Feed"
          value={feed}
          options={[['', 'Choose a feed'], ...usable.map(({ feed: name }) => [name, name] as const)]}
          onChoose={choose}
        />
        <FileDrop onFile={take} disabled={sending.now !== null} />
        {file !== null && (
          <p>
            <b>{file.name}</b>, {formatBytes(file.size)}
            {feed === '' && ': choose the feed that it belongs to.'}
          </p>
        )}
        {sending.now !== null && <SendingNote sending={sending.now} onCancel={sending.clear} />}
        {fault !== null && (
          <p class="fault" role="alert">
            {faultText(fault)}
          </p>
        )}
        {report !== null && sending.now === null && (
          <>
            <DryRunReport report={report} />
            <div class="toolbar">
              <button type="button" class="button button-primary" onClick={() => void importFile()}>
                Import {formatCount(report.rows)} rows
              </button>
              <button type="button" class="button" onClick={() => take(null)}>
                Put it away
              </button>
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}

function SendingNote({ sending, onCancel }: { readonly sending: Sending; readonly onCancel: () => void }) {
  const { what, share } = sending;
  const words = share < 1 ? `${formatPercent(share)} sent` : what === 'dry run' ? 'Being tried out' : 'Being stored';
  return (
    <p class="toolbar" role="status">
      <progress max={1} value={share < 1 ? share : undefined} aria-label="Share of the file that has been sent" />
      {words}
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </p>
  );
}

/** One request at a time; a new one gives up that before it. */
function useSending() {
  const [now, setNow] = useState<Sending | null>(null);
  const [report, setReport] = useState<DryRun | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const abort = useRef<AbortController | null>(null);
  const clear = () => {
    abort.current?.abort();
    abort.current = null;
    setNow(null);
    setReport(null);
    setFault(null);
  };
  useEffect(() => () => abort.current?.abort(), []);
  const send = async <Answer,>(what: Sending['what'], path: string, file: File): Promise<Answer | undefined> => {
    clear();
    const own = new AbortController();
    abort.current = own;
    setNow({ what, share: 0 });
    try {
      return await sendFile<Answer>(path, file, {
        signal: own.signal,
        onProgress: (share) => abort.current === own && setNow({ what, share }),
      });
    } catch (problem) {
      if (!own.signal.aborted) setFault(problem);
      return undefined;
    } finally {
      if (abort.current === own) setNow(null);
    }
  };
  return {
    ...{ now, report, fault, clear },
    dryRun: async (feed: string, file: File) => {
      const found = await send<DryRun>('dry run', feedPath(feed, { dryRun: true, file: file.name }), file);
      if (found !== undefined) setReport(found);
    },
    importFile: (feed: string, file: File) =>
      send<Upload>('import', feedPath(feed, { wait: 0, file: file.name }), file),
  };
}

function feedPath(feed: string, query: Readonly<Record<string, string | number | boolean>>): string {
  return withQuery(`/v1/feeds/${encodeURIComponent(feed)}`, query);
}
