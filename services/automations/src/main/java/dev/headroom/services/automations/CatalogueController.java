package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What automations there are. */
@RestController
@RequestMapping("/api/v1/automations")
class CatalogueController {

  /** One of them; the price is in millionths a month. */
  record View(
      long id,
      String name,
      String integration,
      String category,
      TriggerKind trigger,
      int nodes,
      boolean usesModel,
      List<String> nodeTypes,
      long monthlyMicros) {

    static View of(Automation a) {
      return new View(
          a.id(),
          a.name(),
          a.integration(),
          a.category(),
          a.triggerKind(),
          a.nodes(),
          a.usesModel(),
          List.of(a.nodeTypes().split("\\|")),
          a.monthlyMicros());
    }
  }

  private final AutomationRepository automations;

  CatalogueController(AutomationRepository automations) {
    this.automations = automations;
  }

  /** By id, those after the one given; {@code text} is part of a name. */
  @GetMapping
  List<View> page(
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(required = false) @Nullable @Size(max = 80) String category,
      @RequestParam(required = false) @Nullable TriggerKind trigger,
      @RequestParam(required = false) @Nullable @Size(max = 80) String text,
      @RequestParam(defaultValue = "25") @Min(1) @Max(100) int size) {
    return automations.page(after, category, trigger, pattern(text), Limit.of(size)).stream()
        .map(View::of)
        .toList();
  }

  private static @Nullable String pattern(@Nullable String text) {
    return text == null
        ? null
        : "%" + text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%";
  }

  @GetMapping("/{id}")
  View one(@PathVariable long id) {
    return automations
        .findById(id)
        .map(View::of)
        .orElseThrow(() -> Problem.notFound("no automation " + id));
  }
}
