package dev.headroom.services.wellbeing;

import java.util.Arrays;
import java.util.List;

/** Applications of generated users: those of the real notifications, and some more to use. */
enum SeedApps {
  WHATSAPP("com.whatsapp", "WhatsApp", "messages", 20, "CONTACTS:HIGH,MICROPHONE:HIGH"),
  GMAIL("com.google.android.gm", "Gmail", "mail", 8, "CONTACTS:HIGH,CALENDAR:MEDIUM"),
  MUSIC("com.google.android.music", "Google Play Music", "music", 3, "STORAGE:MEDIUM"),
  SYSTEM("android", "Android System", "system", 0, "NETWORK:LOW"),
  TELEGRAM("org.telegram.messenger", "Telegram", "messages", 9, "CONTACTS:HIGH"),
  TEAMS("com.microsoft.teams", "Teams", "work", 5, "MICROPHONE:HIGH,CALENDAR:MEDIUM"),
  SPOTIFY("com.spotify.music", "Spotify", "music", 4, "STORAGE:MEDIUM"),
  PHONE("com.google.android.dialer", "Phone", "system", 3, "CALL_LOG:HIGH"),
  CLOCK("com.google.android.deskclock", "Clock", "system", 2, "ALARM:LOW"),
  SYSTEM_UI("com.android.systemui", "System UI", "system", 0, "NETWORK:LOW"),
  MESSENGER("com.facebook.mlite", "Messenger Lite", "messages", 6, "CONTACTS:HIGH"),
  STORE("com.android.vending", "Google Play Store", "system", 2, "NETWORK:LOW"),
  CHROME("com.android.chrome", "Chrome", "browser", 16, "LOCATION:MEDIUM"),
  MAPS("com.example.maps", "Maps", "travel", 3, "LOCATION:HIGH"),
  NEWS("com.example.news", "News", "news", 7, "NETWORK:LOW"),
  VIDEO("com.example.video", "Video", "video", 12, "NETWORK:LOW"),
  GAME("com.example.game", "Game", "games", 8, "STORAGE:MEDIUM"),
  CAMERA("com.example.camera", "Camera", "photos", 3, "CAMERA:HIGH,LOCATION:MEDIUM"),
  READER("com.example.reader", "Reader", "reading", 4, "NETWORK:LOW"),
  BANK("com.example.bank", "Bank", "money", 1, "NETWORK:LOW");

  final String packageName;
  final String label;
  final String category;

  /** How often it is opened, beside the others. */
  final int weight;

  private final String permissions;

  SeedApps(String packageName, String label, String category, int weight, String permissions) {
    this.packageName = packageName;
    this.label = label;
    this.category = category;
    this.weight = weight;
    this.permissions = permissions;
  }

  /** Name and risk of each. */
  List<String[]> permissions() {
    return Arrays.stream(permissions.split(",", -1)).map(each -> each.split(":", 2)).toList();
  }

  long id() {
    return 1L + List.of(values()).indexOf(this);
  }

  static final int WEIGHTS = Arrays.stream(values()).mapToInt(app -> app.weight).sum();

  /** The application of a number from 0 to {@link #WEIGHTS}. */
  static SeedApps weighted(int at) {
    int left = at;
    for (SeedApps app : values()) {
      left -= app.weight;
      if (left < 0) {
        return app;
      }
    }
    throw new IllegalArgumentException(at + " is not below " + WEIGHTS);
  }

  static SeedApps named(String packageName) {
    for (SeedApps app : values()) {
      if (app.packageName.equals(packageName)) {
        return app;
      }
    }
    throw new IllegalArgumentException("no application " + packageName);
  }
}
