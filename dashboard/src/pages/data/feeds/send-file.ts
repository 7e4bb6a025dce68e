/** Sends a file and tells how far it is, which `fetch` cannot. */
import { ApiFault, type ProblemDocument, unreachable } from '../../../api/api-fault.ts';

interface SendOptions {
  /** From 0 to 1, of what has left the browser. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** The answer's JSON. @throws ApiFault; DOMException AbortError when it is given up. */
export function sendFile<Answer>(path: string, file: File, { onProgress, signal }: SendOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('PUT', path);
    sending.setRequestHeader('content-type', file.name.endsWith('.gz') ? 'application/gzip' : 'text/csv');
    sending.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    sending.onerror = () => reject(unreachable({ isRead: false }));
    sending.onabort = () => reject(signal.reason);
    sending.onload = () => {
      const { status, responseText } = sending;
      if (status >= 200 && status < 300) resolve(JSON.parse(responseText));
      else reject(new ApiFault(status, problemOf(responseText)));
    };
    signal.addEventListener('abort', () => sending.abort(), { once: true });
    sending.send(file);
  });
}

function problemOf(text: string): ProblemDocument {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
