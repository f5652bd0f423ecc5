package dev.headroom.junit;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.FindingKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test fails when the code that it exercises brings an N+1, a redundant read or a slow
 * statement that is not accepted in the baseline file.
 *
 * <p>One execution of a test method is one request: what {@code @BeforeEach} and {@code @AfterEach}
 * do is not in it, and neither are statements that the test class issues itself. No traffic is
 * needed, so shares of time mean nothing here: counts decide.
 *
 * <ul>
 *   <li><b>N+1</b>: a read repeated {@link #repeats} times with (mostly) other binds.
 *   <li><b>Redundant read</b>: a read repeated {@link #equalReads} times with binds that the test
 *       had used before: by default the third identical read, because a test may well call what it
 *       tests twice.
 *   <li><b>Slow statement</b>: a statement whose fastest execution took longer than {@link #slow};
 *       one that ran once, ten times as long. The first execution in a test also pays for cold
 *       caches; where there are more, they count.
 * </ul>
 *
 * <p>Which data sources: those wrapped by {@link HeadroomData#observed}, and every {@code
 * DataSource} bean of a Spring test context.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(FindingsExtension.class)
public @interface ExpectNoNewFindings {

  /**
   * What fails the test.
   *
   * @return kinds; those that need traffic, a flight recorder or plans are never found in a test
   */
  FindingKind[] kinds() default {
    FindingKind.N_PLUS_ONE, FindingKind.REDUNDANT_READ, FindingKind.SLOW_STATEMENT
  };

  /**
   * How sure a finding has to be. One execution proves little: a repeat is of medium confidence.
   *
   * @return the least confidence that fails the test
   */
  Confidence confidence() default Confidence.MEDIUM;

  /**
   * Executions with other binds from which a repeat is an N+1.
   *
   * @return 5 or more
   */
  int repeats() default 5;

  /**
   * Executions with binds used before, from which a read is redundant.
   *
   * @return 1 (the second identical read) or more
   */
  int equalReads() default 2;

  /**
   * From which time a statement is slow.
   *
   * @return a time with its unit, such as {@code 100ms} or {@code 2s}
   */
  String slow() default "100ms";

  /**
   * Other thresholds of the diagnosis.
   *
   * @return {@code key=value} with the keys of {@code thresholds} in {@code headroom.yml}, such as
   *     {@code distinct-share=0.9}
   */
  String[] thresholds() default {};

  /**
   * The file of accepted findings.
   *
   * @return a path below {@code src/test/resources}; it need not exist
   */
  String baseline() default "headroom-findings.yml";
}
