/** Uploads, newest first: how far each is, and what has become of its rows. */
import { formatBytes, formatCount, formatPercent } from '../../../figures/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Tag } from '../../../parts/tag.tsx';
import { TimeText } from '../../../parts/time-text.tsx';
import { isUnderWay, stateTone, stateWords, type Upload } from './feed.ts';

const COLUMNS: readonly Column<Upload>[] = [
  { key: 'id', title: 'Upload', cell: ({ id }) => id },
  { key: 'file', title: 'File', cell: ({ file, from }) => (from === 'folder' ? `${file} (folder)` : file) },
  { key: 'feed', title: 'Feed', cell: ({ feed }) => feed },
  { key: 'received', title: 'Came', cell: ({ receivedAt }) => <TimeText at={receivedAt} /> },
  { key: 'state', title: 'State', cell: (upload) => <UploadStateCell upload={upload} /> },
  { key: 'bytes', title: 'Size', isNumber: true, cell: ({ bytes }) => formatBytes(bytes) },
  { key: 'rows', title: 'Read', isNumber: true, cell: ({ rows }) => formatCount(rows) },
  { key: 'accepted', title: 'Accepted', isNumber: true, cell: ({ accepted, late }) => formatCount(accepted + late) },
  { key: 'duplicates', title: 'Known', isNumber: true, cell: ({ duplicates }) => formatCount(duplicates) },
  {
    key: 'quarantined',
    title: 'Quarantined',
    isNumber: true,
    cell: ({ id, quarantined }) =>
      quarantined === 0 ? '0' : <a href={`/data/quarantine?upload=${id}`}>{formatCount(quarantined)}</a>,
  },
  { key: 'notes', title: 'Notes', isWide: true, cell: notesCell },
];

export function UploadTable({ uploads }: { readonly uploads: readonly Upload[] }) {
  return (
    <DataTable
      caption="Uploads"
      columns={COLUMNS}
      rows={uploads}
      keyOf={({ id }) => id}
      empty="No file has come yet. Send one above, or drop it into the feed's folder on the server."
    />
  );
}

function UploadStateCell({ upload }: { readonly upload: Upload }) {
  const { state, progress } = upload;
  return (
    <>
      <Tag tone={stateTone(state)}>{stateWords(state)}</Tag>
      {isUnderWay(upload) && (
        <span class="upload-progress">
          <progress max={1} value={progress} aria-label={`${upload.file}, share that has been read`} />
          {formatPercent(progress)}
        </span>
      )}
    </>
  );
}

function notesCell({ error, duplicateOf, notes }: Upload) {
  const texts = [error?.message, duplicateOf === null ? undefined : `the same file as upload ${duplicateOf}`, ...notes];
  const text = texts.filter((each) => each !== undefined).join('; ');
  return <span title={text}>{text}</span>;
}
