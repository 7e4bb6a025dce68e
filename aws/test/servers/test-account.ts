/** What the clients of the AWS SDK need to talk to a server of the tests. */

export const TEST_REGION = 'us-east-1';

/** They are checked by nobody; without any, the SDK would look for a machine's own. */
export const TEST_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
