package dev.headroom.agent;

import net.bytebuddy.description.type.TypeDescription;

/** Which classes are woven, and how. */
interface Weaving {

  /**
   * Whether a class may be woven, as far as its name tells; asked of every class that is loaded.
   *
   * @param name with dots
   */
  boolean wants(String name);

  /** Says what to weave into a class whose name is wanted; nothing if it is another's after all. */
  void weave(TypeDescription type, Woven into);
}
