package shop.millrace.flink.oracle;

/**
 * A change that a printing table received.
 *
 * @param kind {@code +I}, {@code -U}, {@code +U} or {@code -D}
 * @param row as it is printed, without its kind: {@code [a, 12.50, 2024-01-15T10:30]}
 * @param key the columns of the table's primary key, printed in the same way; null without one
 */
public record CapturedRow(String table, String kind, String row, String key) {}
