package shop.millrace.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

/**
 * Runs a script's statements in order. Its INSERTs are gathered and start together, as one statement set, so that they
 * share their scans and see the same rows.
 */
public final class ScriptRunner {

  private static final Pattern SET =
      Pattern.compile("SET\\s+'([^']+)'\\s*=\\s*'((?:[^']|'')*)'", Pattern.CASE_INSENSITIVE);
  private static final Pattern RESET = Pattern.compile("RESET(?:\\s+'([^']+)')?", Pattern.CASE_INSENSITIVE);
  private static final Pattern INSERT = Pattern.compile("INSERT\\s", Pattern.CASE_INSENSITIVE);
  private static final Pattern QUERY =
      Pattern.compile("(SELECT|VALUES|WITH|TABLE)\\b|\\(", Pattern.CASE_INSENSITIVE);

  private final TableEnvironment tables;
  private final StatementSet inserts;
  private final BiConsumer<StatementSet, String> onQuery;
  private final List<String> explanations = new ArrayList<>();
  private int count = 0;

  /** @param onQuery what a query without INSERT is for: it may add to the statement set. */
  public ScriptRunner(TableEnvironment tables, BiConsumer<StatementSet, String> onQuery) {
    this.tables = tables;
    this.inserts = tables.createStatementSet();
    this.onQuery = onQuery;
  }

  public void add(String script) {
    SqlStatements.split(script).forEach(this::addStatement);
  }

  /** Starts everything that was inserted; empty when a script inserts nothing. */
  public Optional<TableResult> start() {
    return count == 0 ? Optional.empty() : Optional.of(inserts.execute());
  }

  /** The plan of everything that was inserted, with the changes that each step gives; empty when nothing was. */
  public String changelogPlan() {
    return count == 0 ? "" : inserts.explain(ExplainDetail.CHANGELOG_MODE);
  }

  /** What EXPLAIN statements gave, in their order. */
  public List<String> explanations() {
    return explanations;
  }

  private void addStatement(String statement) {
    Matcher set = SET.matcher(statement);
    Matcher reset = RESET.matcher(statement);
    if (set.matches()) tables.getConfig().set(set.group(1), set.group(2).replace("''", "'"));
    else if (reset.matches()) reset(reset.group(1));
    else if (INSERT.matcher(statement).lookingAt()) insert(statement);
    else if (QUERY.matcher(statement).lookingAt()) query(statement);
    else execute(statement);
  }

  private void reset(String key) {
    var configuration = tables.getConfig().getConfiguration();
    if (key == null) configuration.keySet().forEach(name -> configuration.removeKey(name));
    else configuration.removeKey(key);
  }

  private void insert(String statement) {
    inserts.addInsertSql(statement);
    count += 1;
  }

  private void query(String statement) {
    onQuery.accept(inserts, statement);
    count += 1;
  }

  private void execute(String statement) {
    TableResult result = tables.executeSql(statement);
    if (!statement.regionMatches(true, 0, "EXPLAIN", 0, 7)) return;
    result.collect().forEachRemaining(row -> explanations.add(String.valueOf(row.getField(0))));
  }
}
