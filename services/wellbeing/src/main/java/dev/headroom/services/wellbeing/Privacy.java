package dev.headroom.services.wellbeing;

import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Service;

/** What a user's phones have told of their applications and locks. */
@Service
class Privacy {

  private final InstalledApplicationRepository installed;
  private final DeviceRepository devices;

  Privacy(InstalledApplicationRepository installed, DeviceRepository devices) {
    this.installed = installed;
    this.devices = devices;
  }

  PrivacyFacts facts(Me user) {
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
}
