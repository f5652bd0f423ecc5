package dev.headroom.diagnose;

import dev.headroom.loop.Finding;
import java.util.List;

/** One kind of cause, looked for in one window. */
interface Rule {

  List<Finding> findings(Window window);
}
