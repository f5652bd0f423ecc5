package dev.headroom.prove;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Checks as JUnit's XML, which every CI server shows. */
public final class JUnitXml {

  private JUnitXml() {}

  /**
   * A check.
   *
   * @param name what is checked
   * @param state what it came to; not judged is shown as skipped
   * @param message why, or empty
   */
  public record Case(String name, BudgetCheck.State state, String message) {}

  /**
   * The document.
   *
   * @param suite its name
   * @param seconds it took
   * @param cases the checks
   * @return XML
   */
  public static String text(String suite, double seconds, List<Case> cases) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", clean(suite));
      xml.writeAttribute("tests", Integer.toString(cases.size()));
      xml.writeAttribute("failures", count(cases, BudgetCheck.State.FAIL));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute("skipped", count(cases, BudgetCheck.State.NOT_JUDGED));
      xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", seconds));
      for (Case one : cases) {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", clean(suite));
        xml.writeAttribute("name", clean(one.name()));
        xml.writeAttribute("time", "0");
        if (one.state() != BudgetCheck.State.PASS) {
          xml.writeEmptyElement(one.state() == BudgetCheck.State.FAIL ? "failure" : "skipped");
          xml.writeAttribute("message", clean(one.message()));
        }
        xml.writeEndElement();
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML cannot be written", e);
    }
    return text + "\n";
  }

  /**
   * The checks of a load: that it may be believed, that nothing failed (where no budget says how
   * much may), and each budget.
   *
   * @param report the load
   * @return checks
   */
  public static List<Case> of(LoadReport report) {
    List<Case> cases = new ArrayList<>();
    cases.add(
        new Case(
            "the run may be believed",
            report.invalid().isEmpty() ? BudgetCheck.State.PASS : BudgetCheck.State.FAIL,
            String.join("; ", report.invalid())));
    if (!report.errorsAllowed()) {
      cases.add(
          new Case(
              "no request failed",
              report.all().failed() == 0 ? BudgetCheck.State.PASS : BudgetCheck.State.FAIL,
              report.all().errors().toString()));
    }
    cases.addAll(of(report.budgets()));
    return cases;
  }

  /**
   * A case for each budget.
   *
   * @param budgets what was allowed and measured
   * @return in the same order
   */
  public static List<Case> of(List<BudgetCheck> budgets) {
    List<Case> cases = new ArrayList<>();
    for (BudgetCheck check : budgets) {
      cases.add(
          new Case(
              check.budget().id()
                  + ": "
                  + check.budget().endpoint()
                  + " "
                  + BudgetWords.measure(check.budget())
                  + " "
                  + BudgetWords.limit(check.budget()),
              check.state(),
              check.reason().isEmpty()
                  ? "measured " + BudgetWords.value(check.budget(), check.measured())
                  : check.reason()));
    }
    return cases;
  }

  private static String count(List<Case> cases, BudgetCheck.State state) {
    return Long.toString(cases.stream().filter(one -> one.state() == state).count());
  }

  /** XML 1.0 has no control characters. */
  private static String clean(String text) {
    return text.replaceAll("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
  }
}
