package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.util.ArrayList;
import java.util.List;

/** An application on a user's phones, and what it may do there. */
@Entity
class InstalledApplication {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private long userId;

  @ManyToOne(fetch = FetchType.LAZY)
  private Application application;

  @OneToMany(mappedBy = "installedApplication")
  @OrderBy("permission")
  private List<GrantedPermission> permissions = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  protected InstalledApplication() {}

  long id() {
    return id;
  }

  long userId() {
    return userId;
  }

  Application application() {
    return application;
  }

  List<GrantedPermission> permissions() {
    return permissions;
  }
}
