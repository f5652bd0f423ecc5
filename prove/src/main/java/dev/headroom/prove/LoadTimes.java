package dev.headroom.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part of the page that says where the time went. */
final class LoadTimes {

  private static final int STYLES = 7;

  private LoadTimes() {}

  static void put(List<ServerTimes.Band> bands, Map<String, Object> page) {
    List<ServerTimes.Band> seen = bands.stream().filter(band -> band.count() > 0).toList();
    page.put("hasTimes", !seen.isEmpty());
    double most = seen.stream().mapToDouble(ServerTimes.Band::responseMs).max().orElse(1);
    List<Map<String, Object>> parts = new ArrayList<>();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (ServerTimes.Band band : seen) {
      double[] widths = new double[band.parts().size()];
      String[] styles = new String[widths.length];
      List<Map<String, Object>> cells = new ArrayList<>();
      for (int i = 0; i < widths.length; i++) {
        ServerTimes.Part part = band.parts().get(i);
        widths[i] = part.ms();
        styles[i] = "p" + i % STYLES;
        cells.add(
            Map.of(
                "value",
                ReportNumbers.millis(part.ms()),
                "share",
                ReportNumbers.share(part.ms() / Math.max(1e-9, band.responseMs()))));
        if (rows.isEmpty()) {
          parts.add(Map.of("name", part.name(), "style", styles[i]));
        }
      }
      rows.add(
          Map.of(
              "name",
              band.name(),
              "count",
              ReportNumbers.count(band.count()),
              "svg",
              ReportSvg.stack(widths, styles, Math.max(1e-9, most)),
              "cells",
              cells,
              "total",
              ReportNumbers.millis(band.responseMs())));
    }
    page.put("timeParts", parts);
    page.put("bands", rows);
  }
}
