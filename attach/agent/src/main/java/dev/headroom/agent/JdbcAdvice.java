package dev.headroom.agent;

import static dev.headroom.agent.Advice.From.ENTERED;
import static dev.headroom.agent.Advice.From.FALSE;
import static dev.headroom.agent.Advice.From.FIRST;
import static dev.headroom.agent.Advice.From.MINUS_ONE;
import static dev.headroom.agent.Advice.From.NULL;
import static dev.headroom.agent.Advice.From.RETURNED;
import static dev.headroom.agent.Advice.From.SECOND;
import static dev.headroom.agent.Advice.From.THIRD;
import static dev.headroom.agent.Advice.From.THIS;
import static dev.headroom.agent.Advice.From.THROWN;
import static dev.headroom.agent.Advice.From.TRUE;
import static dev.headroom.agent.Advice.after;
import static dev.headroom.agent.Advice.around;

import dev.headroom.agent.Advice.Call;
import java.util.List;

/** What is woven into drivers: calls of {@link dev.headroom.bridge.JdbcHooks}. */
final class JdbcAdvice {

  private static final String O = "Ljava/lang/Object;";
  private static final String S = "Ljava/lang/String;";
  private static final String T = "Ljava/lang/Throwable;";

  private static final Call ENTER = hook("enter", "()J");

  static final Advice PREPARE =
      after(hook("prepared", "(" + O + O + S + ")V", THIS, RETURNED, FIRST));

  static final Advice QUERY = ran(MINUS_ONE, RETURNED);
  static final Advice EXECUTE = ran(MINUS_ONE, NULL);
  static final Advice UPDATE = ran(RETURNED, NULL);
  static final Advice TEXT_QUERY = ranText(MINUS_ONE, RETURNED);
  static final Advice TEXT_EXECUTE = ranText(MINUS_ONE, NULL);
  static final Advice TEXT_UPDATE = ranText(RETURNED, NULL);

  static final Advice BATCH =
      around(
          ENTER, hook("ranBatch", "(" + O + "J" + O + T + ")V", THIS, ENTERED, RETURNED, THROWN));

  static final Advice ADD_BATCH = after(hook("batched", "(" + O + S + ")V", THIS, NULL));
  static final Advice ADD_TEXT_BATCH = after(hook("batched", "(" + O + S + ")V", THIS, FIRST));
  static final Advice CLEAR_BATCH = after(hook("cleared", "(" + O + "Z)V", THIS, TRUE));
  static final Advice CLEAR_PARAMETERS = after(hook("cleared", "(" + O + "Z)V", THIS, FALSE));

  static final Advice BIND = after(hook("bound", "(" + O + "I" + O + ")V", THIS, FIRST, SECOND));

  static final Advice BIND_NUMBER =
      after(hook("boundNumber", "(" + O + "IJ)V", THIS, FIRST, SECOND));

  static final Advice BIND_NULL =
      after(hook("boundTyped", "(" + O + "I" + O + "I)V", THIS, FIRST, NULL, SECOND));

  static final Advice BIND_TYPED =
      after(hook("boundTyped", "(" + O + "I" + O + "I)V", THIS, FIRST, SECOND, THIRD));

  static final Advice BIND_AS =
      after(hook("boundAs", "(" + O + "I" + O + O + ")V", THIS, FIRST, SECOND, THIRD));

  static final Advice BIND_STREAM = after(hook("boundStream", "(" + O + "I)V", THIS, FIRST));

  static final Advice COMMIT = around(ENTER, hook("ended", "(J)V", ENTERED));
  static final Advice AUTO_COMMIT = after(hook("autoCommit", "(Z)V", FIRST));

  /** Hands out the rows of what {@code execute} ran. */
  static final Advice RESULT = after(hook("result", "(" + O + O + ")V", THIS, RETURNED));

  static final Advice NEXT = after(hook("row", "(" + O + "Z)V", THIS, RETURNED));

  /** Boxes only while somebody reads: nearly always nobody does. */
  static final Advice GET =
      after(
          new Call(
              Call.BRIDGE + "ReadHooks",
              "read",
              "(" + O + O + O + ")V",
              Call.BRIDGE + "ReadHooks",
              List.of(THIS, FIRST, RETURNED)));

  private JdbcAdvice() {}

  private static Call hook(String name, String descriptor, Advice.From... from) {
    return Call.of("JdbcHooks", name, descriptor, from);
  }

  private static Advice ran(Advice.From rows, Advice.From result) {
    return around(
        ENTER, hook("ran", "(" + O + "JJ" + O + T + ")V", THIS, ENTERED, rows, result, THROWN));
  }

  private static Advice ranText(Advice.From rows, Advice.From result) {
    return around(
        ENTER,
        hook(
            "ranText",
            "(" + O + S + "JJ" + O + T + ")V",
            THIS,
            FIRST,
            ENTERED,
            rows,
            result,
            THROWN));
  }
}
