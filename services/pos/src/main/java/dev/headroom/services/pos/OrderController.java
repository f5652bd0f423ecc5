package dev.headroom.services.pos;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A restaurant's orders. */
@RestController
@RequestMapping("/api/v1/restaurants/{restaurantId}/orders")
class OrderController {

  private final RestaurantAccess access;
  private final Orders orders;
  private final OrderEntry entry;
  private final OrderFlow flow;

  OrderController(RestaurantAccess access, Orders orders, OrderEntry entry, OrderFlow flow) {
    this.access = access;
    this.orders = orders;
    this.entry = entry;
    this.flow = flow;
  }

  /** Newest first; {@code from} and {@code to} are business dates, both inclusive. */
  @GetMapping
  OrderPage page(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
          @Nullable LocalDate from,
      @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
          @Nullable LocalDate to,
      @RequestParam(required = false) @Nullable OrderState state,
      @RequestParam(defaultValue = "0") @Min(0) @Max(1_000_000) int page,
      @RequestParam(defaultValue = "20") @Min(1) @Max(200) int size) {
    access.check(user, restaurantId);
    return orders.page(new OrderFilter(restaurantId, from, to, state), page, size);
  }

  @GetMapping("/{orderId}")
  OrderView one(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @PathVariable long orderId) {
    access.check(user, restaurantId);
    return orders.one(restaurantId, orderId);
  }

  /** 201 with the new order, 200 with the earlier one of the same request. */
  @PostMapping
  ResponseEntity<OrderView> submit(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @Valid @RequestBody OrderRequest request) {
    access.check(user, restaurantId);
    OrderEntry.Submitted submitted = entry.submit(user, restaurantId, request);
    return ResponseEntity.status(submitted.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(submitted.order());
  }

  @PostMapping("/{orderId}/transitions")
  OrderView move(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @PathVariable long orderId,
      @Valid @RequestBody OrderFlow.Transition transition) {
    access.check(user, restaurantId);
    return flow.move(user, restaurantId, orderId, transition);
  }

  @PostMapping("/{orderId}/lines/{lineNo}/kitchen")
  OrderView kitchen(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @PathVariable long orderId,
      @PathVariable int lineNo,
      @Valid @RequestBody OrderFlow.KitchenStep step) {
    access.check(user, restaurantId);
    return flow.kitchen(restaurantId, orderId, lineNo, step);
  }

  @PostMapping("/{orderId}/payments")
  @ResponseStatus(HttpStatus.CREATED)
  OrderView pay(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @PathVariable long orderId,
      @Valid @RequestBody OrderFlow.PaymentRequest payment) {
    access.check(user, restaurantId);
    return flow.pay(restaurantId, orderId, payment);
  }
}
