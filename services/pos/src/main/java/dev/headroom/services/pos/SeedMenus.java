package dev.headroom.services.pos;

import dev.headroom.services.pos.Dishes.Course;
import dev.headroom.services.pos.SeedMenu.SeedCategory;
import dev.headroom.services.pos.SeedMenu.SeedGroup;
import dev.headroom.services.pos.SeedMenu.SeedItem;
import dev.headroom.services.pos.SeedMenu.SeedModifier;
import dev.headroom.services.pos.SeedMenu.SeedVariation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Makes the menus: the real one from the sales, others from historical dishes. */
final class SeedMenus {

  private static final List<String> SIZES = List.of("S", "M", "L", "XL", "XXL");
  private static final Map<Course, String[][]> EXTRAS =
      Map.of(
          Course.MAINS,
          new String[][] {
            {
              "Side",
              "Mashed potatoes:350",
              "French fries:300",
              "Steamed vegetables:400",
              "Rice:250"
            },
            {"Sauce", "Pepper sauce:150", "Mushroom sauce:200", "Mint sauce:100"}
          },
          Course.SEAFOOD,
          new String[][] {{"Sauce", "Tartare:120", "Hollandaise:180", "Lemon butter:150"}},
          Course.SALADS,
          new String[][] {
            {"Dressing", "French:0", "Thousand Islands:0", "Roquefort:120"},
            {"Extras", "Chicken:450", "Shrimp:600", "Avocado:300"}
          },
          Course.DRINKS,
          new String[][] {{"Extras", "Cream:60", "Extra shot:90", "Oat milk:70"}},
          Course.DESSERTS,
          new String[][] {{"Topping", "Whipped cream:100", "Chocolate sauce:120", "Nuts:130"}});

  private SeedMenus() {}

  /** The real menu: types are categories, pizzas items, sizes variations, prices as listed. */
  static SeedMenu real(List<PizzaYear.Sale> sales, SeedMenu.Ids ids) {
    Map<String, Map<String, Map<String, Long>>> types = new TreeMap<>();
    for (PizzaYear.Sale sale : sales) {
      types
          .computeIfAbsent(sale.type(), t -> new TreeMap<>())
          .computeIfAbsent(sale.name(), n -> new TreeMap<>(Comparator.comparingInt(SIZES::indexOf)))
          .put(sale.size(), sale.priceMinor());
    }
    List<SeedCategory> categories = new ArrayList<>();
    types.forEach(
        (type, pizzas) -> {
          long category = ids.category();
          List<SeedItem> items = new ArrayList<>();
          pizzas.forEach(
              (pizza, sizes) -> {
                long item = ids.item();
                List<SeedVariation> variations = new ArrayList<>();
                sizes.forEach(
                    (size, price) ->
                        variations.add(new SeedVariation(ids.variation(), size, price)));
                items.add(new SeedItem(item, pizza, "Pizza, " + type, variations, List.of()));
              });
          categories.add(new SeedCategory(category, type, items));
        });
    return new SeedMenu(categories);
  }

  /** A menu of 40 to 70 items, the same for the same random numbers. */
  static SeedMenu generated(
      Map<Course, List<String>> dishes, SplittableRandom random, SeedMenu.Ids ids) {
    List<SeedCategory> categories = new ArrayList<>();
    dishes.forEach(
        (course, names) -> {
          long category = ids.category();
          List<SeedItem> items = new ArrayList<>();
          for (String name : pick(names, 6 + random.nextInt(5), random)) {
            items.add(item(course, name, random, ids));
          }
          categories.add(new SeedCategory(category, course.title, items));
        });
    return new SeedMenu(categories);
  }

  private static SeedItem item(
      Course course, String name, SplittableRandom random, SeedMenu.Ids ids) {
    long id = ids.item();
    // Menus end their prices in 0 or 5.
    long price = course.cheapest + 5L * random.nextInt((course.dearest - course.cheapest) / 5);
    List<SeedVariation> variations = new ArrayList<>();
    switch (course) {
      case DRINKS, SOUPS -> {
        variations.add(new SeedVariation(ids.variation(), "Small", price));
        variations.add(new SeedVariation(ids.variation(), "Large", price * 3 / 2));
      }
      case MAINS, SEAFOOD -> {
        variations.add(new SeedVariation(ids.variation(), "Half", price * 3 / 5));
        variations.add(new SeedVariation(ids.variation(), "Full", price));
      }
      default -> variations.add(new SeedVariation(ids.variation(), "Regular", price));
    }
    List<SeedGroup> groups = new ArrayList<>();
    for (String[] group : EXTRAS.getOrDefault(course, new String[0][])) {
      if (random.nextInt(3) > 0) {
        groups.add(group(group, ids));
      }
    }
    String description = name.toLowerCase(Locale.ROOT) + ", as on menus of old New York";
    return new SeedItem(id, name, description, variations, groups);
  }

  private static SeedGroup group(String[] texts, SeedMenu.Ids ids) {
    long id = ids.group();
    List<SeedModifier> modifiers = new ArrayList<>();
    for (int i = 1; i < texts.length; i++) {
      String[] nameAndPrice = texts[i].split(":", 2);
      modifiers.add(
          new SeedModifier(ids.modifier(), nameAndPrice[0], Long.parseLong(nameAndPrice[1])));
    }
    return new SeedGroup(id, texts[0], 0, 2, modifiers);
  }

  private static List<String> pick(List<String> names, int count, SplittableRandom random) {
    Map<String, Boolean> picked = new LinkedHashMap<>();
    while (picked.size() < Math.min(count, names.size())) {
      picked.put(names.get(random.nextInt(names.size())), true);
    }
    return List.copyOf(picked.keySet());
  }
}
