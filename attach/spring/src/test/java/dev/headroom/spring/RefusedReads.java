package dev.headroom.spring;

/** Beans whose annotations are refused at the start, each for one reason. */
abstract class RefusedReads {

  static class UnknownNamespace {
    @ReadThrough(namespace = "pries")
    public String read(long id) {
      return "" + id;
    }
  }

  static class UnknownVariable {
    @ReadThrough(namespace = "prices", key = "#idd")
    public String read(long id) {
      return "" + id;
    }
  }

  static class Unquoted {
    @ReadThrough(namespace = "prices", tags = "item + '/' + #id")
    public String read(long id) {
      return "" + id;
    }
  }

  static class NoExpression {
    @ReadThrough(namespace = "prices", key = "#id +")
    public String read(long id) {
      return "" + id;
    }
  }

  static class Nothing {
    @ReadThrough(namespace = "prices")
    public void read(long id) {}
  }

  static class NotSeen {
    @ReadThrough(namespace = "prices")
    public final String read(long id) {
      return "" + id;
    }
  }

  static class NoKey {
    @ReadThrough(namespace = "prices")
    public String read(Thread who) {
      return "" + who;
    }
  }

  static class SoftAlone {
    @ReadThrough(namespace = "prices", softTtl = "1m")
    public String read(long id) {
      return "" + id;
    }
  }

  static class BadTtl {
    @ReadThrough(namespace = "others", ttl = "soon")
    public String read(long id) {
      return "" + id;
    }
  }

  static class Twice {
    @ReadThrough(namespace = "prices", ttl = "1m")
    public String read(long id) {
      return "" + id;
    }
  }

  static class TwoWays {
    @Invalidates(namespace = "prices", key = "#id", all = true)
    public void change(long id) {}
  }

  static class NoWay {
    @Invalidates(namespace = "prices")
    public void change(long id) {}
  }

  static class UnknownFix {
    @ReadThrough(namespace = "prices", fix = "nofix")
    public String read(long id) {
      return "" + id;
    }
  }

  static class Result {
    @ReadThrough(namespace = "prices", key = "#result")
    public String read(long id) {
      return "" + id;
    }
  }
}
