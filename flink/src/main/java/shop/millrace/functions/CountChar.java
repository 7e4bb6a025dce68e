package shop.millrace.functions;

import org.apache.flink.table.functions.ScalarFunction;

/** How often a character occurs in a text. Its twin is {@code engine/src/sql/functions/count-char.ts}. */
public final class CountChar extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    /** 0 without a text; of the second argument the first character counts. */
    public long eval(String text, String character) {
        if (text == null || character == null || character.isEmpty()) {
            return 0;
        }
        char wanted = character.charAt(0);
        return text.chars().filter(each -> each == wanted).count();
    }
}
