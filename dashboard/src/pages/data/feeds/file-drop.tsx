/** A place for one file: dropped there, or chosen by the button in it. */
import { useId, useState } from 'preact/hooks';
import { Icon } from '../../../shell/icon.tsx';

interface FileDropProps {
  readonly onFile: (file: File) => void;
  readonly disabled: boolean;
}

export function FileDrop({ onFile, disabled }: FileDropProps) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined && !disabled) onFile(file);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const onChange = (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (file !== undefined) onFile(file);
    // The same file can be chosen again.
    input.value = '';
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the button inside is for everyone.
    <div
      class={isOver ? 'file-drop file-drop-over' : 'file-drop'}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <Icon name="inbox" />
      <span>Drop a CSV file here, gzipped or not, or</span>
      <label for={id} class={disabled ? 'button file-drop-button off' : 'button file-drop-button'}>
        Choose a file
      </label>
      <input
        id={id}
        class="unseen"
        type="file"
        accept=".csv,.tsv,.txt,.gz,text/csv"
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget)}
      />
    </div>
  );
}
