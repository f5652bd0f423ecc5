package dev.headroom.services.pos;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order with its money, as it was when it was placed. */
@Entity
@Table(name = "orders")
class Order {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private long restaurantId;
  private String externalId;

  @Enumerated(EnumType.STRING)
  private OrderState state;

  private Instant placedAt;
  private LocalDate businessDate;
  private @Nullable Long openedBy;
  private String currency;
  private long subtotalMinor;
  private long discountMinor;
  private long serviceChargeMinor;
  private long taxMinor;
  private long tipMinor;
  private long totalMinor;
  private @Nullable String requestDigest;
  @Version private int version;

  @OneToMany(mappedBy = "order", cascade = CascadeType.PERSIST)
  @OrderBy("id.lineNo")
  private List<OrderLine> lines = new ArrayList<>();

  @OneToMany(mappedBy = "order", cascade = CascadeType.PERSIST)
  @OrderBy("id")
  private List<Payment> payments = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  protected Order() {}

  @SuppressWarnings("NullAway.Init")
  Order(SettingsView settings, OrderRequest request, Instant now, long openedBy, Pricing money) {
    this.restaurantId = settings.restaurantId();
    this.externalId = request.externalId();
    this.requestDigest = request.digest();
    this.state = request.draft() ? OrderState.DRAFT : OrderState.OPEN;
    this.placedAt = now;
    this.businessDate = settings.businessDate(now);
    this.openedBy = openedBy;
    this.currency = settings.currency();
    this.subtotalMinor = money.subtotal();
    this.discountMinor = money.discount();
    this.serviceChargeMinor = money.serviceCharge();
    this.taxMinor = money.tax();
    this.tipMinor = money.tip();
    this.totalMinor = money.total();
  }

  void moveTo(OrderState next) {
    state = next;
  }

  long paidMinor() {
    return payments.stream().mapToLong(Payment::amountMinor).reduce(0, Math::addExact);
  }

  long id() {
    return id;
  }

  long restaurantId() {
    return restaurantId;
  }

  String externalId() {
    return externalId;
  }

  OrderState state() {
    return state;
  }

  Instant placedAt() {
    return placedAt;
  }

  LocalDate businessDate() {
    return businessDate;
  }

  @Nullable Long openedBy() {
    return openedBy;
  }

  String currency() {
    return currency;
  }

  long subtotalMinor() {
    return subtotalMinor;
  }

  long discountMinor() {
    return discountMinor;
  }

  long serviceChargeMinor() {
    return serviceChargeMinor;
  }

  long taxMinor() {
    return taxMinor;
  }

  long tipMinor() {
    return tipMinor;
  }

  long totalMinor() {
    return totalMinor;
  }

  @Nullable String requestDigest() {
    return requestDigest;
  }

  int version() {
    return version;
  }

  List<OrderLine> lines() {
    return lines;
  }

  List<Payment> payments() {
    return payments;
  }
}
