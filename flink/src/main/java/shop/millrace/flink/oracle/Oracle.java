package shop.millrace.flink.oracle;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Answers what Flink makes of a script: questions come as lines of JSON on standard input, answers leave in the same
 * order on standard output. It stops when its input ends.
 */
public final class Oracle {

  private Oracle() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    // Whatever else Flink prints must not come between the answers.
    System.setOut(System.err);
    var json = new ObjectMapper();
    var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (SharedCluster cluster = SharedCluster.start()) {
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        Question question = json.readValue(line, Question.class);
        byte[] answer = json.writeValueAsBytes(new ScriptTrial(cluster).ask(question));
        answers.write(answer);
        answers.write('\n');
        answers.flush();
      }
    }
  }
}
