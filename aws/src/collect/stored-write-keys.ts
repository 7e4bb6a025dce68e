/** Write keys of clients, out of their secret; read again after some minutes, so that a new one is known soon. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { KeyRing } from '@millrace/shop/access/key-ring.ts';
import { clientSettings } from '../client-settings.ts';

const KEPT_MS = 300_000;

/** @param secret its name or ARN; it has keys between commas. Calls nobody yet. */
export function storedWriteKeys(secret: string): () => Promise<KeyRing> {
  const secrets = new SecretsManagerClient(clientSettings());
  let known: { readonly keys: KeyRing; readonly readMs: number } | undefined;
  return async () => {
    if (!known || Date.now() - known.readMs > KEPT_MS) known = { keys: await read(), readMs: Date.now() };
    return known.keys;
  };
  async function read(): Promise<KeyRing> {
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: secret }));
    const writeKeys = SecretString.split(',').flatMap((key) => key.trim() || []);
    return new KeyRing({ writeKeys, readKeys: [], adminKeys: [] });
  }
}
