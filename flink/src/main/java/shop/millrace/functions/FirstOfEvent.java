package shop.millrace.functions;

import org.apache.flink.table.annotation.ArgumentHint;
import org.apache.flink.table.annotation.ArgumentTrait;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.StateHint;
import org.apache.flink.table.functions.ProcessTableFunction;
import org.apache.flink.types.Row;

/**
 * Lets the first row of each key through and drops those that follow within a day, with time and watermarks as they are.
 *
 * <p>{@code ROW_NUMBER() … ORDER BY PROCTIME() = 1} would do the same, but what it remembers can be forgotten only
 * together with everything else that the job knows: {@code table.exec.state.ttl} holds for all of it, stock included.
 */
public final class FirstOfEvent extends ProcessTableFunction<Boolean> {
  private static final long serialVersionUID = 1L;

  /** What is remembered of a key. */
  public static final class Seen {
    public boolean before;
  }

  /** @param event the row; it comes out as it is, followed by TRUE. */
  public void eval(
      @StateHint(ttl = "1 day") Seen seen,
      @ArgumentHint(name = "input", value = {ArgumentTrait.SET_SEMANTIC_TABLE, ArgumentTrait.PASS_COLUMNS_THROUGH}) Row event) {
    if (seen.before) return;
    seen.before = true;
    collect(true);
  }
}
