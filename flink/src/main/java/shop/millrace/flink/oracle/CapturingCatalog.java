package shop.millrace.flink.oracle;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableAlreadyExistException;

/**
 * A catalog in which a printing table keeps its rows instead, so that the oracle can hand them on, and so does a table
 * with Millrace's connector {@code view}, which replaces rows by their key. A {@code timed} table learns its run, since
 * all of a run go by one clock.
 */
final class CapturingCatalog extends GenericInMemoryCatalog {

  private final String run;

  CapturingCatalog(String name, String database, String run) {
    super(name, database);
    this.run = run;
  }

  @Override
  public void createTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfExists)
      throws TableAlreadyExistException, DatabaseNotExistException {
    super.createTable(path, captured(path, table), ignoreIfExists);
  }

  private CatalogBaseTable captured(ObjectPath path, CatalogBaseTable table) {
    if (!(table instanceof ResolvedCatalogTable resolved)) return table;
    String connector = table.getOptions().get("connector");
    if (TimedTableFactory.IDENTIFIER.equals(connector)) return timed(resolved);
    if (!"print".equals(connector) && !"view".equals(connector)) return table;
    Map<String, String> options = new HashMap<>();
    options.put("connector", CapturedTableFactory.IDENTIFIER);
    options.put(CapturedTableFactory.RUN.key(), run);
    options.put(
        CapturedTableFactory.TABLE.key(),
        table.getOptions().getOrDefault("print-identifier", path.getObjectName()));
    options.put(CapturedTableFactory.UPSERT.key(), String.valueOf("view".equals(connector)));
    return resolved.copy(options);
  }

  private CatalogBaseTable timed(ResolvedCatalogTable table) {
    Map<String, String> options = new HashMap<>(table.getOptions());
    options.put(CapturedTableFactory.RUN.key(), run);
    return table.copy(options);
  }
}
