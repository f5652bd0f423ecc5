package dev.headroom.services.pos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Dish names from historical menus (New York Public Library), sorted into courses by their words.
 */
final class Dishes {

  /** Parts of a menu, in menu order; the first whose words match takes the dish. */
  enum Course {
    SOUPS("Soups", 450, 950, "soup|consomme|chowder|borscht|bouillabaisse|minestrone|broth"),
    SALADS(
        "Salads",
        550,
        1350,
        "salad|cole slaw|lettuce|celery|radishes|cucumbers|tomatoes|olives|avocado|artichoke|vinaigrette"),
    SEAFOOD(
        "Fish and seafood",
        1150,
        2650,
        "clams?|oysters?|huitres|blue points|lynnhavens|salmon|lobsters?|shrimp|crab|halibut|sole|"
            + "scallops|tuna|sardines|anchovies|fish|char|caviar|scampi|redfish|crabmeat"),
    MAINS(
        "From the grill",
        1250,
        2950,
        "beef|steaks?|chickens?|turkey|ham|pork|lamb|mutton|veal|ducks?|bacon|tongue|tripe|liver|"
            + "lasagna|spaghetti|chow mein|lo mein|burrito|chiles|egg foo young|pan|rarebit|eggs"),
    SIDES(
        "Vegetables and sides",
        300,
        850,
        "potato|potatoes|peas|beans|spinach|broccoli|cauliflower|asparagus|beets|carrots|onions|corn|"
            + "rice|hominy|rolls?|bread|toast|muffins|fries|vegetables|crackers|nuts|almonds|walnuts"),
    DRINKS(
        "Drinks",
        250,
        1150,
        "coffee|tea|milk|buttermilk|cocoa|juice|martini|cognac|daiquiri|bourbon|campari|drambuie|"
            + "absinthe|benedictine|cointreau|postum|espresso|cappuccino|hot chocolate|apollinaris|"
            + "evian|budweiser|corona|light|ale|claret|madeira|chablis|sauterne|hock|port|manhattan|"
            + "bloody mary|americano|demi.tasse|sanka|nescafe|wine|brandy|chardonnay"),
    DESSERTS(
        "Desserts and cheese",
        450,
        1250,
        "ice cream|pie|cakes?|pudding|sherbet|melba|parfait|sundae|mousse|brulee|fritters|macaroons|"
            + "cheese|roquefort|camembert|strawberries|peaches|pear|melon|watermelon|fruits?|apples?|"
            + "jelly|sauce|puffs|strudel|dumplings|charlotte|bananas|orange|grapefruit|meringues|ice");

    final String title;
    final int cheapest;
    final int dearest;
    final Pattern words;

    Course(String title, int cheapest, int dearest, String words) {
      this.title = title;
      this.cheapest = cheapest;
      this.dearest = dearest;
      this.words = Pattern.compile("\\b(" + words + ")\\b");
    }
  }

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z' ,&-]{2,44}");

  private Dishes() {}

  /** Every course's dishes in the order of the file, none twice. */
  static Map<Course, List<String>> byCourse() {
    Map<Course, Set<String>> sorted = new EnumMap<>(Course.class);
    for (String line : PizzaYear.lines("/data/nypl_menu_item_frequencies.csv.gz")) {
      String name = name(line);
      if (PLAIN.matcher(name).matches()) {
        for (Course course : Course.values()) {
          if (course.words.matcher(name.toLowerCase(Locale.ROOT)).find()) {
            sorted.computeIfAbsent(course, c -> new LinkedHashSet<>()).add(name);
            break;
          }
        }
      }
    }
    Map<Course, List<String>> dishes = new EnumMap<>(Course.class);
    sorted.forEach((course, names) -> dishes.put(course, new ArrayList<>(names)));
    return Collections.unmodifiableMap(dishes);
  }

  /** The second field: the year before and two numbers after it hold no comma. */
  private static String name(String line) {
    int last = line.lastIndexOf(',', line.lastIndexOf(',') - 1);
    String field = line.substring(line.indexOf(',') + 1, last);
    return field.startsWith("\"")
        ? field.substring(1, field.length() - 1).replace("\"\"", "\"")
        : field;
  }
}
