package dev.headroom.benchmarks;

/** Who answers a hit in the process. */
public enum CacheWay {
  /** The ground below: no time to live, so no clock. */
  CAFFEINE_BARE("Caffeine without time to live"),
  CAFFEINE("Caffeine, expireAfterWrite"),
  HEADROOM("Headroom, no tag"),
  HEADROOM_TAGS("Headroom, two tags"),
  HEADROOM_ALONE("Headroom, no tag, without Redis"),
  JETCACHE("JetCache 2.7.8, local"),
  REDISSON("Redisson 4.7.0, RLocalCachedMap"),
  SPRING_CAFFEINE("`@Cacheable` on Spring's CaffeineCacheManager"),
  SPRING_HEADROOM("`@Cacheable` on Headroom");

  final String title;

  CacheWay(String title) {
    this.title = title;
  }
}
