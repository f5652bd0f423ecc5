package dev.headroom.spring;

import dev.headroom.loop.Nearest;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * A SpEL expression over a method's parameters, checked before it is used: it parses, and each
 * variable is a parameter, or {@code #result} where there is one.
 */
final class CacheExpression {

  private static final String RESULT = "result";
  private static final SpelExpressionParser PARSER = new SpelExpressionParser();
  private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

  private final Method method;
  private final String where;
  private final SpelExpression expression;
  private final boolean usesResult;

  /**
   * Checks it.
   *
   * @param where for messages: the annotation's attribute and the method
   * @param resultKnown whether {@code #result} may be used
   * @throws IllegalStateException if it is wrong
   */
  CacheExpression(String text, Method method, String where, boolean resultKnown) {
    this.method = method;
    this.where = where;
    try {
      this.expression = PARSER.parseRaw(text);
    } catch (ParseException e) {
      throw new IllegalStateException(
          where + ": '" + text + "' is no SpEL expression: " + e.getSimpleMessage(), e);
    }
    Set<String> known = new LinkedHashSet<>();
    @Nullable String @Nullable [] names = NAMES.getParameterNames(method);
    for (int i = 0; i < method.getParameterCount(); i++) {
      if (names != null) {
        known.add("#" + names[i]);
      }
      known.add("#p" + i);
      known.add("#a" + i);
    }
    if (resultKnown) {
      known.add("#" + RESULT);
    }
    Set<String> used = new LinkedHashSet<>();
    check(expression.getAST(), known, used, true);
    this.usesResult = used.contains("#" + RESULT) && resultKnown;
  }

  boolean usesResult() {
    return usesResult;
  }

  private void check(SpelNode node, Set<String> known, Set<String> used, boolean atRoot) {
    if (node instanceof VariableReference variable) {
      String name = variable.toStringAST();
      if (!known.contains(name) && !name.equals("#this")) {
        throw new IllegalStateException(
            where + ": " + Nearest.unknown("variable", name, known) + " It may name a parameter.");
      }
      used.add(name);
    }
    if (atRoot && (node instanceof PropertyOrFieldReference || node instanceof MethodReference)) {
      throw new IllegalStateException(
          where
              + ": '"
              + node.toStringAST()
              + "' is neither a parameter nor a text: write #"
              + node.toStringAST()
              + " for a parameter, '"
              + node.toStringAST()
              + "' in quotes for a text");
    }
    if (node instanceof BeanReference) {
      throw new IllegalStateException(
          where + ": beans cannot be asked here; make a key or tag of the parameters alone");
    }
    for (int i = 0; i < node.getChildCount(); i++) {
      check(node.getChild(i), known, used, isAtRoot(node, i, atRoot));
    }
  }

  /** Whether a name that stands at a child would be looked for in nothing, not in a value. */
  private static boolean isAtRoot(SpelNode node, int child, boolean atRoot) {
    if (node instanceof MethodReference) {
      return true; // its arguments
    }
    if (node instanceof Projection || node instanceof Selection || node instanceof Indexer) {
      return false;
    }
    return atRoot && (child == 0 || !(node instanceof CompoundExpression));
  }

  @Nullable Object value(@Nullable Object[] arguments, @Nullable Object result) {
    MethodBasedEvaluationContext context =
        new MethodBasedEvaluationContext(new Object(), method, arguments, NAMES);
    if (usesResult) {
      context.setVariable(RESULT, result);
    }
    try {
      return expression.getValue(context);
    } catch (EvaluationException e) {
      throw new IllegalStateException(where + ": " + e.getSimpleMessage(), e);
    }
  }

  /** As a key. */
  String text(@Nullable Object[] arguments, @Nullable Object result) {
    Object value = value(arguments, result);
    if (value == null) {
      throw new IllegalStateException(
          where + ": '" + expression.getExpressionString() + "' came to null, which is no key");
    }
    return CacheKeys.text(value);
  }

  /** As tags: one text, or each of many. */
  List<String> texts(@Nullable Object[] arguments, @Nullable Object result) {
    Object value = value(arguments, result);
    List<String> texts = new ArrayList<>();
    if (value instanceof Collection<?> many) {
      many.forEach(each -> texts.add(tag(each)));
    } else if (value != null && value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        texts.add(tag(Array.get(value, i)));
      }
    } else {
      texts.add(tag(value));
    }
    return texts;
  }

  private String tag(@Nullable Object value) {
    if (value == null) {
      throw new IllegalStateException(
          where + ": '" + expression.getExpressionString() + "' came to null, which is no tag");
    }
    return CacheKeys.text(value);
  }
}
