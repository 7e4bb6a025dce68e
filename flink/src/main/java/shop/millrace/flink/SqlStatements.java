package shop.millrace.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts a script into its statements.
 *
 * <p>A semicolon ends a statement where it stands outside quotes, backticks and comments. The words around a statement
 * set fall away: all INSERTs of a script are one set anyway.
 */
public final class SqlStatements {

  private static final Pattern SET_BEGINS =
      Pattern.compile("(EXECUTE\\s+STATEMENT\\s+SET\\s+BEGIN|BEGIN\\s+STATEMENT\\s+SET)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern SET_ENDS = Pattern.compile("END", Pattern.CASE_INSENSITIVE);

  private final String text;
  private final List<String> statements = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private int at = 0;

  private SqlStatements(String text) {
    this.text = text;
  }

  /** The statements of {@code text}, without their semicolons and without comments before or between them. */
  public static List<String> split(String text) {
    SqlStatements splitter = new SqlStatements(text);
    splitter.run();
    return splitter.statements;
  }

  private void run() {
    while (at < text.length()) {
      char character = text.charAt(at);
      if (text.startsWith("--", at)) skipTo("\n", false);
      else if (text.startsWith("/*", at) && !text.startsWith("/*+", at)) skipTo("*/", true);
      else if (character == '\'' || character == '`' || character == '"') takeQuoted(character);
      else if (character == ';') endStatement();
      else take(at + 1);
    }
    endStatement();
  }

  /** A doubled quote inside quotes closes and opens again, which comes to the same. */
  private void takeQuoted(char quote) {
    int close = text.indexOf(quote, at + 1);
    take(close < 0 ? text.length() : close + 1);
  }

  /** A comment stands for a space. */
  private void skipTo(String end, boolean including) {
    int close = text.indexOf(end, at);
    at = close < 0 ? text.length() : close + (including ? end.length() : 0);
    current.append(' ');
  }

  private void take(int end) {
    current.append(text, at, end);
    at = end;
  }

  private void endStatement() {
    at += 1;
    String statement = current.toString().strip();
    current.setLength(0);
    var begins = SET_BEGINS.matcher(statement);
    if (begins.lookingAt()) statement = statement.substring(begins.end()).strip();
    if (!statement.isEmpty() && !SET_ENDS.matcher(statement).matches()) statements.add(statement);
  }
}
