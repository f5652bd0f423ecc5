package dev.headroom.services.wellbeing;

import dev.headroom.loop.Fixes;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** What a user's phones have told of their applications and locks. */
@Service
class Privacy {

  private static final List<Risk> RISKS = List.of(Risk.LOW, Risk.MEDIUM, Risk.HIGH);

  private final InstalledApplicationRepository installed;
  private final DeviceRepository devices;
  private final JdbcClient jdbc;
  private final Fixes fixes;

  Privacy(
      InstalledApplicationRepository installed,
      DeviceRepository devices,
      JdbcClient jdbc,
      Fixes fixes) {
    this.installed = installed;
    this.devices = devices;
    this.jdbc = jdbc;
    this.fixes = fixes;
  }

  PrivacyFacts facts(Me user) {
    if (fixes.isOn(WellbeingFixes.SET_BASED) || fixes.isOn(WellbeingFixes.ROLLUPS)) {
      return atOnce(user);
    }
    List<PrivacyFacts.App> apps =
        installed.findByUserIdOrderById(user.id()).stream()
            .map(
                each ->
                    new PrivacyFacts.App(
                        each.application().packageName(),
                        each.application().name(),
                        each.permissions().stream()
                            .map(GrantedPermission::risk)
                            .max(Comparator.naturalOrder())
                            .orElse(Risk.LOW),
                        each.permissions().size()))
            .sorted(Comparator.comparing(PrivacyFacts.App::packageName))
            .toList();
    List<Device> phones = devices.findByUserIdOrderById(user.id());
    return new PrivacyFacts(
        apps, phones.stream().filter(Device::screenLock).count(), phones.size());
  }

  private PrivacyFacts atOnce(Me user) {
    List<PrivacyFacts.App> apps =
        jdbc
            .sql(
                """
                select a.package_name, a.name, count(g.id) as permissions,
                       max(array_position(array['LOW', 'MEDIUM', 'HIGH'], g.risk::text)) as worst
                from installed_application i
                     join application a on a.id = i.application_id
                     left join granted_permission g on g.installed_application_id = i.id
                where i.user_id = ?
                group by a.id
                """)
            .param(user.id())
            .query(
                (row, n) ->
                    new PrivacyFacts.App(
                        row.getString(1),
                        row.getString(2),
                        RISKS.get(Math.max(0, row.getInt(4) - 1)),
                        row.getInt(3)))
            .list()
            .stream()
            .sorted(Comparator.comparing(PrivacyFacts.App::packageName))
            .toList();
    return jdbc.sql(
            "select count(*) filter (where screen_lock), count(*) from device where user_id = ?")
        .param(user.id())
        .query((row, n) -> new PrivacyFacts(apps, row.getLong(1), row.getLong(2)))
        .single();
  }
}
