package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

/** A permission that an installed application has. */
@Entity
class GrantedPermission {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @SuppressWarnings("UnusedVariable") // the side that the association is mapped by
  @ManyToOne(fetch = FetchType.LAZY)
  private InstalledApplication installedApplication;

  private String permission;

  @Enumerated(EnumType.STRING)
  private Risk risk;

  @SuppressWarnings("NullAway.Init")
  protected GrantedPermission() {}

  String permission() {
    return permission;
  }

  Risk risk() {
    return risk;
  }
}
