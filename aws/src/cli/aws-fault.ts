/** What AWS, or the way to it, has against a command, in words of ours: the SDK's own come with its whole stack. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { Command } from '@millrace/shop/cli/command.ts';

/** The same command; what goes wrong in a call of AWS is told as AWS_CALL_FAILED. */
export function onAws(command: Command): Command {
  return {
    ...command,
    async run(input) {
      try {
        return await command.run(input);
      } catch (error) {
        throw awsFault(error) ?? error;
      }
    },
  };
}

/** @returns undefined for what has nothing to do with a call. */
export function awsFault(error: unknown): MillraceError | undefined {
  if (!(error instanceof Error) || error instanceof MillraceError) return undefined;
  const hint = hintFor(error);
  if (hint === undefined) return undefined;
  const what = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
  return new MillraceError(`AWS was not asked, or refused: ${what}`, {
    code: 'AWS_CALL_FAILED',
    domain: 'external',
    retry: 'backoff',
    hint,
    cause: error,
  });
}

function hintFor(error: Error): string | undefined {
  if (error.message === 'Region is missing') return 'name the region of the deployment: AWS_REGION=us-east-1';
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError')
    return 'give credentials, such as by AWS_PROFILE, or sign in again';
  if ('code' in error && ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN'].includes(String(error.code)))
    return 'is the region right, and is there a way to it from here?';
  if (/AccessDenied|NotAuthorized|Unauthorized|InvalidClientTokenId|ExpiredToken/i.test(error.name))
    return 'the credentials are of another account, or may not do this';
  if (/NotFound|NotExist|NonExistent|NoSuch/i.test(error.name))
    return 'is the name right, and the region? Names begin with the name of the profile';
  return '$metadata' in error ? 'the service’s own words stand above' : undefined;
}
