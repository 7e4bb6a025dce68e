package shop.millrace.flink.oracle;

import java.util.List;

/**
 * What Flink says to a script: one line of JSON.
 *
 * @param rows what the printing tables received, until a refusal if there was one
 * @param updating the printing tables that may receive more than insertions
 * @param refusal null when the script ran to its end
 */
record Answer(
    String name,
    List<CapturedRow> rows,
    List<String> updating,
    List<String> explanations,
    Refusal refusal,
    long milliseconds) {}
