package dev.headroom.agent;

import dev.headroom.bridge.JdbcHooks;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import org.jspecify.annotations.NullUnmarked;

/**
 * What is inlined into drivers. These methods never run here: their bytes are copied into the
 * driver's, where nothing but the JDK and the bridge is found. What they throw is dropped there.
 */
@NullUnmarked
final class JdbcAdvice {

  private JdbcAdvice() {}

  static final class Prepare {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object connection,
        @Advice.Return Object statement,
        @Advice.Argument(0) String sql) {
      JdbcHooks.prepared(connection, statement, sql);
    }
  }

  static final class Query {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Enter long start,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      JdbcHooks.ran(statement, start, -1, result, thrown);
    }
  }

  static final class Execute {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement, @Advice.Enter long start, @Advice.Thrown Throwable thrown) {
      JdbcHooks.ran(statement, start, -1, null, thrown);
    }
  }

  static final class Update {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Enter long start,
        @Advice.Return int rows,
        @Advice.Thrown Throwable thrown) {
      JdbcHooks.ran(statement, start, rows, null, thrown);
    }
  }

  static final class LargeUpdate {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Enter long start,
        @Advice.Return long rows,
        @Advice.Thrown Throwable thrown) {
      JdbcHooks.ran(statement, start, rows, null, thrown);
    }
  }

  static final class TextQuery {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Argument(0) String sql,
        @Advice.Enter long start,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      JdbcHooks.ranText(statement, sql, start, -1, result, thrown);
    }
  }

  static final class TextExecute {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Argument(0) String sql,
        @Advice.Enter long start,
        @Advice.Thrown Throwable thrown) {
      JdbcHooks.ranText(statement, sql, start, -1, null, thrown);
    }
  }

  static final class TextUpdate {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Argument(0) String sql,
        @Advice.Enter long start,
        @Advice.Return int rows,
        @Advice.Thrown Throwable thrown) {
      JdbcHooks.ranText(statement, sql, start, rows, null, thrown);
    }
  }

  static final class TextLargeUpdate {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Argument(0) String sql,
        @Advice.Enter long start,
        @Advice.Return long rows,
        @Advice.Thrown Throwable thrown) {
      JdbcHooks.ranText(statement, sql, start, rows, null, thrown);
    }
  }

  static final class Batch {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Enter long start,
        @Advice.Return Object counts,
        @Advice.Thrown Throwable thrown) {
      JdbcHooks.ranBatch(statement, start, counts, thrown);
    }
  }

  static final class AddBatch {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This Object statement) {
      JdbcHooks.batched(statement, null);
    }
  }

  static final class AddTextBatch {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This Object statement, @Advice.Argument(0) String sql) {
      JdbcHooks.batched(statement, sql);
    }
  }

  static final class ClearBatch {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This Object statement) {
      JdbcHooks.cleared(statement, true);
    }
  }

  static final class ClearParameters {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This Object statement) {
      JdbcHooks.cleared(statement, false);
    }
  }

  static final class Bind {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Argument(0) int index,
        @Advice.Argument(value = 1, typing = Typing.DYNAMIC) Object value) {
      JdbcHooks.bound(statement, index, value);
    }
  }

  static final class BindNumber {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Argument(0) int index,
        @Advice.Argument(1) long value) {
      JdbcHooks.boundNumber(statement, index, value);
    }
  }

  static final class BindNull {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Argument(0) int index,
        @Advice.Argument(1) int type) {
      JdbcHooks.boundTyped(statement, index, null, type);
    }
  }

  static final class BindTyped {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Argument(0) int index,
        @Advice.Argument(1) Object value,
        @Advice.Argument(2) int type) {
      JdbcHooks.boundTyped(statement, index, value, type);
    }
  }

  static final class BindAs {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object statement,
        @Advice.Argument(0) int index,
        @Advice.Argument(1) Object value,
        @Advice.Argument(2) Object type) {
      JdbcHooks.boundAs(statement, index, value, type);
    }
  }

  static final class BindStream {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This Object statement, @Advice.Argument(0) int index) {
      JdbcHooks.boundStream(statement, index);
    }
  }

  static final class Commit {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter() {
      return JdbcHooks.enter();
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter long start) {
      JdbcHooks.ended(start);
    }
  }

  static final class AutoCommit {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Argument(0) boolean on) {
      JdbcHooks.autoCommit(on);
    }
  }

  /** Hands out the rows of what {@code execute} ran. */
  static final class ResultSet {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This Object statement, @Advice.Return Object result) {
      JdbcHooks.result(statement, result);
    }
  }

  static final class Next {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This Object result, @Advice.Return boolean found) {
      JdbcHooks.row(result, found);
    }
  }

  static final class Get {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object result,
        @Advice.Argument(value = 0, typing = Typing.DYNAMIC) Object column,
        @Advice.Return(typing = Typing.DYNAMIC) Object value) {
      if (JdbcHooks.reading()) {
        JdbcHooks.read(result, column, value);
      }
    }
  }
}
