package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A user's phones. */
@RestController
@RequestMapping("/api/v1/devices")
class DeviceController {

  static final int MOST = 20;

  /** A phone that is registered. */
  record Registered(@NotBlank @Size(max = 120) String name, @NotNull Boolean screenLock) {}

  /** What of a phone changes. */
  record Lock(@NotNull Boolean screenLock) {}

  /** A phone as it is answered. */
  record View(long id, String name, boolean screenLock) {
    static View of(Device device) {
      return new View(device.id(), device.name(), device.screenLock());
    }
  }

  private final DeviceRepository devices;
  private final ApplicationEventPublisher events;
  private final TransactionTemplate transaction;

  DeviceController(
      DeviceRepository devices, ApplicationEventPublisher events, TransactionTemplate transaction) {
    this.devices = devices;
    this.events = events;
    this.transaction = transaction;
  }

  @GetMapping
  List<View> all(@AuthenticationPrincipal Me user) {
    return devices.findByUserIdOrderById(user.id()).stream().map(View::of).toList();
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  View add(@AuthenticationPrincipal Me user, @Valid @RequestBody Registered registered) {
    return transaction.execute(
        status -> {
          List<Device> known = devices.findByUserIdOrderById(user.id());
          if (known.size() >= MOST) {
            throw Problem.conflict("a user has at most " + MOST + " phones");
          }
          if (known.stream().anyMatch(each -> each.name().equals(registered.name()))) {
            throw Problem.conflict(
                "you have a phone '%s' already: choose another name".formatted(registered.name()));
          }
          Device added =
              devices.saveAndFlush(
                  new Device(user.id(), registered.name(), registered.screenLock()));
          events.publishEvent(new SettingsChanged(user.id()));
          return View.of(added);
        });
  }

  @PutMapping("/{deviceId}")
  View change(
      @AuthenticationPrincipal Me user,
      @PathVariable long deviceId,
      @Valid @RequestBody Lock lock) {
    return transaction.execute(
        status -> {
          Device device =
              devices
                  .findById(deviceId)
                  .filter(each -> each.userId() == user.id())
                  .orElseThrow(() -> Problem.notFound("you have no phone " + deviceId));
          device.setScreenLock(lock.screenLock());
          events.publishEvent(new SettingsChanged(user.id()));
          return View.of(device);
        });
  }
}
