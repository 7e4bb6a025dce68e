package shop.millrace.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlStatementsTest {

  @Test
  void semicolonsInQuotesBackticksAndCommentsEndNothing() {
    assertEquals(
        List.of("SELECT ';''--' AS `a;b`", "SELECT 2   , 3"),
        SqlStatements.split("-- first; of all\nSELECT ';''--' AS `a;b`; /* ; */ SELECT 2 /* ; */ , 3"));
  }

  @Test
  void hintsAreNoComments() {
    assertEquals(List.of("SELECT /*+ LOOKUP('table'='t') */ 1"), SqlStatements.split("SELECT /*+ LOOKUP('table'='t') */ 1;"));
  }

  @Test
  void wordsAroundStatementSetsFallAway() {
    List<String> inserts = List.of("INSERT INTO a SELECT 1", "INSERT INTO b SELECT 2");
    String body = "INSERT INTO a SELECT 1; INSERT INTO b SELECT 2;";
    assertEquals(inserts, SqlStatements.split("EXECUTE STATEMENT SET\nBEGIN " + body + " END;"));
    assertEquals(inserts, SqlStatements.split("begin statement set; " + body + " end;"));
  }

  @Test
  void aQuoteThatIsNeverClosedTakesTheRest() {
    assertEquals(List.of("SELECT 'a; SELECT 2;"), SqlStatements.split("SELECT 'a; SELECT 2;"));
  }
}
