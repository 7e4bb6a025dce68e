package shop.millrace.flink.oracle;

/**
 * What the oracle is asked: one line of JSON.
 *
 * @param name comes back with the answer
 * @param timeoutSeconds after so long the job is cancelled and the rows until then are the answer; 0: the usual time
 */
record Question(String name, String script, int timeoutSeconds) {}
