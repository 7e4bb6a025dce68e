package shop.millrace.flink.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * Why a script did not run, or did not run to its end.
 *
 * @param phase {@code statement}: refused when it was read; {@code plan}: refused when the inserts were planned;
 *     {@code run}: failed while rows went through; {@code timeout}
 * @param message of the innermost cause
 * @param causes the messages of all causes, outermost first
 */
record Refusal(String phase, String message, List<String> causes) {

  static Refusal of(String phase, Throwable thrown) {
    List<String> causes = new ArrayList<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      causes.add(message == null ? cause.getClass().getSimpleName() : message);
    }
    return new Refusal(phase, causes.get(causes.size() - 1), causes);
  }
}
